// Due: who is to be visited by when. The same as schemas/care/due.py, which says how it is counted.

import type { Contact } from './contact.ts'
import { firstDay, lastDay, monthOf } from './days.ts'
import { byColour, type Ask, type Frequency, type Programme } from './programme.ts'
import { registeredSince, standing, type Facts } from './resident_facts.ts'

export type What = 'contact' | 'home' | 'trigger' | 'confirm'

/** Somebody set off a trigger: contact is wanted on or after `since`; from the day after `until` no more. */
export interface Call {
  readonly trigger: string
  readonly since: number
  readonly until: number | undefined
}

/** How one thing that is asked stands; `due` undefined: not asked, `last` undefined: never. */
export interface Count {
  readonly due: number | undefined
  readonly last: number | undefined
  readonly days: number
  readonly monthMin: number
  readonly fromMonth: number
}

export interface Due {
  readonly programme: string
  readonly what: What
  readonly due: number
  readonly contact: Count
  readonly home: Count
  readonly trigger: string
  readonly tries: number
  readonly tried: number | undefined
}

interface Course {
  readonly met: ReadonlyMap<string, ReadonlySet<number>>
  readonly tries: number
  readonly tried: number | undefined
  readonly gone: number | undefined
}

const HOME: ReadonlySet<string> = new Set(['home'])
const NOT_ASKED: Count = { due: undefined, last: undefined, days: 0, monthMin: 0, fromMonth: 0 }

/** What every programme wants of a resident as of `day`. `programmes` in the order of their codes. */
export function reckon(
  facts: Facts,
  contacts: Iterable<Contact>,
  calls: readonly Call[],
  programmes: readonly Programme[],
  day: number,
): Due[] {
  if (standing(facts, day) !== 'in') return []
  const course = courseOf(contacts, registeredSince(facts), day)
  if (course.gone !== undefined) {
    const nothing = { contact: NOT_ASKED, home: NOT_ASKED, trigger: '', tries: 0, tried: undefined }
    return [{ programme: '', what: 'confirm', due: course.gone, ...nothing }]
  }
  const found: Due[] = []
  for (const programme of programmes) {
    const frequency = programme.runsOn(day) ? programme.asked(facts, day) : undefined
    if (frequency === undefined) continue
    const one = dueOf(programme, frequency, course, calls, since(facts, programme, day), day)
    if (one !== undefined) found.push(one)
  }
  return found
}

function since(facts: Facts, programme: Programme, day: number): number {
  const colour = byColour(programme, facts, day) ? facts.colourSince : undefined
  return Math.max(registeredSince(facts), programme.startsOn ?? -Infinity, colour ?? -Infinity)
}

function courseOf(contacts: Iterable<Contact>, begins: number, day: number): Course {
  const met = new Map<string, Set<number>>()
  const tried = new Set<number>()
  let gone: number | undefined
  let latest = -Infinity
  for (const one of contacts) {
    if (one.day > day) continue
    if (one.outcome === 'met') {
      const days = met.get(one.method)
      if (days === undefined) met.set(one.method, new Set([one.day]))
      else days.add(one.day)
      latest = Math.max(latest, one.day)
    } else if (one.outcome === 'tried') tried.add(one.day)
    else if (one.day >= begins) gone = Math.max(gone ?? -Infinity, one.day)
  }
  const after = [...tried].filter((one) => one > latest)
  return {
    met,
    tries: after.length,
    tried: after.length > 0 ? Math.max(...after) : undefined,
    gone: gone !== undefined && latest < gone ? gone : undefined,
  }
}

function daysBy(course: Course, methods: ReadonlySet<string>): Set<number> {
  const found = new Set<number>()
  for (const [method, days] of course.met) if (methods.has(method)) for (const day of days) found.add(day)
  return found
}

function dueOf(
  programme: Programme,
  frequency: Frequency,
  course: Course,
  calls: readonly Call[],
  begins: number,
  day: number,
): Due | undefined {
  const days = daysBy(course, frequency.methods)
  const contact = countOf(frequency.contact, days, begins)
  const home = countOf(frequency.home, daysBy(course, HOME), begins)
  const wanted: { due: number; what: What; trigger: string }[] = []
  const called = calledFor(programme, days, calls, day)
  if (called !== undefined) wanted.push(called)
  if (home.due !== undefined) wanted.push({ due: home.due, what: 'home', trigger: '' })
  if (contact.due !== undefined) wanted.push({ due: contact.due, what: 'contact', trigger: '' })
  const [first, ...rest] = wanted
  if (first === undefined) return undefined
  // Of two on one day the earlier in the list.
  const next = rest.reduce((best, one) => (one.due < best.due ? one : best), first)
  return { programme: programme.code, ...next, contact, home, tries: course.tries, tried: course.tried }
}

function calledFor(
  programme: Programme,
  days: ReadonlySet<number>,
  calls: readonly Call[],
  day: number,
): { due: number; what: What; trigger: string } | undefined {
  const latest = Math.max(-Infinity, ...days)
  let best: { due: number; what: What; trigger: string } | undefined
  for (const { trigger, since: from, until } of calls) {
    const within = programme.triggers.get(trigger)
    if (within === undefined || latest >= from || (until !== undefined && until < day)) continue
    const due = from + within
    if (best === undefined || due < best.due || (due === best.due && trigger < best.trigger)) {
      best = { due, what: 'trigger', trigger }
    }
  }
  return best
}

function countOf(ask: Ask, days: ReadonlySet<number>, begins: number): Count {
  const last = days.size > 0 ? Math.max(...days) : undefined
  const month = last === undefined ? undefined : monthOf(last)
  const counted = month === undefined ? 0 : [...days].filter((one) => one >= firstDay(month)).length
  const first = monthOf(begins)
  const whole = begins === firstDay(first) ? first : first + 1
  let due = ask.gapDays === undefined ? undefined : Math.max(last ?? -Infinity, begins) + ask.gapDays
  if (ask.monthMin !== undefined) {
    const wanting = month === undefined ? whole : Math.max(counted >= ask.monthMin ? month + 1 : month, whole)
    due = Math.min(due ?? Infinity, lastDay(wanting))
  }
  return { due, last, days: counted, monthMin: ask.monthMin ?? 0, fromMonth: whole }
}
