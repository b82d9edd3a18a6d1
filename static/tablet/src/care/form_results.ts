// A form while it is being filled in: what the rules make of its answers so far, to be shown beside them and to be
// written with them. Pure; call it after every answer. docs/care.md tells how a screen uses it.

import { asksBefore, knownAfter, overrides, workedOut, type Kept, type Known, type Override } from './chain.ts'
import { dayKnown } from './contact.ts'
import { dateText } from './days.ts'
import type { Result, ShownCard } from './evaluate.ts'
import type { Held } from './register.ts'
import { RuleSet, type Label, type Level, type PlainRuleSet } from './rule_set.ts'

type Scalar = string | number | boolean
type Values = Readonly<Record<string, unknown>>

/** What is being filled in, about whom, and what else is known about them. */
export interface FormInHand {
  readonly kind: string
  /** The answers so far; null or left out: not answered. */
  readonly answers: Values
  /** The answers of the resident's file; {} where there is none yet. For the kind `resident`: the same as `answers`. */
  readonly resident: Values
  /** Everything held about this resident, in any order, other kinds too; what lies after `at` is left out. */
  readonly records: Iterable<Held>
  /** When it takes place, ms. Later records do not count. */
  readonly at: number
  /** The document that is being filled in, so that it is not taken for one of those before. */
  readonly document?: string
}

/** One line of results. `value` is undefined where it cannot be worked out yet: `missing` says for want of what. */
export interface Line {
  readonly ruleSet: string
  /** `target`: shown beside what counts, until the district confirms it. */
  readonly status: 'reports' | 'target'
  readonly name: string
  readonly label: Label
  readonly value: unknown
  readonly missing: readonly Label[]
  /** Where the number comes from: texts to show behind an (i). `mark`: how far it can be trusted. */
  readonly sources: readonly string[]
  readonly mark: '' | 'unverified' | 'proposed'
}

/** A decision that the rules propose and a person makes. */
export interface Proposal {
  /** The field that the decision is written to; `reasonPath` is asked for where it differs. */
  readonly path: string
  readonly reasonPath: string
  readonly label: Label
  /** undefined: cannot be worked out yet. */
  readonly value: unknown
  /** What stands in the answers. */
  readonly decided: unknown
  readonly differs: boolean
}

export interface FormResults {
  /** To be shown at once, danger first, each sentence once. */
  readonly cards: readonly ShownCard[]
  readonly emergency: boolean
  readonly lines: readonly Line[]
  readonly proposals: readonly Proposal[]
  readonly overrides: readonly Override[]
  /** What is written into the document with the answers, in one change. Empty: no rule speaks about this kind. */
  readonly computed: Readonly<Record<string, Scalar>>
  /** As `evaluate` gives it, one for each rule set. */
  readonly results: readonly Result[]
}

const LEVELS: readonly Level[] = ['danger', 'warn', 'advice']
/** What the centre takes of a JSON text (schemas/computed.py). */
const JSON_LENGTH_MAX = 8000

const compiled = new WeakMap<PlainRuleSet, RuleSet>()

/** The rule sets that the centre declared, ready; compiled once for as long as the declaration lives. */
export function ruleSetsOf(declared: Readonly<Record<string, PlainRuleSet>>): RuleSet[] {
  return Object.values(declared)
    .map((plain) => {
      const made = compiled.get(plain) ?? new RuleSet(plain)
      compiled.set(plain, made)
      return made
    })
    .sort((one, other) => (one.plain.rule_set < other.plain.rule_set ? -1 : 1))
}

/** What the rules make of a form so far. Never throws, whatever the answers hold. */
export function formResults(form: FormInHand, ruleSets: readonly RuleSet[]): FormResults {
  const known = knownAfter(form.resident, before(form), ruleSets)
  const record = recordOf(form)
  const speaking = ruleSets.filter((one) => one.kinds.includes(form.kind))
  const found = speaking.map((ruleSet) => ({ ruleSet, result: workedOut(ruleSet, record, form.resident, known) }))
  const cards = eachOnce(found.flatMap(({ result }) => result.cards))
  const counting = found.filter(({ ruleSet }) => ruleSet.plain.status === 'reports')
  return {
    cards,
    emergency: counting.some(({ result }) => isEmergency(result)),
    lines: found.flatMap(({ ruleSet, result }) => linesOf(ruleSet, result)),
    proposals: counting.flatMap(({ ruleSet, result }) => proposalsOf(ruleSet, result, form.answers)),
    overrides: counting.flatMap(({ ruleSet, result }) => overrides(ruleSet, form.kind, form.answers, result.outputs)),
    computed: counting[0] === undefined ? {} : computedOf(counting[0].result),
    results: found.map(({ result }) => result),
  }
}

/**
 * Whether any rule set says of this form that one of these outputs is true: what `formResults` would say, for a small
 * part of its work, so that it can be asked of every line of a list.
 */
export function holds(form: FormInHand, ruleSets: readonly RuleSet[], outputs: readonly string[]): boolean {
  const record = recordOf(form)
  let known: Known | undefined
  return ruleSets.some((ruleSet) => {
    const rules = ruleSet.ofOutputs(form.kind, outputs)
    if (rules.outputs.length === 0) return false
    if (asksBefore(ruleSet, rules)) known ??= knownAfter(form.resident, before(form), ruleSets)
    const found = workedOut(ruleSet, record, form.resident, known ?? NOTHING_KNOWN, rules).outputs
    return outputs.some((name) => found[name] === true)
  })
}

const NOTHING_KNOWN = knownAfter({}, [], [])

function recordOf(form: FormInHand): Kept {
  const { document = '', kind, at, answers } = form
  return { id: document, kind, day: dateText(dayKnown(null, at)), values: answers }
}

/** What took place before this form, oldest first; nothing took place later than it was known. */
function before(form: FormInHand): Kept[] {
  const rows: { readonly moment: number; readonly held: Held }[] = []
  for (const held of form.records) {
    const at = held.values.at
    const moment = Number.isSafeInteger(at) ? Math.min(at as number, held.touchedMs) : held.touchedMs
    if (held.document !== form.document && moment <= form.at) rows.push({ moment, held })
  }
  rows.sort((one, other) => one.moment - other.moment || (one.held.document < other.held.document ? -1 : 1))
  return rows.map(({ moment, held }) => ({
    id: held.document,
    kind: held.kind,
    day: dateText(dayKnown(null, moment)),
    values: held.values,
  }))
}

function isEmergency(result: Result): boolean {
  return result.outputs.emergency === true || result.cards.some((card) => card.level === 'danger')
}

function eachOnce(cards: readonly ShownCard[]): ShownCard[] {
  const sorted = [...cards].sort((one, other) => LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level))
  return sorted.filter((card, place) => sorted.findIndex((one) => one.zh === card.zh) === place)
}

function linesOf(ruleSet: RuleSet, result: Result): Line[] {
  return ruleSet.ofKind(result.kind).outputs.flatMap(({ plain }) => {
    if (!plain.shown) return []
    const { value, missing } = read(result, plain.name)
    return [
      {
        ruleSet: ruleSet.plain.rule_set,
        status: ruleSet.plain.status,
        name: plain.name,
        label: plain.label,
        value,
        missing: missing.flatMap((name) => ruleSet.input(name)?.label ?? []),
        sources: plain.source.flatMap((name) => ruleSet.plain.sources[name] ?? []),
        mark: plain.mark,
      },
    ]
  })
}

function proposalsOf(ruleSet: RuleSet, result: Result, answers: Values): Proposal[] {
  return ruleSet.ofKind(result.kind).outputs.flatMap(({ plain }) => {
    if (plain.proposes === '') return []
    const { value } = read(result, plain.name)
    const decided = answers[plain.proposes] ?? undefined
    return [
      {
        path: plain.proposes,
        reasonPath: `${plain.proposes}_reason`,
        label: plain.label,
        value,
        decided,
        differs: decided !== undefined && value !== undefined && decided !== value,
      },
    ]
  })
}

function read(result: Result, name: string): { value: unknown; missing: readonly string[] } {
  const found = result.outputs[name]
  if (typeof found === 'object' && !Array.isArray(found)) return { value: undefined, missing: found.missing }
  return { value: found, missing: [] }
}

function computedOf(result: Result): Record<string, Scalar> {
  const values = Object.entries(result.outputs).filter(([, value]) => typeof value !== 'object' || Array.isArray(value))
  const outputs = JSON.stringify(Object.fromEntries(values))
  const inputs = JSON.stringify(result.inputs)
  return {
    'computed.rule_set': result.rule_set,
    ...(outputs.length <= JSON_LENGTH_MAX ? { 'computed.outputs': outputs } : {}),
    ...(inputs.length <= JSON_LENGTH_MAX ? { 'computed.inputs': inputs } : {}),
  }
}
