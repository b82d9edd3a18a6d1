// The day of a worker: the one door between care knowledge and the screens. Given the documents at hand, what the centre
// declared and today's date, it tells whose door is due and why, how many were visited, which tags follow from age, what
// was measured last, and what the rules make of a form. Pure, without a network, and the same as at the centre.
//
//     const day = careDay(notebook.entries.values(), notebook.declared, todayHere(Date.now()))
//     day.cards()                      // 今天要去谁家, in the order of urgency
//     day.form({ kind, answers, resident })
//
// A CareDay is made from a moment's documents and never changes: make a new one when entries change (cheap: it works
// out only what is asked). docs/care.md, "The day on the tablet", tells the shapes.

import { contextOf } from './chain.ts'
import type { Contact } from './contact.ts'
import { dateText, dayOf, dayOfMs, firstDay, lastDay, monthOf } from './days.ts'
import { dayCards, type About, type DayCard, type TaskLine } from './day_card.ts'
import { reckon } from './due.ts'
import { card, type Card } from './due_card.ts'
import { evaluate } from './evaluate.ts'
import { formResults, holds, ruleSetsOf, type FormInHand, type FormResults } from './form_results.ts'
import { courses, latestValues, type LastValue } from './last_values.ts'
import { placeKey } from './place.ts'
import { programmesOf, type Label, type Programme, type ProgrammeContent } from './programme.ts'
import { register, type Held, type Person } from './register.ts'
import type { PlainRuleSet } from './rule_set.ts'
import { permille, visitRate, type Rate } from './visit_rate.ts'

export type { Held } from './register.ts'
export type { FormResults, Line, Proposal } from './form_results.ts'
export type { LastValue } from './last_values.ts'

/** What of `Declared` is needed. */
export interface CareDeclared {
  readonly programmes: Readonly<Record<string, unknown>>
  readonly ruleSets: Readonly<Record<string, PlainRuleSet>>
}

/** An open task, as a line of a card. `type`, `rule`: codes of the task; `role`: for whom (网格员, 医生…). */
export interface DayTask extends TaskLine {
  readonly why: string
  readonly type: string
  readonly rule: string
  readonly role: string
  readonly assignee: string
  readonly grid: string
}

/** How near: `urgent`, else by the earliest day; `week`: within seven days. */
export type When = 'urgent' | 'overdue' | 'today' | 'week' | 'later'

/** All that is to be done at one door, on one card. */
export interface DoorCard extends DayCard<DayTask> {
  readonly when: When
  /** All reasons in the order in which to say them, visits first; each sentence once. */
  readonly reasons: readonly Label[]
  /** Sorts in the order in which doors are passed (by its UTF-16 units, which is the same for what is typed here). */
  readonly place: string
  /** The grid of the resident or task. */
  readonly grid: string
}

/** A programme's rate in a month. `permille`: thousandths, rounded down; undefined where nobody is aimed at. */
export interface RateShown extends Rate {
  readonly title: Label
  readonly permille: number | undefined
}

/** Tags that follow from age. `missing`: not on the file yet; `wrong`: on the file, and the age says no. */
export interface AgeTags {
  readonly following: readonly string[]
  readonly missing: readonly string[]
  readonly wrong: readonly string[]
}

/**
 * A form so far. `resident`: the document id, or the answers of a file that is not written yet. `at`: when it takes place,
 * ms; left out: the answer at `at`, else the end of today.
 */
export interface AskedForm {
  readonly kind: string
  readonly answers: Readonly<Record<string, unknown>>
  readonly resident: string | Readonly<Record<string, unknown>>
  readonly at?: number
  readonly document?: string
}

const OPEN = 'open'
const WEEK_DAYS = 7
const compiled = new WeakMap<object, Programme>()

/** The day it is at the community, "YYYY-MM-DD", whatever the tablet's own time zone. */
export function todayHere(nowMs: number): string {
  return dateText(dayOfMs(nowMs))
}

export function careDay(entries: Iterable<Held>, declared: CareDeclared, today: string): CareDay {
  return new CareDay([...entries], declared, today)
}

export class CareDay {
  private readonly day: number
  private readonly documents: ReadonlyMap<string, Held>
  private readonly people: ReadonlyMap<string, Person>
  private readonly about: ReadonlyMap<string, readonly Held[]>
  private readonly programmes: readonly Programme[]
  private listed: readonly DoorCard[] | undefined

  /** Throws RangeError where `today` is no day. */
  constructor(
    entries: readonly Held[],
    private readonly declared: CareDeclared,
    readonly today: string,
  ) {
    const day = dayOf(today)
    if (day === undefined) throw new RangeError(`not a day: ${today}`)
    this.day = day
    this.documents = new Map(entries.map((one) => [one.document, one]))
    this.people = register(entries)
    this.about = byResident(entries)
    this.programmes = inForce(declared.programmes)
  }

  /** Every door at which something is to be done, the urgent first, then the longest overdue; `grid`: of that one only. */
  cards(grid?: string): readonly DoorCard[] {
    this.listed ??= this.made()
    return grid === undefined ? this.listed : this.listed.filter((one) => one.grid === grid)
  }

  /** Those for a morning: urgent, overdue, today, and within so many days. */
  dueCards(aheadDays = WEEK_DAYS): readonly DoorCard[] {
    const until = dateText(this.day + aheadDays)
    return this.cards().filter((one) => one.urgent || (one.dueOn !== '' && one.dueOn <= until))
  }

  cardOf(resident: string): DoorCard | undefined {
    return this.cards().find((one) => one.about[0] === 'resident' && one.about[1] === resident)
  }

  /** What programmes want of one resident, without tasks; undefined: nothing. */
  visitsOf(resident: string): Card | undefined {
    const person = this.people.get(resident)
    return person && card(reckon(person.facts, person.contacts, person.calls, this.programmes, this.day), this.day)
  }

  /** 月探访率 of a month ("YYYY-MM"; left out: this one): by programme, all of its residents first, then by tag. */
  rates(month?: string, grid?: string): readonly RateShown[] {
    const asked = dayOf(`${month ?? this.today.slice(0, 7)}-01`)
    if (asked === undefined) return []
    const first = firstDay(monthOf(asked))
    const day = Math.min(lastDay(monthOf(asked)), this.day)
    const within = (one: Contact) => one.day >= first && one.day <= day
    const then = day === this.day ? this.people : register(this.documents.values(), day)
    const people = [...then.values()].filter((one) => grid === undefined || one.held.grid === grid)
    const rates = visitRate(people.map((one) => [one.facts, one.contacts.filter(within)]), this.programmes, day)
    return rates.map((rate) => ({ ...rate, title: this.titleOf(rate.programme), permille: permille(rate) }))
  }

  /** Which tags follow from a resident's age today (rule sets about `resident`). */
  ageTags(resident: string): AgeTags {
    const values = this.documents.get(resident)?.values ?? {}
    const found = { following: [] as string[], missing: [] as string[], wrong: [] as string[] }
    for (const ruleSet of ruleSetsOf(this.declared.ruleSets)) {
      const { outputs } = evaluate(ruleSet, 'resident', values, contextOf(values, this.today))
      for (const { plain } of ruleSet.ofKind('resident').outputs) {
        if (!plain.proposes.startsWith('tags.')) continue
        const tag = plain.proposes.slice('tags.'.length)
        const has = values[plain.proposes] === true
        if (outputs[plain.name] === true) found.following.push(tag)
        if (outputs[plain.name] === true && !has) found.missing.push(tag)
        if (outputs[plain.name] === false && has) found.wrong.push(tag)
      }
    }
    return found
  }

  /** The last measured value of each path (`vitals.sbp`…), by path. Shown beside a field, never put into it. */
  lastValues(resident: string): ReadonlyMap<string, LastValue> {
    return latestValues(this.recordsOf(resident))
  }

  /** Every measured value of each path, the oldest first: the line to show the resident. */
  coursesOf(resident: string): ReadonlyMap<string, readonly LastValue[]> {
    return courses(this.recordsOf(resident))
  }

  /** All that is held about a resident, as it is kept. */
  recordsOf(resident: string): readonly Held[] {
    return this.about.get(resident) ?? []
  }

  /** Colour (`red`, `yellow`, `blue` or empty) as decided last. */
  colourOf(resident: string): string {
    return this.people.get(resident)?.facts.colour ?? ''
  }

  /** What the rules make of a form so far. */
  form(asked: AskedForm): FormResults {
    return formResults(this.inHand(asked), ruleSetsOf(this.declared.ruleSets))
  }

  /** Whether the rules say of a form that one of these outputs is true; costs little, so that a list may ask it. */
  holds(asked: AskedForm, ...outputs: string[]): boolean {
    return holds(this.inHand(asked), ruleSetsOf(this.declared.ruleSets), outputs)
  }

  private inHand({ kind, answers, resident, document, at }: AskedForm): FormInHand {
    const said = at ?? answers.at
    const endOfToday = Date.parse(`${this.today}T23:59:59+08:00`)
    return {
      kind,
      answers,
      resident: typeof resident === 'string' ? (this.documents.get(resident)?.values ?? {}) : resident,
      records: typeof resident === 'string' ? this.recordsOf(resident) : [],
      at: Number.isSafeInteger(said) ? (said as number) : endOfToday,
      ...(document === undefined ? {} : { document }),
    }
  }

  private made(): DoorCard[] {
    const visits = new Map<string, Card>()
    for (const resident of this.people.keys()) {
      const one = this.visitsOf(resident)
      if (one !== undefined) visits.set(resident, one)
    }
    return dayCards(visits, this.openTasks(), this.day).map((one) => this.shown(one))
  }

  private *openTasks(): Generator<DayTask> {
    for (const one of this.documents.values()) {
      if (one.kind !== 'task' || one.values.status !== OPEN) continue
      const say = (path: string) => text(one.values[path])
      yield {
        id: one.document,
        about: this.aboutOf(one),
        title: say('title'),
        why: say('why'),
        dueOn: say('due_on'),
        urgent: one.values.priority === 'urgent',
        type: say('type'),
        rule: say('rule'),
        role: say('assignee_role'),
        assignee: say('assignee'),
        grid: one.grid,
      }
    }
  }

  /** On whose card a task stands: one visit to a shop clears all of its certificates. */
  private aboutOf(task: Held): readonly [About, string] {
    const shop = text(this.documents.get(text(task.values.about))?.values.shop)
    if (shop !== '') return ['shop', shop]
    if (text(task.values.resident) !== '') return ['resident', text(task.values.resident)]
    if (text(task.values.household) !== '') return ['household', text(task.values.household)]
    return ['task', task.document]
  }

  private shown(one: DayCard<DayTask>): DoorCard {
    const subject = this.documents.get(one.about[1])?.values ?? {}
    const home = one.about[0] === 'household' ? subject : (this.documents.get(text(subject.household))?.values ?? {})
    const said = [
      ...(one.visits?.reasons ?? []).map(({ zh, en }) => ({ zh, en })),
      ...one.tasks.map(({ title }) => ({ zh: title, en: title })),
    ]
    return {
      ...one,
      when: this.when(one),
      reasons: said.filter((label, at) => said.findIndex((other) => other.zh === label.zh) === at),
      place: placeKey(home, one.about[0] === 'resident' ? subject : {}),
      grid: this.documents.get(one.about[1])?.grid ?? one.tasks[0]?.grid ?? '',
    }
  }

  private when(one: DayCard): When {
    if (one.urgent) return 'urgent'
    if (one.dueOn === '') return 'later'
    if (one.dueOn < this.today) return 'overdue'
    if (one.dueOn === this.today) return 'today'
    return one.dueOn <= dateText(this.day + WEEK_DAYS) ? 'week' : 'later'
  }

  private titleOf(programme: string): Label {
    const found = this.programmes.find((one) => one.code === programme)
    return found?.content.title ?? { zh: programme, en: programme }
  }
}

function inForce(contents: Readonly<Record<string, unknown>>): Programme[] {
  return Object.values(contents as Readonly<Record<string, ProgrammeContent>>)
    .flatMap((content) => {
      const made = compiled.get(content) ?? programmesOf([content])[0]
      if (made !== undefined) compiled.set(content, made)
      return made ?? []
    })
    .sort((one, other) => (one.code < other.code ? -1 : 1))
}

function byResident(entries: readonly Held[]): Map<string, Held[]> {
  const found = new Map<string, Held[]>()
  for (const one of entries) {
    const resident = text(one.values.resident)
    if (resident === '') continue
    const there = found.get(resident)
    if (there === undefined) found.set(resident, [one])
    else there.push(one)
  }
  return found
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
