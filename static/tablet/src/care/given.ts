// What a rule set is given: answers of a record and what the caller knows besides, as expressions take them.
// Whatever is not what an input asks for counts as missing, and nothing here throws. schemas/care/given.py is its twin.

import { isDate } from './dates.ts'
import type { Given } from './expression.ts'
import { asGiven, type Input } from './rule_set.ts'

const LIST_MAX = 200
const TEXT_LENGTH_MAX = 200
const SCORE = /^(?:0|[1-9][0-9]{0,5})$/
const SURROGATE = /\p{Surrogate}/u

export type Values = Readonly<Record<string, unknown>>

/** There is none, as against: it is not known, or not what was asked for. */
const NONE = Symbol('none')

/** The value of an input as expressions take it, or undefined where it is missing. */
export function given(asked: Input, values: Values, context: Values): Given | undefined {
  const counts = !asked.only_if || asked.only_if.any_of.some((wanted) => at(values, asked.only_if?.path) === wanted)
  const found = counts ? FINDERS[asked.origin](asked, values, context) : NONE
  if (found === NONE) return asked.when_none === null ? undefined : asGiven(asked.when_none, asked.type)
  const value = READERS[asked.type](found)
  return value !== undefined && possible(asked, value) ? value : undefined
}

function at(values: unknown, key: string | undefined): unknown {
  if (typeof values !== 'object' || values === null || key === undefined) return undefined
  return Object.hasOwn(values, key) ? (values as Values)[key] : undefined
}

const FINDERS: Record<Input['origin'], (asked: Input, values: Values, context: Values) => unknown> = {
  path(asked, values) {
    if (asked.type === 'choices') return ticked(asked.key, values)
    const found = at(values, asked.key)
    return found === undefined || found === null || found === '' ? NONE : found
  },
  /** null in the context says that there is none; what does not stand in it is not known. */
  context(asked, _, context) {
    return at(context, asked.key) === null ? NONE : at(context, asked.key)
  },
  previous(asked, _, context) {
    const previous = at(context, 'previous')
    return previous === null ? NONE : at(previous, asked.key)
  },
}

/** The ticked codes of a choices field. None ticked is no answer: a form that was passed over looks the same. */
function ticked(path: string, values: Values): string[] | typeof NONE {
  const start = `${path}.`
  const codes = Object.keys(values).filter((key) => key.startsWith(start) && values[key] === true)
  return codes.length ? codes.map((key) => key.slice(start.length)).sort() : NONE
}

function integer(found: unknown): bigint | undefined {
  if (typeof found === 'bigint') return integer(Number(found))
  return Number.isSafeInteger(found) ? BigInt(found as number) : undefined
}

function decimal(found: unknown): number | undefined {
  if (typeof found === 'bigint') return decimal(Number(found))
  if (typeof found !== 'number' || !Number.isFinite(found)) return undefined
  return found
}

function text(found: unknown): string | undefined {
  if (typeof found !== 'string' || found === '' || SURROGATE.test(found)) return undefined
  return [...found].length <= TEXT_LENGTH_MAX ? found : undefined
}

function texts(found: unknown): string[] | undefined {
  if (!Array.isArray(found) || found.length > LIST_MAX) return undefined
  return found.every((item) => text(item) !== undefined) ? [...(found as string[])] : undefined
}

const READERS: Record<Input['type'], (found: unknown) => Given | undefined> = {
  integer,
  decimal,
  score: (found) => (typeof found === 'string' && SCORE.test(found) ? BigInt(found) : undefined),
  code: text,
  text,
  boolean: (found) => (typeof found === 'boolean' ? found : undefined),
  date: (found) => (isDate(found) ? found : undefined),
  choices: texts,
  texts,
}

function possible(asked: Input, value: Given): boolean {
  if (asked.between && (Number(value) < asked.between[0] || Number(value) > asked.between[1])) return false
  if (!asked.codes.length) return true
  return (Array.isArray(value) ? value : [value]).every((code) => asked.codes.includes(String(code)))
}
