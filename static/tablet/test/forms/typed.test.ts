import { describe, expect, it } from 'vitest'

import type { Field } from '../../src/forms/form.ts'
import {
  dayShape, isComplete, momentShape, monthShape, readDay, readMoment, readMonth, readNumber, writeMoment,
} from '../../src/forms/typed.ts'

const field = (more: Partial<Field>): Field => ({
  path: 'vitals.sbp', type: 'integer', label: { zh: '高压', en: 'Systolic' }, policy: 'review', sensitivity: 'health', ...more,
})

describe('a number that was typed', () => {
  it.each([
    ['150', 150],
    ['１５０', 150],
    [' 36.7 ', 36.7],
    ['36,7', 36.7],
    ['36，7', 36.7],
    ['３６。７', 36.7],
    ['1,200', 1200],
    ['1,200.50', 1200.5],
    ['36.', 36],
    ['.5', 0.5],
    ['-2', -2],
    ['0', 0],
  ])('%s is %d', (typed, number) => expect(readNumber(typed)).toBe(number))

  it.each(['', '.', '-', '15o', '1e3', '0x10', '12.3.4', '--1', 'Infinity', '9'.repeat(30), '一百五'])('%s is none', (typed) => {
    expect(readNumber(typed)).toBeUndefined()
  })
})

describe('a number goes on to the next box by itself', () => {
  const sbp = field({ hard: [50, 300] })
  const dbp = field({ hard: [20, 200] })
  const temp = field({ type: 'decimal', decimals: 1, hard: [33, 43] })

  it.each([
    [sbp, '12', false], // 120 may follow
    [sbp, '120', true],
    [sbp, '95', true], // no pressure has 95 in front
    [sbp, '30', false], // 300 is still a pressure
    [sbp, '', false],
    [dbp, '80', true],
    [dbp, '11', false],
    [dbp, '115', true],
    [temp, '36', false],
    [temp, '36.', false],
    [temp, '36.7', true],
    [field({}), '12', false], // without a limit nobody knows
  ])('%o %s: %s', (one, typed, complete) => expect(isComplete(one, typed)).toBe(complete))
})

describe('days, months and moments', () => {
  it('take shape while they are typed', () => {
    expect(['1', '1941', '19410', '194103', '19410307', '194103071'].map(dayShape)).toEqual([
      '1', '1941', '1941-0', '1941-03', '1941-03-07', '1941-03-07',
    ])
    expect(monthShape('201905')).toBe('2019-05')
    expect(momentShape('202611261405')).toBe('2026-11-26 14:05')
  })

  it.each([
    ['19410307', '1941-03-07'],
    ['1941-3-7', '1941-03-07'],
    ['1941年3月7日', '1941-03-07'],
    ['１９４１．３．７', '1941-03-07'],
    ['19410230', undefined],
    ['1941', undefined],
  ])('%s is %s', (typed, day) => expect(readDay(typed)).toBe(day))

  it('of a month', () => {
    expect(['201905', '2019-5', '2019年5月', '201913', '2019'].map(readMonth)).toEqual([
      '2019-05', '2019-05', '2019-05', undefined, undefined,
    ])
  })

  it('are those of the place, whatever zone the tablet believes to be in', () => {
    expect(readMoment('2026-11-26 14:05')).toBe(Date.UTC(2026, 10, 26, 6, 5))
    expect(readMoment('2026-11-26 24:05')).toBeUndefined()
    expect(readMoment('2026-02-30 10:00')).toBeUndefined()
    expect(writeMoment(Date.UTC(2026, 10, 26, 17, 5))).toBe('2026-11-27 01:05')
    expect(writeMoment(Number.NaN)).toBe('')
  })
})
