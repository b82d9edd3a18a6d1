// The tablet's side of a comparison: a line of JSON in, a line of JSON out. tests/schemas/care/engines.py asks.

import { createInterface } from 'node:readline'

import { evaluate } from '../../src/care/evaluate.ts'
import { Expression, NotComputable, type Given } from '../../src/care/expression.ts'
import { formResults, type FormInHand } from '../../src/care/form_results.ts'
import { RuleSet, type PlainRuleSet } from '../../src/care/rule_set.ts'

interface Question {
  expression?: string
  /** name → [type, value] */
  given?: Record<string, [string, Given]>
  load?: PlainRuleSet
  /** What every rule set that was loaded makes of a form. */
  form?: FormInHand
  rule_set?: string
  kind?: string
  values?: Record<string, unknown>
  context?: Record<string, unknown>
}

const ruleSets = new Map<string, RuleSet>()

function answer(question: Question): unknown {
  if (question.load) {
    ruleSets.set(question.load.rule_set, new RuleSet(question.load))
    return 'loaded'
  }
  if (question.form) {
    const all = [...ruleSets.keys()].sort().map((id) => ruleSets.get(id)!)
    return formResults(question.form, all).results
  }
  if (question.rule_set) {
    return evaluate(ruleSets.get(question.rule_set)!, question.kind ?? '', question.values ?? {}, question.context ?? {})
  }
  const typed = Object.entries(question.given ?? {}).map(([name, [type, value]]) => [
    name,
    type === 'integer' ? BigInt(value as number) : value,
  ])
  const found = Expression.compile(question.expression ?? '').value(Object.fromEntries(typed))
  return found instanceof NotComputable ? { missing: found.missing } : found
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`)
}
