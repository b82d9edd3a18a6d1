// How old somebody is today, as care counts it: by a sound identity number first, then by the file.

import { isDate, years } from '../care/dates.ts'
import { dateText } from '../care/days.ts'
import { factsOf } from '../care/resident_facts.ts'
import type { Values } from '../notebook.ts'

/** Completed years on a day ("YYYY-MM-DD"); undefined where nobody knows when they were born. */
export function ageOn(resident: Values, today: string): number | undefined {
  const born = bornOf(resident)
  if (born === undefined || !isDate(today) || born > today) return undefined
  return years(born, today)
}

/** "YYYY-MM-DD". */
export function bornOf(resident: Values): string | undefined {
  const { born } = factsOf(resident, 0)
  return born === undefined ? undefined : dateText(born)
}
