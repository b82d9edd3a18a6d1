// The register: from the documents at hand to each resident's facts, contacts and calls, which is all that programmes
// ask for. Pure. The same as schemas/care/register.py.

import type { Call } from './due.ts'
import { contactOf, dayKnown, sighting, type Contact } from './contact.ts'
import { dayOf } from './days.ts'
import { factsOf, type Facts } from './resident_facts.ts'
import { TRIGGERS } from './programme.ts'

/** What is looked at of a document; every `Entry` of the notebook is one. `touchedMs`: nothing in it is later. */
export interface Held {
  readonly document: string
  readonly kind: string
  readonly grid: string
  readonly values: Readonly<Record<string, unknown>>
  readonly touchedMs: number
}

/** A resident as programmes see them. */
export interface Person {
  readonly held: Held
  readonly facts: Facts
  readonly contacts: readonly Contact[]
  readonly calls: readonly Call[]
}

const COLOURS = ['none', 'blue', 'yellow', 'red']
/** Occasions of a colour that are themselves a great change in somebody's life. */
const CHANGES: ReadonlySet<string> = new Set(['discharge', 'bereavement'])
/** Events on a resident's file that are. */
const EVENTS: ReadonlySet<string> = new Set(['discharge', 'bereavement', 'fall', 'lost_way', 'self_harm', 'alone_now'])
/** For how many days somebody is called for where nothing says until when. */
const CALL_DAYS = 30
const EVENT = /^event\.([A-Za-z0-9_-]{1,36})\.type$/
const WINDOW = /^window\.([A-Za-z0-9_-]{1,36})\.household$/

interface Decision {
  readonly at: number
  readonly level: string
}

/** Every resident among these documents, by document id. `day`: in the colours of that day, not of today. */
export function register(held: Iterable<Held>, day = Infinity): Map<string, Person> {
  const sorted = new Sorted(day)
  for (const one of held) sorted.take(one)
  const homes = sorted.byHome()
  for (const look of sorted.looks) seeWindows(look, homes, sorted)
  return new Map([...sorted.residents].map(([id, one]) => [id, personOf(one, sorted)]))
}

/** The documents, sorted by what they say about whom. */
class Sorted {
  readonly residents = new Map<string, Held>()
  readonly contacts = new Map<string, Contact[]>()
  readonly decisions = new Map<string, Decision[]>()
  readonly calls = new Map<string, Call[]>()
  readonly looks: Held[] = []

  constructor(private readonly day: number) {}

  take(one: Held): void {
    const resident = text(one.values.resident)
    if (one.kind === 'resident') this.residents.set(one.document, one)
    else if (one.kind === 'window_check') this.looks.push(one)
    else if (one.kind === 'visit_call') this.call(one, resident)
    else if (resident === '') return
    else if (one.kind === 'care_level') this.decide(one, resident)
    else {
      const { method, result } = one.values
      const contact = contactOf(one.kind, text(method), text(result), moment(one.values.at), one.touchedMs)
      if (contact !== undefined) put(this.contacts, resident, contact)
    }
  }

  byHome(): Map<string, string[]> {
    const homes = new Map<string, string[]>()
    for (const [id, one] of this.residents) put(homes, text(one.values.household), id)
    homes.delete('')
    return homes
  }

  private call(one: Held, resident: string): void {
    const trigger = text(one.values.cause)
    const since = dayOf(one.values.since)
    if (!Object.hasOwn(TRIGGERS, trigger) || since === undefined) return
    const call = { trigger, since, until: dayOf(one.values.until) ?? since + CALL_DAYS }
    put(this.calls, resident === '' ? `grid:${one.grid}` : resident, call)
  }

  private decide(one: Held, resident: string): void {
    const level = text(one.values.level)
    const at = Math.min(moment(one.values.at) ?? one.touchedMs, one.touchedMs)
    if (COLOURS.includes(level) && dayKnown(null, at) <= this.day) put(this.decisions, resident, { at, level })
    if (CHANGES.has(text(one.values.occasion))) {
      const since = dayKnown(at, one.touchedMs)
      put(this.calls, resident, { trigger: 'major_change', since, until: since + CALL_DAYS })
    }
  }
}

function seeWindows(look: Held, homes: ReadonlyMap<string, string[]>, sorted: Sorted): void {
  for (const [path, home] of Object.entries(look.values)) {
    const entry = WINDOW.exec(path)?.[1]
    if (entry === undefined) continue
    const seen = sighting(text(look.values[`window.${entry}.state`]), moment(look.values.at), look.touchedMs)
    for (const resident of homes.get(text(home)) ?? []) put(sorted.contacts, resident, seen)
  }
}

function personOf(held: Held, sorted: Sorted): Person {
  const contacts = sorted.contacts.get(held.document) ?? []
  const { colour, since } = colourOf(sorted.decisions.get(held.document) ?? [])
  const called = [...(sorted.calls.get(held.document) ?? []), ...(sorted.calls.get(`grid:${held.grid}`) ?? [])]
  const calls = [...called, ...eventsOf(held)]
  const facts = factsOf(held.values, joinedOn(held, contacts), colour, since)
  return { held, facts, contacts, calls }
}

/** A great change that stands on somebody's file calls for a visit. */
function* eventsOf(held: Held): Generator<Call> {
  for (const [path, type] of Object.entries(held.values)) {
    const entry = path.startsWith('event.') ? EVENT.exec(path)?.[1] : undefined
    if (entry === undefined || !EVENTS.has(text(type))) continue
    const since = dayOf(held.values[`event.${entry}.happened_on`])
    if (since !== undefined) yield { trigger: 'major_change', since, until: since + CALL_DAYS }
  }
}

/**
 * Since when a resident is looked after. What their file says; without it the day on which the file was first known, or
 * that of the first contact, whichever is earlier: whoever was visited was on the register.
 */
function joinedOn(held: Held, contacts: readonly Contact[]): number {
  const known = dayKnown(null, held.touchedMs)
  const said = dayOf(held.values.registered_on)
  if (said !== undefined && said <= known) return said
  return contacts.reduce((first, one) => Math.min(first, one.day), known)
}

/** The colour decided last, and since when it has been this one; of two of one moment the one that asks for more. */
function colourOf(decisions: readonly Decision[]): { colour: string; since: number | undefined } {
  const rank = (one: Decision) => COLOURS.indexOf(one.level)
  const course = [...decisions].sort((one, other) => one.at - other.at || rank(one) - rank(other))
  const last = course.at(-1)
  if (last === undefined || last.level === 'none') return { colour: '', since: undefined }
  let since = last.at
  for (const one of course.reverse()) {
    if (one.level !== last.level) break
    since = one.at
  }
  return { colour: last.level, since: dayKnown(since, since) }
}

function put<T>(into: Map<string, T[]>, key: string, value: T): void {
  const there = into.get(key)
  if (there === undefined) into.set(key, [value])
  else there.push(value)
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function moment(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null
}
