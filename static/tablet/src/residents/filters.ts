// Which residents are shown beside what was typed.

import { standing, factsOf } from '../care/resident_facts.ts'
import { dayOf } from '../care/days.ts'
import { ageOn } from './age.ts'
import { ticked } from './entry_groups.ts'
import type { Row } from './finder.ts'
import type { Colour } from './standing.ts'

export interface Filters {
  colours: Colour[]
  /** All of them: whoever asks for 独居 and 低保 asks for who is both. */
  tags: string[]
  sex: '' | '1' | '2'
  /** Years, and older. */
  ageMin: number | undefined
  due: boolean
  /** Show also who moved away, died, or is somebody else's double. */
  gone: boolean
}

/** What is known besides the row. */
export interface Known {
  readonly today: string
  colourOf(resident: string): string
  isDue(resident: string): boolean
}

export function noFilters(): Filters {
  return { colours: [], tags: [], sex: '', ageMin: undefined, due: false, gone: false }
}

export function filterCount(filters: Filters): number {
  const { colours, tags, sex, ageMin, due, gone } = filters
  return colours.length + tags.length + Number(sex !== '') + Number(ageMin !== undefined) + Number(due) + Number(gone)
}

export function passes({ resident }: Row, filters: Filters, known: Known): boolean {
  const { values, document } = resident
  if (filters.sex !== '' && values.sex !== filters.sex) return false
  if (filters.colours.length > 0 && !filters.colours.some((one) => one === known.colourOf(document))) return false
  if (filters.tags.some((tag) => values[`tags.${tag}`] !== true)) return false
  if (filters.ageMin !== undefined && (ageOn(values, known.today) ?? -1) < filters.ageMin) return false
  return !filters.due || known.isDue(document)
}

/** On the register: neither moved, dead, lost, nor linked to another file of the same person. */
export function isHere({ resident }: Row, today: string): boolean {
  const day = dayOf(today) ?? 0
  const stands = standing(factsOf(resident.values, 0), day)
  return stands === 'in' || stands === 'refused'
}

/** The tags that anybody has, those of most people first. */
export function tagsInUse(rows: readonly Row[]): string[] {
  const counts = new Map<string, number>()
  for (const { resident } of rows) for (const tag of ticked(resident.values, 'tags')) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one).map(([tag]) => tag)
}
