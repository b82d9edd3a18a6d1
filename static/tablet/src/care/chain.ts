// What rule sets make of a resident's records, one after the other: each is given what came before it. The same as
// schemas/care/chain.py, but for records of other versions, whose rules a tablet has not: what they showed counts.

import { years } from './dates.ts'
import { dateText, dayOf } from './days.ts'
import { evaluate, type Result } from './evaluate.ts'
import { bornOn } from './resident_facts.ts'
import type { KindRules, RuleSet } from './rule_set.ts'

type Values = Readonly<Record<string, unknown>>
type Outputs = Readonly<Record<string, unknown>>

/** A record as the chain looks at it. `day` is when it took place, "YYYY-MM-DD". */
export interface Kept {
  readonly id: string
  readonly kind: string
  readonly day: string
  readonly values: Values
}

/** What is known of a resident from their records up to a moment; what `docs/care.md` lists as context. */
export interface Known {
  readonly previous: (ruleSet: string, kind: string) => Outputs | null
  readonly selfCareLevel: string | null
  readonly lastBpCrisis: string | null
}

/** Where a person decided otherwise than what was worked out; `computed` undefined: nothing could be. */
export interface Override {
  readonly output: string
  readonly path: string
  readonly computed: unknown
  readonly decided: unknown
  readonly reason: unknown
}

/** What follows from these records, given in the order in which they took place. */
export function knownAfter(resident: Values, records: Iterable<Kept>, ruleSets: readonly RuleSet[]): Known {
  const before = new Map<string, Outputs>()
  let selfCareLevel: string | null = null
  let lastBpCrisis: string | null = null
  const known = (): Known => ({
    previous: (ruleSet, kind) => before.get(`${ruleSet} ${kind}`) ?? null,
    selfCareLevel,
    lastBpCrisis,
  })
  for (const record of records) {
    const then = known()
    for (const ruleSet of ruleSets) {
      if (!ruleSet.kinds.includes(record.kind)) continue
      const outputs = shownByAnother(record.values, ruleSet) ?? workedOut(ruleSet, record, resident, then).outputs
      const decided = { ...values(outputs), ...decisions(ruleSet, record, outputs) }
      before.set(`${ruleSet.plain.rule_set} ${record.kind}`, decided)
      if (record.kind === 'self_care' && typeof decided.level === 'string') selfCareLevel = decided.level
      if (outputs.bp_crisis === true) lastBpCrisis = record.day
    }
  }
  return known()
}

/** One rule set on one record, given what is known of its resident. `rules`: those of the kind, or fewer. */
export function workedOut(ruleSet: RuleSet, record: Kept, resident: Values, known: Known, rules?: KindRules): Result {
  const context = {
    ...contextOf(resident, record.day),
    previous: known.previous(ruleSet.plain.rule_set, record.kind),
    self_care_level: known.selfCareLevel,
    last_bp_crisis: known.lastBpCrisis,
  }
  return evaluate(ruleSet, record.kind, record.values, context, rules)
}

/** Whether these rules ask for anything that follows from earlier records. */
export function asksBefore(ruleSet: RuleSet, rules: KindRules): boolean {
  return rules.inputs.some((name) => {
    const { origin, key } = ruleSet.input(name) ?? { origin: 'path', key: '' }
    return origin === 'previous' || (origin === 'context' && (key === 'self_care_level' || key === 'last_bp_crisis'))
  })
}

/** What is known of a resident on a day. What is not known does not stand in it. */
export function contextOf(resident: Values, day: string): Record<string, unknown> {
  const tags = Object.keys(resident).filter((path) => path.startsWith('tags.') && resident[path] === true)
  const context: Record<string, unknown> = { date: day, tags: tags.map((path) => path.slice('tags.'.length)).sort() }
  const born = bornOn(resident)
  const on = dayOf(day)
  if (born !== undefined && on !== undefined && born <= on) context.age = years(dateText(born), day)
  if (typeof resident.sex === 'string' && resident.sex !== '') context.sex = resident.sex
  return context
}

/** Of each output that proposes a decision: what was decided, where that is something else, and why. */
export function overrides(ruleSet: RuleSet, kind: string, answers: Values, outputs: Outputs): Override[] {
  return ruleSet.ofKind(kind).outputs.flatMap(({ plain }) => {
    const decided = plain.proposes === '' ? undefined : (answers[plain.proposes] ?? undefined)
    const computed = isValue(outputs[plain.name]) ? outputs[plain.name] : undefined
    if (decided === undefined || decided === computed) return []
    return [
      { output: plain.name, path: plain.proposes, computed, decided, reason: answers[`${plain.proposes}_reason`] },
    ]
  })
}

/** The record names another version of this rule set: its outputs as they were shown then. */
function shownByAnother(answers: Values, ruleSet: RuleSet): Outputs | undefined {
  const { 'computed.rule_set': reference, 'computed.outputs': text } = answers
  if (typeof reference !== 'string' || reference === ruleSet.reference) return undefined
  if (reference.split('@')[0] !== ruleSet.plain.rule_set || typeof text !== 'string') return undefined
  try {
    const found: unknown = JSON.parse(text)
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Outputs) : undefined
  } catch {
    return undefined
  }
}

function decisions(ruleSet: RuleSet, record: Kept, outputs: Outputs): Record<string, unknown> {
  const found = overrides(ruleSet, record.kind, record.values, outputs)
  return Object.fromEntries(found.map((one) => [one.output, one.decided]))
}

function values(outputs: Outputs): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => isValue(value)))
}

/** Whether an output has a value; without one it is `{missing: [inputs]}`. */
function isValue(output: unknown): boolean {
  return output !== undefined && (typeof output !== 'object' || Array.isArray(output))
}
