// Contacts: what counts as having been in touch with a resident. The same as schemas/care/contact.py.

import { dayOfMs } from './days.ts'

export type Outcome = 'met' | 'tried' | 'gone'

export interface Contact {
  readonly day: number
  readonly method: string
  readonly outcome: Outcome
}

const BY_CODE: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'phone',
  3: 'video',
  4: 'window',
  5: 'neighbour',
  6: 'wechat',
}
const BY_RESULT: Readonly<Record<string, Outcome>> = {
  1: 'met',
  2: 'met',
  3: 'tried',
  4: 'tried',
  5: 'tried',
  6: 'gone',
  7: 'gone',
  8: 'tried',
}
const WINDOW_IN_ORDER = '1'

/** The contact that a record is, if it is one. For the times see `dayKnown`. */
export function contactOf(
  kind: string,
  method: string | null,
  result: string | null,
  whenMs: number | null,
  knownMs: number,
): Contact | undefined {
  const day = dayKnown(whenMs, knownMs)
  if (kind === 'visit') {
    return { day, method: BY_CODE[method ?? ''] ?? 'phone', outcome: BY_RESULT[result ?? ''] ?? 'tried' }
  }
  return kind === 'health_check' ? { day, method: 'check', outcome: 'met' } : undefined
}

/** The contact that one window of a look is, with everybody who lives behind it. */
export function sighting(state: string | null, whenMs: number | null, knownMs: number): Contact {
  return { day: dayKnown(whenMs, knownMs), method: 'window', outcome: state === WINDOW_IN_ORDER ? 'met' : 'tried' }
}

/** Nothing happened later than it was known: on the tablet, when the document was first written or collected here. */
export function dayKnown(whenMs: number | null, knownMs: number): number {
  return dayOfMs(whenMs === null ? knownMs : Math.min(whenMs, knownMs))
}
