// The list of a day as it is shown: what cannot wait first, and then as people walk.

import { contactOf } from '../care/contact.ts'
import type { DoorCard } from '../care/day.ts'
import { dayOfMs } from '../care/days.ts'
import type { Entry } from '../notebook.ts'

export type Order = 'urgency' | 'walk'
export type Section = 'urgent' | 'red' | 'overdue' | 'today' | 'week' | 'later'

export type DayRow =
  | { readonly key: string; readonly sort: 'section'; readonly section: Section; readonly count: number }
  | { readonly key: string; readonly sort: 'building'; readonly building: string; readonly count: number; readonly first: number }
  | { readonly key: string; readonly sort: 'door'; readonly card: DoorCard; readonly section: Section }

/** What of a card decides where it stands. `colour`: of the resident; `building`: in which it is, empty where in none. */
export interface Placed {
  readonly card: DoorCard
  readonly colour: string
  readonly building: string
}

const SECTIONS: readonly Section[] = ['urgent', 'red', 'overdue', 'today', 'week', 'later']
/** What does not wait for the day's walk. */
const FIRST: ReadonlySet<Section> = new Set(['urgent', 'red', 'overdue'])

/** Whoever is red, and then what is overdue, come before all that has time. */
export function sectionOf({ card, colour }: Placed): Section {
  return colour === 'red' && card.when !== 'urgent' && card.when !== 'later' ? 'red' : card.when
}

/** `until`: the last section that is shown. */
export function dayRows(placed: readonly Placed[], order: Order, until: Section): DayRow[] {
  const shown = SECTIONS.slice(0, SECTIONS.indexOf(until) + 1)
  const sorted = placed.map((one) => ({ ...one, section: sectionOf(one) })).filter((one) => shown.includes(one.section))
  sorted.sort((one, other) => compare(one.card.place, other.card.place) || compare(one.card.about[1], other.card.about[1]))
  if (order === 'urgency') {
    return shown.flatMap((section) => sectionRows(section, sorted.filter((one) => one.section === section)))
  }
  const urgent = sorted.filter((one) => one.section === 'urgent')
  const others = sorted.filter((one) => one.section !== 'urgent')
  return [...sectionRows('urgent', urgent), ...byBuilding('walk', others)]
}

type Sorted = Placed & { readonly section: Section }

function sectionRows(section: Section, placed: readonly Sorted[]): DayRow[] {
  if (placed.length === 0) return []
  return [{ key: section, sort: 'section', section, count: placed.length }, ...byBuilding(section, placed)]
}

function byBuilding(within: string, placed: readonly Sorted[]): DayRow[] {
  const groups = new Map<string, Sorted[]>()
  for (const one of placed) groups.set(one.building, [...(groups.get(one.building) ?? []), one])
  return [...groups].flatMap(([building, own]): DayRow[] => [
    {
      key: `${within} ${building}`,
      sort: 'building',
      building,
      count: own.length,
      first: own.filter((one) => FIRST.has(one.section)).length,
    },
    ...own.map(({ card, section }): DayRow => ({ key: card.about.join(' '), sort: 'door', card, section })),
  ])
}

/** How far the work of a day has come: doors that were seen to, and doors that still wait for today. */
export function progressOf(entries: Iterable<Entry>, cards: Iterable<DoorCard>, today: number): { done: number; planned: number } {
  const done = new Set<string>()
  for (const one of entries) {
    const about = String(one.values.resident ?? one.values.household ?? one.document)
    if (one.kind === 'task') {
      if (one.values.status === 'done' && dayOf(one.values.done_at) === today) done.add(about)
      continue
    }
    const [method, result] = [text(one.values.method), text(one.values.result)]
    const contact = contactOf(one.kind, method, result, number(one.values.at), one.touchedMs)
    if (contact?.day === today && contact.outcome === 'met') done.add(about)
  }
  let waiting = 0
  for (const card of cards) {
    if (card.when !== 'week' && card.when !== 'later' && !done.has(card.about[1])) waiting += 1
  }
  return { done: done.size, planned: done.size + waiting }
}

function dayOf(value: unknown): number | undefined {
  return typeof value === 'number' ? dayOfMs(value) : undefined
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
