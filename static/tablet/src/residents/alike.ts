// Whether somebody who is to be written down is here already.

import { bornOf } from './age.ts'
import { textOf } from './entry_groups.ts'
import type { Row } from './finder.ts'
import { normalise } from '../forms/id_number.ts'
import { plainName } from './spelling.ts'

const ALIKE_MAX = 5

/** Whoever has this identity number, in whichever way it was typed. */
export function byNumber(rows: readonly Row[], number: string): Row | undefined {
  const wanted = normalise(number)
  return wanted === '' ? undefined : rows.find((row) => normalise(textOf(row.resident.values, 'id_number')) === wanted)
}

/** Who may be the same: of one name and born on the same day or living in the same home, or with nothing to tell them by. */
export function alike(
  rows: readonly Row[],
  asked: { readonly name: string; readonly birthDate: string; readonly household: string },
): Row[] {
  const name = plainName(asked.name)
  if (name === '') return []
  const found = rows.filter((row) => plainName(row.name) === name && mayBe(row, asked))
  return found.slice(0, ALIKE_MAX)
}

function mayBe(row: Row, asked: { readonly birthDate: string; readonly household: string }): boolean {
  if (asked.household !== '' && row.household?.document === asked.household) return true
  const born = bornOf(row.resident.values)
  return asked.birthDate === '' || born === undefined || born === asked.birthDate
}
