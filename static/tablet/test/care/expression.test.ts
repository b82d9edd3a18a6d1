import { describe, expect, it } from 'vitest'

import { Expression, NotComputable } from '../../src/care/expression.ts'

const value = (text: string, values = {}) => Expression.compile(text).value(values)

describe('an expression', () => {
  it('is true as soon as one side is, whatever else is unknown', () => {
    expect(value('sbp >= 180 || dbp >= 110', { dbp: 110n })).toBe(true)
    expect(value('sbp >= 180 || dbp >= 110', { sbp: 186n, dbp: null })).toBe(true)
  })

  it('says which names it would need', () => {
    expect(value('sbp >= 180 || dbp >= 110', { sbp: 120n })).toEqual(new NotComputable(['dbp']))
    expect(value('sbp >= 180', { sbp: '180' })).toEqual(new NotComputable([]))
  })

  it('gives whole numbers as numbers', () => {
    expect(value('eating + 3', { eating: 5n })).toBe(8)
  })

  it('knows its names, and no others', () => {
    expect(Expression.compile('danger.exists(d, d != "none") && row.sbp > limit').names).toEqual([
      'danger',
      'limit',
      'row',
    ])
  })

  it('counts days, months and years', () => {
    expect(value('years(born, on)', { born: '1944-02-29', on: '2025-02-28' })).toBe(80)
    expect(value('years(born, on)', { born: '1944-02-29', on: '2025-03-01' })).toBe(81)
    expect(value('add_months(on, 3)', { on: '2026-11-30' })).toBe('2027-02-28')
    expect(value('days(on, add_days(on, 14))', { on: '2026-12-25' })).toBe(14)
    expect(value('add_days(on, 99999)', { on: '2026-12-25' })).toEqual(new NotComputable([]))
  })

  it('has no value where a number is none', () => {
    expect(value('1.0 / x', { x: 0 })).toEqual(new NotComputable([]))
  })
})
