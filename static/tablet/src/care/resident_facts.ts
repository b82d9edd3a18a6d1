// What of a resident decides who is to be visited. The same as schemas/care/resident_facts.py.

import { dateText, dayOf } from './days.ts'
import { years } from './dates.ts'
import type { Given } from './expression.ts'

export type Standing = 'in' | 'refused' | 'lost' | 'moved' | 'dead' | 'linked'

export interface Facts {
  readonly joined: number
  readonly status: string
  readonly statusSince: number | undefined
  readonly consents: boolean
  readonly linked: boolean
  readonly tags: readonly string[]
  readonly colour: string
  readonly colourSince: number | undefined
  readonly born: number | undefined
  readonly living: string
  readonly sex: string
}

const COLOURS = ['red', 'yellow', 'blue']
const TAG = 'tags.'
const NO_CONSENT = '2'
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK_DIGITS = '10X98765432'
const EARLIEST_BIRTH = '1900-01-01'
const TYPED_LENGTH_MAX = 64

/** `joined`: the day on which the file was first known here. `colour`: what was decided last, since which day. */
export function factsOf(
  values: Readonly<Record<string, unknown>>,
  joined: number,
  colour = '',
  colourSince?: number,
): Facts {
  const known = COLOURS.includes(colour)
  return {
    joined,
    status: text(values.status) || 'in',
    statusSince: dayOf(values.status_since),
    consents: values.visit_consent !== NO_CONSENT,
    linked: text(values.same_as) !== '',
    tags: Object.keys(values)
      .filter((path) => path.startsWith(TAG) && values[path] === true)
      .map((path) => path.slice(TAG.length))
      .sort(),
    colour: known ? colour : '',
    colourSince: known ? colourSince : undefined,
    born: bornOn(values),
    living: text(values.living_state),
    sex: text(values.sex),
  }
}

export function standing(facts: Facts, day: number): Standing {
  if (facts.linked) return 'linked'
  const changed = facts.statusSince === undefined || facts.statusSince <= day
  if (changed && (facts.status === 'moved' || facts.status === 'dead' || facts.status === 'lost')) return facts.status
  return !facts.consents || (changed && facts.status === 'refused') ? 'refused' : 'in'
}

/** Since when they are on the register: a return after a move counts as a beginning. */
export function registeredSince(facts: Facts): number {
  const back = facts.status === 'in' ? facts.statusSince : undefined
  return back === undefined ? facts.joined : Math.max(facts.joined, back)
}

const made = new WeakMap<Facts, { readonly day: number; readonly values: Readonly<Record<string, Given>> }>()

/** What expressions are given; made once, because every programme asks. */
export function given(facts: Facts, day: number): Readonly<Record<string, Given>> {
  const before = made.get(facts)
  if (before?.day === day) return before.values
  const values = valuesOf(facts, day)
  made.set(facts, { day, values })
  return values
}

function valuesOf(facts: Facts, day: number): Record<string, Given> {
  const values: Record<string, Given> = {
    tags: facts.tags,
    colour: facts.colour,
    living: facts.living,
    sex: facts.sex,
  }
  if (facts.born !== undefined && facts.born <= day) values.age = BigInt(years(dateText(facts.born), dateText(day)))
  return values
}

/** As the identity number says, if it is a sound one; else as the file does. */
export function bornOn(values: Readonly<Record<string, unknown>>): number | undefined {
  return bornByNumber(text(values.id_number)) ?? dayOf(values.birth_date)
}

function bornByNumber(typed: string): number | undefined {
  if (typed.length > TYPED_LENGTH_MAX) return undefined
  let number = typed.normalize('NFKC').replace(/\s+/gu, '').toUpperCase()
  if (/^[0-9]{15}$/.test(number)) {
    const first = `${number.slice(0, 6)}19${number.slice(6)}`
    number = first + checkDigit(first)
  }
  if (!/^[0-9]{17}[0-9X]$/.test(number) || checkDigit(number) !== number[17]) return undefined
  const day = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  return day < EARLIEST_BIRTH ? undefined : dayOf(day)
}

function checkDigit(number: string): string {
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(number[place]), 0)
  return CHECK_DIGITS[sum % CHECK_DIGITS.length] ?? ''
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
