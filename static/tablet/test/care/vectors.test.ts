// The vectors, on the tablet's side. tests/vectors/files.py says what their keys mean; pytest runs the same files.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { evaluate } from '../../src/care/evaluate.ts'
import { Expression, NotComputable, type Given } from '../../src/care/expression.ts'
import { ROOT, ruleSets, shippedText } from './centre.ts'

const VECTORS = join(ROOT, 'tests/vectors')
const read = (path: string) => JSON.parse(readFileSync(join(VECTORS, path), 'utf-8'))
const shipped = ruleSets()

interface Vector {
  story: string
  values?: Record<string, unknown>
  context?: Record<string, unknown>
  without?: string[]
  outputs?: Record<string, unknown>
  cards?: string[]
  words?: Record<string, { zh: string; en: string }>
}
interface VectorFile {
  rule_set: string
  kind: string
  values: Record<string, unknown>
  context: Record<string, unknown>
  vectors: Vector[]
}

function together(vector: Vector, common: Record<string, unknown>, own: Record<string, unknown> = {}) {
  const all = Object.entries({ ...common, ...own })
  return Object.fromEntries(all.filter(([key]) => !vector.without?.includes(key)))
}

describe.each(readdirSync(join(VECTORS, 'rules')).sort())('%s', (name) => {
  const file: VectorFile = read(`rules/${name}`)
  const ruleSet = shipped.get(file.rule_set)!

  it.each(file.vectors)('$story', (vector) => {
    const values = together(vector, file.values, vector.values)
    const context = together(vector, file.context, vector.context)
    const result = evaluate(ruleSet, file.kind, values, context)

    const told = Object.keys(vector.outputs ?? {}).map((output) => [output, result.outputs[output]])
    expect(Object.fromEntries(told)).toEqual(vector.outputs ?? {})
    if (vector.cards) expect(result.cards.map((card) => card.id)).toEqual(vector.cards)
    for (const { id, zh, en } of result.cards) if (vector.words?.[id]) expect({ zh, en }).toEqual(vector.words[id])
  })
})

describe('expressions.json', () => {
  const { vectors } = read('expressions.json') as {
    vectors: { expression: string; values: Record<string, unknown>; value: unknown }[]
  }

  /** x has a point; every other number is whole. JSON does not tell them apart. */
  function typed(values: Record<string, unknown>): Record<string, Given> {
    const whole = (key: string, value: unknown): Given => {
      if (typeof value === 'number') return key === 'x' ? value : BigInt(value)
      return typeof value === 'object' && !Array.isArray(value) ? typed(value as Record<string, unknown>) : (value as Given)
    }
    return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, whole(key, value)]))
  }

  it.each(vectors)('$expression $values', ({ expression, values, value }) => {
    const found = Expression.compile(expression).value(typed(values))
    expect(found instanceof NotComputable ? { missing: found.missing } : found).toEqual(value)
  })
})

describe('one changed number in the file', () => {
  it('changes what is worked out, and what is said in both languages', () => {
    const text = shippedText('NBPHS3_2017.yaml').replace('crisis_sbp: {value: 180,', 'crisis_sbp: {value: 175,')
    const record = { 'vitals.sbp': 176, 'vitals.dbp': 80 }
    const before = evaluate(shipped.get('NBPHS3_2017')!, 'health_check', record, {})
    const after = evaluate(ruleSets(text).get('NBPHS3_2017')!, 'health_check', record, {})
    expect(before.outputs.bp_crisis).toBe(false)
    expect(after.outputs.bp_crisis).toBe(true)
    expect(after.cards[0]?.zh).toContain('仍≥175 或 ≥110')
    expect(after.cards[0]?.en).toContain('if still ≥175 or ≥110')
  })
})
