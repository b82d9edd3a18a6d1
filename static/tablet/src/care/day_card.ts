// One card a day: everything that is to be done about one resident, home or shop. The same as schemas/care/day_card.py.

import { isDate } from './dates.ts'
import { dateText, dayOf } from './days.ts'
import type { Card } from './due_card.ts'

/** Keeps a card without a day behind those that have one. */
const NEVER = '9999-12-31'

export type About = 'resident' | 'household' | 'shop' | 'task'

/** An open task. `about` says on whose card it stands. `dueOn` is "YYYY-MM-DD" or empty. */
export interface TaskLine {
  readonly id: string
  readonly about: readonly [About, string]
  readonly title: string
  readonly dueOn: string
  readonly urgent: boolean
}

/** All that is to be done about one of them. `dueOn` is the earliest day, empty where none is said. */
export interface DayCard<Line extends TaskLine = TaskLine> {
  readonly about: readonly [About, string]
  readonly urgent: boolean
  readonly dueOn: string
  readonly overdueDays: number
  readonly visits: Card | undefined
  readonly tasks: readonly Line[]
}

/** The cards of a day: the urgent first, then the longest overdue. `visits`: by the resident's id. */
export function dayCards<Line extends TaskLine>(
  visits: ReadonlyMap<string, Card>,
  tasks: Iterable<Line>,
  today: number,
): DayCard<Line>[] {
  const lines = new Map<string, { about: readonly [About, string]; own: Map<string, Line> }>()
  const of = (about: readonly [About, string]) => {
    const key = about.join(' ')
    const there = lines.get(key) ?? { about, own: new Map<string, Line>() }
    lines.set(key, there)
    return there.own
  }
  for (const resident of visits.keys()) of(['resident', resident])
  for (const one of tasks) of(one.about).set(one.id, one)
  return [...lines.values()]
    .map(({ about, own }) => cardOf(about, about[0] === 'resident' ? visits.get(about[1]) : undefined, own, today))
    .sort(
      (one, other) =>
        Number(other.urgent) - Number(one.urgent) ||
        order(one.dueOn || NEVER, other.dueOn || NEVER) ||
        order(one.about[0], other.about[0]) ||
        order(one.about[1], other.about[1]),
    )
}

function cardOf<Line extends TaskLine>(
  about: readonly [About, string],
  visits: Card | undefined,
  own: ReadonlyMap<string, Line>,
  today: number,
): DayCard<Line> {
  const tasks = [...own.values()].sort(
    (one, other) =>
      Number(other.urgent) - Number(one.urgent) ||
      order(one.dueOn || NEVER, other.dueOn || NEVER) ||
      order(one.title, other.title) ||
      order(one.id, other.id),
  )
  const dates = tasks.map((one) => one.dueOn).filter((one) => isDate(one))
  if (visits !== undefined) dates.push(dateText(visits.due))
  const dueOn = dates.reduce((first, one) => (first === '' || one < first ? one : first), '')
  const due = dayOf(dueOn)
  return {
    about,
    urgent: tasks.some((one) => one.urgent),
    dueOn,
    overdueDays: due === undefined ? 0 : Math.max(0, today - due),
    visits,
    tasks,
  }
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
