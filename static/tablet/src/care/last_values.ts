// What was measured last: shown beside a field, so that a slip is seen, and never put into it.

import { dayKnown } from './contact.ts'
import { dateText } from './days.ts'
import type { Held } from './register.ts'

/** A measured value, the day on which it was taken, and the record that has it. `source`: the code of 数据来源. */
export interface LastValue {
  readonly path: string
  readonly value: number
  readonly day: string
  readonly kind: string
  readonly document: string
  readonly source: string
}

const MEASURED = 'vitals.'

/** The latest of each measured path, by path. */
export function latestValues(records: Iterable<Held>): Map<string, LastValue> {
  return new Map([...courses(records)].map(([path, course]) => [path, course[course.length - 1] as LastValue]))
}

/** Every measured value of each path, the oldest first: for a line that the resident is shown, too. */
export function courses(records: Iterable<Held>): Map<string, LastValue[]> {
  const rows = [...records].map((held) => ({ held, moment: momentOf(held) }))
  rows.sort((one, other) => one.moment - other.moment || (one.held.document < other.held.document ? -1 : 1))
  const found = new Map<string, LastValue[]>()
  for (const { held, moment } of rows) {
    for (const [path, value] of Object.entries(held.values)) {
      if (!path.startsWith(MEASURED) || typeof value !== 'number' || !Number.isFinite(value)) continue
      const source = typeof held.values.source === 'string' ? held.values.source : ''
      const day = dateText(dayKnown(null, moment))
      const one = { path, value, day, kind: held.kind, document: held.document, source }
      const course = found.get(path)
      if (course === undefined) found.set(path, [one])
      else course.push(one)
    }
  }
  return found
}

/** Nothing took place later than it was known. */
function momentOf(held: Held): number {
  const at = held.values.at
  return Number.isSafeInteger(at) ? Math.min(at as number, held.touchedMs) : held.touchedMs
}
