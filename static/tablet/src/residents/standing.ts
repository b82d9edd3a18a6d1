// What holds at a moment, read out of all the documents about somebody: which consent, and which colour. The same as
// schemas/social/standing.py.

import { dateText, dayOfMs } from '../care/days.ts'
import type { Entry, Values } from '../notebook.ts'

export type Standing = 'agreed' | 'duty' | 'refused' | 'withdrawn' | 'expired' | 'unasked'
export type Colour = 'red' | 'yellow' | 'blue'

const CAUTION: readonly Standing[] = ['agreed', 'duty', 'expired', 'withdrawn', 'refused']
const LEVELS = ['none', 'blue', 'yellow', 'red']

/** How somebody's consents stand for one purpose at a moment. `duty` is no consent: the law lets the community act. */
export function consentStanding(consents: Iterable<Values>, purpose: string, atMs: number): Standing {
  let latest: readonly [number, number] | undefined
  for (const one of consents) {
    const at = moment(one.at)
    if (one.purpose !== purpose || at === undefined || at > atMs) continue
    const said = saidBy(one, atMs)
    if (said === undefined) continue
    const here = [at, CAUTION.indexOf(said)] as const
    if (latest === undefined || here[0] > latest[0] || (here[0] === latest[0] && here[1] > latest[1])) latest = here
  }
  return latest === undefined ? 'unasked' : (CAUTION[latest[1]] ?? 'unasked')
}

function saidBy(consent: Values, atMs: number): Standing | undefined {
  if (consent.legal_basis !== 'duty' && consent.answer !== 'agreed') {
    return consent.answer === 'refused' ? 'refused' : undefined
  }
  const withdrawn = consent.withdrawn_at
  // A withdrawal whose time cannot be read is a withdrawal.
  if (withdrawn !== undefined && !((moment(withdrawn) ?? -Infinity) > atMs)) return 'withdrawn'
  const until = consent.valid_until
  if (typeof until === 'string' && until !== '' && dateText(dayOfMs(atMs)) > until) return 'expired'
  return consent.legal_basis === 'duty' ? 'duty' : 'agreed'
}

/** The decision about a colour that holds; undefined where nobody has decided, or decided for none. */
export function colourDecision(decisions: Iterable<Entry>): { colour: Colour; entry: Entry } | undefined {
  let latest: { at: number; level: number; entry: Entry } | undefined
  for (const entry of decisions) {
    const at = moment(entry.values.at)
    const level = LEVELS.indexOf(String(entry.values.level))
    if (at === undefined || level < 0) continue
    if (latest === undefined || at > latest.at || (at === latest.at && level > latest.level)) latest = { at, level, entry }
  }
  if (latest === undefined || latest.level === 0) return undefined
  return { colour: LEVELS[latest.level] as Colour, entry: latest.entry }
}

function moment(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}
