// The line of somebody's blood pressure: of every record that has both values, one point. Told in words as well.

import { dayOfMs } from '../care/days.ts'
import type { Entry } from '../notebook.ts'
import { happenedAt } from './timeline.ts'

export interface Pressure {
  readonly atMs: number
  readonly day: number
  readonly sbp: number
  readonly dbp: number
  readonly document: string
}

export type Direction = 'higher' | 'lower' | 'same'

/** What a difference is that is more than the cuff. */
const NOTICEABLE = 5

/** The oldest first. */
export function pressures(records: Iterable<Entry>): Pressure[] {
  const found: Pressure[] = []
  for (const entry of records) {
    const [sbp, dbp] = [entry.values['vitals.sbp'], entry.values['vitals.dbp']]
    if (typeof sbp !== 'number' || typeof dbp !== 'number') continue
    const atMs = happenedAt(entry)
    found.push({ atMs, day: dayOfMs(atMs), sbp, dbp, document: entry.document })
  }
  return found.sort((one, other) => one.atMs - other.atMs)
}

/** How the last high value stands to the one before it; undefined where there are no two. */
export function direction(course: readonly Pressure[]): Direction | undefined {
  const [before, last] = course.slice(-2)
  if (before === undefined || last === undefined) return undefined
  if (Math.abs(last.sbp - before.sbp) < NOTICEABLE) return 'same'
  return last.sbp > before.sbp ? 'higher' : 'lower'
}
