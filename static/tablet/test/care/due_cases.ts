// The cases of tests/vectors/due.json as the tablet takes them; tests/vectors/due_cases.py is its twin.

import type { Contact, Outcome } from '../../src/care/contact.ts'
import { dateText, dayOf } from '../../src/care/days.ts'
import { reckon, type Count } from '../../src/care/due.ts'
import { card } from '../../src/care/due_card.ts'
import { programmesOf, type Programme, type ProgrammeContent } from '../../src/care/programme.ts'
import { register, type Held, type Person } from '../../src/care/register.ts'
import { factsOf, type Facts } from '../../src/care/resident_facts.ts'
import { permille, visitRate, type Rate } from '../../src/care/visit_rate.ts'

type ContactRow = readonly [string, string, Outcome]

export interface ResidentCase {
  readonly values: Readonly<Record<string, unknown>>
  readonly joined: string
  readonly colour: string
  readonly colour_since: string | null
}

export interface DueCase {
  readonly programmes: readonly string[]
  readonly today: string
  readonly resident: ResidentCase
  readonly contacts: readonly ContactRow[]
  readonly calls: readonly (readonly [string, string, string | null])[]
}

export interface RateCase {
  readonly programmes: readonly string[]
  readonly day: string
  readonly people: readonly (ResidentCase & { readonly contacts: readonly ContactRow[] })[]
}

export type Contents = Readonly<Record<string, ProgrammeContent>>

export function dueAnswer(contents: Contents, one: DueCase): unknown {
  const calls = one.calls.map(([trigger, since, until]) => ({
    trigger,
    since: day(since),
    until: until === null ? undefined : day(until),
  }))
  const today = day(one.today)
  const dues = reckon(facts(one.resident), contacts(one.contacts), calls, programmes(contents, one), today)
  const shown = card(dues, today)
  return {
    due: dues.map((due) => [
      due.programme,
      due.what,
      text(due.due),
      due.trigger,
      due.tries,
      text(due.tried),
      count(due.contact),
      count(due.home),
    ]),
    card:
      shown === undefined
        ? null
        : {
            due: text(shown.due),
            overdue_days: shown.overdueDays,
            last: text(shown.last),
            reasons: shown.reasons.map((each) => [each.code, each.zh, each.en, each.programmes, text(each.due)]),
          },
  }
}

export function rateAnswer(contents: Contents, one: RateCase): unknown {
  const people = one.people.map((each): [Facts, Contact[]] => [facts(each), contacts(each.contacts)])
  return visitRate(people, programmes(contents, one), day(one.day)).map(rateRow)
}

/** What both sides say of a town's documents; tests/schemas/care/test_register_agreement.py asks. */
export function townAnswer(contents: Contents, town: readonly Held[], todayText: string): unknown {
  const today = day(todayText)
  const crowd = programmesOf(Object.values(contents))
  const found = register(town)
  const people = [...found].map(([id, one]) => [id, personAnswer(one, crowd, today)])
  const within = (one: Contact) => one.day >= today - 23 && one.day <= today
  const month = [...found.values()].map((one): [Facts, Contact[]] => [one.facts, one.contacts.filter(within)])
  return { people: Object.fromEntries(people), rates: visitRate(month, crowd, today).map(rateRow) }
}

function personAnswer(one: Person, crowd: readonly Programme[], today: number): unknown {
  const dues = reckon(one.facts, one.contacts, one.calls, crowd, today)
  return {
    joined: text(one.facts.joined),
    colour: one.facts.colour,
    colour_since: text(one.facts.colourSince),
    contacts: one.contacts.map((each) => [text(each.day), each.method, each.outcome]).sort(byText),
    calls: one.calls.map((each) => [each.trigger, text(each.since), text(each.until)]).sort(byText),
    due: dues.map((each) => [each.programme, each.what, text(each.due), each.trigger, each.tries]),
  }
}

function byText(one: readonly unknown[], other: readonly unknown[]): number {
  return one.join() < other.join() ? -1 : 1
}

function rateRow(rate: Rate): unknown[] {
  const { programme, group, residents, met, tried, refused } = rate
  return [programme, group, residents, met, tried, refused, permille(rate) ?? null]
}

const known = new WeakMap<ProgrammeContent, Programme>()

function programmes(contents: Contents, one: { readonly programmes: readonly string[] }): Programme[] {
  const found = one.programmes.map((code) => {
    const content = contents[code]
    if (content === undefined) throw new Error(`no programme ${code}`)
    const made = known.get(content) ?? programmesOf([content])[0]
    if (made === undefined) throw new Error(code)
    known.set(content, made)
    return made
  })
  return found.sort((a, b) => (a.code < b.code ? -1 : 1))
}

function facts(one: ResidentCase): Facts {
  return factsOf(one.values, day(one.joined), one.colour, one.colour_since === null ? undefined : day(one.colour_since))
}

function contacts(rows: readonly ContactRow[]): Contact[] {
  return rows.map(([when, method, outcome]) => ({ day: day(when), method, outcome }))
}

function count(one: Count): unknown {
  return [text(one.due), text(one.last), one.days, one.monthMin, one.fromMonth]
}

export function day(given: string): number {
  const found = dayOf(given)
  if (found === undefined) throw new Error(given)
  return found
}

export function text(given: number | undefined): string | null {
  return given === undefined ? null : dateText(given)
}
