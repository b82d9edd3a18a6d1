// Who may be the same person as somebody: two files for one are found at the centre, and told here, where they were made.

import { bornOf } from './age.ts'
import type { Row } from './finder.ts'
import { plainName } from './spelling.ts'

const ALIKE_MAX = 5

/** Of one name, and born on the same day or living in the same home; linked files are one already. */
export function alike(rows: readonly Row[], one: Row): Row[] {
  const name = plainName(one.name)
  if (name === '' || isLinked(one)) return []
  const found = rows.filter((row) => row !== one && plainName(row.name) === name && !isLinked(row) && mayBe(row, one))
  return found.slice(0, ALIKE_MAX)
}

function mayBe(row: Row, one: Row): boolean {
  const home = one.household?.document
  if (home !== undefined && row.household?.document === home) return true
  const born = bornOf(one.resident.values)
  return born !== undefined && born === bornOf(row.resident.values)
}

function isLinked({ resident }: Row): boolean {
  return typeof resident.values.same_as === 'string' && resident.values.same_as !== ''
}
