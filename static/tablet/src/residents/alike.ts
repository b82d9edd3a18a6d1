// Whether somebody is here already. By their number for certain; by name, birthday and home to be looked at by a person.

import { normalise } from '../forms/id_number.ts'
import { bornOf } from './age.ts'
import { textOf } from './entry_groups.ts'
import type { Row } from './finder.ts'
import { plainName } from './spelling.ts'

const ALIKE_MAX = 5

/** What is known of somebody; empty where it is not. */
export interface Somebody {
  readonly name: string
  /** "YYYY-MM-DD". */
  readonly born: string
  readonly household: string
}

/** Whoever has this identity number, in whichever way it was typed. */
export function byNumber(rows: readonly Row[], number: string): Row | undefined {
  const wanted = normalise(number)
  return wanted === '' ? undefined : rows.find((row) => normalise(textOf(row.resident.values, 'id_number')) === wanted)
}

/** Of one name, and born on the same day or living in the same home, as far as both are known. */
export function alike(rows: readonly Row[], one: Somebody): Row[] {
  const name = plainName(one.name)
  if (name === '') return []
  return rows.filter((row) => plainName(row.name) === name && !isLinked(row) && mayBe(row, one)).slice(0, ALIKE_MAX)
}

/** Other files that may be of the same person. */
export function doublesOf(rows: readonly Row[], one: Row): Row[] {
  if (isLinked(one)) return []
  const { resident, household, name } = one
  const born = bornOf(resident.values) ?? ''
  if (born === '' && household === undefined) return []
  const found = alike(rows, { name, born: born === '' ? 'unknown' : born, household: household?.document ?? '' })
  return found.filter((row) => row !== one)
}

function mayBe(row: Row, one: Somebody): boolean {
  if (one.household !== '' && row.household?.document === one.household) return true
  const born = bornOf(row.resident.values)
  return one.born === '' || born === undefined || born === one.born
}

/** Linked files are one person's already. */
function isLinked({ resident }: Row): boolean {
  return textOf(resident.values, 'same_as') !== ''
}
