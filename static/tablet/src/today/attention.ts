// What of one's own work somebody has to look at again: refused by the centre, sent back by a supervisor, or written
// differently by two.

import type { Entry } from '../notebook.ts'

export interface Attention {
  readonly entry: Entry
  /** `answered`: it was sent back, and has been changed since, which the centre does not know yet. */
  readonly why: 'refused' | 'returned' | 'answered' | 'issues' | 'disputed'
}

const ORDER = ['refused', 'returned', 'issues', 'disputed', 'answered']
const STATES: Readonly<Record<string, Attention['why']>> = { returned: 'returned', has_issues: 'issues' }

export function attention(entries: Iterable<Entry>): Attention[] {
  const found: Attention[] = []
  for (const entry of entries) {
    const why = whyOf(entry)
    if (why !== undefined) found.push({ entry, why })
  }
  return found.sort(
    (one, other) => ORDER.indexOf(one.why) - ORDER.indexOf(other.why) || other.entry.touchedMs - one.entry.touchedMs,
  )
}

function whyOf(entry: Entry): Attention['why'] | undefined {
  if (entry.mark === 'refused') return 'refused'
  if (!entry.mine) return undefined
  const state = STATES[String(entry.values['review.state'])]
  if (state !== undefined) return entry.mark === 'here' ? 'answered' : state
  return entry.disputed.length > 0 ? 'disputed' : undefined
}
