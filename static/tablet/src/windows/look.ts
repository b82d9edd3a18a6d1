// A look at a building: what was seen at each window, and what is written of it (docs/decisions/0014).

import { dayOfMs } from '../care/days.ts'
import type { Answers, Entry, Values } from '../notebook.ts'
import { groupEntries, textOf } from '../residents/entry_groups.ts'

export type Round = 'morning' | 'evening' | 'other'
/** As agreed, not as agreed, could not be seen. */
export type Seen = '1' | '2' | '3'

export interface Sight {
  readonly household: string
  readonly state: Seen
  readonly sign: string
  readonly task: string
  /** The look that it is of, and when that was. */
  readonly document: string
  readonly atMs: number
}

const DAY_MS = 86_400_000
const SHANGHAI_MS = 8 * 3_600_000
const HOUR_MS = 3_600_000
const SEEN: ReadonlySet<string> = new Set(['1', '2', '3'])

/** Curtains are looked at when they should be open, and again when they should be closed; between is another time. */
export function roundAt(atMs: number): Round {
  const hour = Math.floor(((atMs + SHANGHAI_MS) % DAY_MS) / HOUR_MS)
  if (hour < 12) return 'morning'
  return hour >= 17 ? 'evening' : 'other'
}

/** A worker's look at a building of this day and round, to be gone on with: after a restart, after another building. */
export function lookToGoOnWith(
  looks: Iterable<Entry>,
  asked: { readonly estate: string; readonly building: string; readonly round: Round; readonly worker: string; readonly atMs: number },
): Entry | undefined {
  const day = dayOfMs(asked.atMs)
  let latest: Entry | undefined
  for (const one of looks) {
    const { values } = one
    const same =
      values.worker === asked.worker &&
      values.round === asked.round &&
      textOf(values, 'address.estate') === asked.estate &&
      values['address.building'] === asked.building &&
      typeof values.at === 'number' &&
      dayOfMs(values.at) === day
    if (same && (latest === undefined || atOf(one) > atOf(latest))) latest = one
  }
  return latest
}

/** How each window was seen last on a day in a round, whoever looked, by household. */
export function sightsOf(looks: Iterable<Entry>, day: number, round?: Round): Map<string, Sight> {
  const found = new Map<string, Sight>()
  for (const one of looks) {
    const atMs = atOf(one)
    if (dayOfMs(atMs) !== day || (round !== undefined && one.values.round !== round)) continue
    for (const { values } of groupEntries(one.values, 'window')) {
      const sight = sightOf(values, one.document, atMs)
      if (sight === undefined) continue
      const known = found.get(sight.household)
      if (known === undefined || known.atMs <= atMs) found.set(sight.household, sight)
    }
  }
  return found
}

function sightOf(values: Values, document: string, atMs: number): Sight | undefined {
  const [household, state] = [textOf(values, 'household'), textOf(values, 'state')]
  if (household === '' || !SEEN.has(state)) return undefined
  return { household, state: state as Seen, sign: textOf(values, 'sign'), task: textOf(values, 'task'), document, atMs }
}

/** The first answers of a look. */
export function newLook(
  asked: { readonly estate: string; readonly building: string; readonly round: Round; readonly worker: string; readonly atMs: number },
): Answers {
  const { estate, building, round, worker, atMs } = asked
  return { ...(estate === '' ? {} : { 'address.estate': estate }), 'address.building': building, round, worker, at: atMs }
}

/** One window of a look: one change. An entry's id is the id of its household, so tapped twice is one window. */
export function seen(household: string, state: Seen): Answers {
  return { [`window.${household}.household`]: household, [`window.${household}.state`]: state }
}

/** As if the window had not been looked at. */
export function unseen(household: string): Answers {
  return Object.fromEntries(['household', 'state', 'sign', 'task'].map((path) => [`window.${household}.${path}`, null]))
}

/** Go there at once. `resident`: where it is known who is meant, because nobody else lives there. */
export function urgentTask(
  asked: {
    readonly title: string
    readonly household: string
    readonly resident: string | undefined
    readonly worker: string
    readonly look: string
    readonly dueOn: string
    readonly atMs: number
  },
): Answers {
  return {
    type: 'window',
    title: asked.title,
    status: 'open',
    priority: 'urgent',
    household: asked.household,
    ...(asked.resident === undefined ? {} : { resident: asked.resident }),
    about: asked.look,
    due_on: asked.dueOn,
    assignee: asked.worker,
    raised_by: asked.worker,
    rule: 'window',
    at: asked.atMs,
  }
}

function atOf(look: Entry): number {
  return typeof look.values.at === 'number' ? look.values.at : 0
}
