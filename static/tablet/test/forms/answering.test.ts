// What is asked, and what an answer changes besides itself: on the forms that the centre declares.

import { describe, expect, it } from 'vitest'

import {
  asLastTime, asUsual, changedSince, drifts, excludesOthers, identifying, measuring, notMeasuring, ticking, withoutEntry,
} from '../../src/forms/answering.ts'
import { asked, entriesOf, isAsked, missing, newEntryId, questionsOf } from '../../src/forms/asking.ts'
import type { Field, Form } from '../../src/forms/form.ts'
import { fieldsOf } from '../../src/forms/paths.ts'
import { runningScore } from '../../src/forms/score.ts'
import { declared } from './declared.ts'

const form = (kind: string): Form => declared.kinds[kind]!
const field = (kind: string, path: string): Field => fieldsOf(form(kind)).find((one) => one.path === path)!
const paths = (kind: string, values: Record<string, string | number | boolean>) =>
  questionsOf(asked(form(kind), values)).map((one) => one.path)

describe('what is asked', () => {
  it('follows from other answers', () => {
    expect(paths('consent', { legal_basis: 'duty' })).not.toContain('answer')
    expect(paths('consent', { legal_basis: 'consent', answer: 'agreed', how_given: 'verbal' })).toEqual(
      expect.arrayContaining(['answer', 'how_given', 'witness']),
    )
  })

  it('is never what the rules work out', () => {
    expect(paths('self_care', {}).some((path) => path.startsWith('computed.'))).toBe(false)
  })

  it('is not what is retired, unless it is answered', () => {
    const retired: Field = { ...field('visit', 'absence_reason'), retired: true }
    expect(isAsked(retired, {})).toBe(false)
    expect(isAsked(retired, { absence_reason: '住院' })).toBe(true)
  })

  it('holds a community’s own questions', () => {
    expect(paths('visit', {})).toEqual(expect.arrayContaining(['x_rent', 'x_paid', 'x_needs']))
    expect(paths('visit', {})).not.toContain('x_amount')
    expect(paths('visit', { x_paid: '1' })).toContain('x_amount')
  })

  it('is missing only where it is asked, and a reason will do', () => {
    const lacking = (values: Record<string, string>) => missing(form('consent'), values).map((one) => one.path)
    expect(lacking({ legal_basis: 'duty' })).not.toContain('answer')
    expect(lacking({ legal_basis: 'consent' })).toContain('answer')
  })
})

describe('boxes', () => {
  const symptoms = field('htn_follow_up', 'symptoms')
  const option = (code: string) => symptoms.options!.find((one) => one.code === code)!

  it('that stand alone are known from the rules', () => {
    expect([...excludesOthers(form('htn_follow_up'), symptoms)]).toEqual(['symptoms.none'])
  })

  it('"none" clears the others, and they clear it', () => {
    const some = { 'symptoms.dyspnea': true, 'symptoms.other': true }
    expect(ticking(form('htn_follow_up'), symptoms, 'symptoms', option('none'), some)).toEqual({
      'symptoms.none': true, 'symptoms.dyspnea': false, 'symptoms.other': false,
    })
    expect(ticking(form('htn_follow_up'), symptoms, 'symptoms', option('dyspnea'), { 'symptoms.none': true })).toEqual({
      'symptoms.dyspnea': true, 'symptoms.none': false,
    })
  })

  it('ticked again are unticked, and say so', () => {
    expect(ticking(form('htn_follow_up'), symptoms, 'symptoms', option('dyspnea'), { 'symptoms.dyspnea': true })).toEqual({
      'symptoms.dyspnea': false,
    })
  })
})

describe('a measured value', () => {
  it('and a reason for having none never stand together', () => {
    expect(measuring('vitals.sbp', 150, { 'vitals.sbp.unmeasured': '1' })).toEqual({
      'vitals.sbp': 150, 'vitals.sbp.unmeasured': null,
    })
    expect(notMeasuring('vitals.sbp', '2', { 'vitals.sbp': 150 })).toEqual({ 'vitals.sbp.unmeasured': '2', 'vitals.sbp': null })
  })

  it('far from last time is asked about', () => {
    const weight = field('health_check', 'vitals.weight')
    expect([drifts(weight, 70, 61), drifts(weight, 66, 61), drifts(weight, 70, undefined)]).toEqual([true, false, false])
  })

  it('is never filled in beforehand, on any form there is', () => {
    for (const one of Object.values(declared.kinds)) {
      const everything = Object.fromEntries(fieldsOf(one).map(({ path }) => [path, 1]))
      const filled = [...Object.keys(asUsual(one, {})), ...Object.keys(asLastTime(one, everything, {}, 0))]
      const measured = new Set(fieldsOf(one).filter((it) => it.unmeasured).map((it) => it.path))
      expect(filled.filter((path) => measured.has(path)), one.kind).toEqual([])
    }
  })
})

describe('an identity number', () => {
  it('fills in birth and sex, where they are open', () => {
    expect(identifying(form('resident'), 'id_number', '370882 410307 234', {})).toEqual({
      id_number: '37088219410307234X', birth_date: '1941-03-07', sex: '2',
    })
    expect(identifying(form('resident'), 'id_number', '37088219410307234x', { birth_date: '1941-03-08' })).toEqual({
      id_number: '37088219410307234X', sex: '2',
    })
  })

  it('takes away the reason for having none, and a wrong one fills in nothing', () => {
    expect(identifying(form('resident'), 'id_number', '37088219410307234X', { id_missing_reason: '1', birth_date: 'x', sex: '1' })).toEqual({
      id_number: '37088219410307234X', id_missing_reason: null,
    })
    expect(identifying(form('resident'), 'id_number', '370882194103072355', {})).toEqual({ id_number: '370882194103072355' })
  })
})

describe('everything as usual, and the same as last time', () => {
  it('leaves alone what is answered', () => {
    const usual = asUsual(form('visit'), { mood_state: '3' })
    expect(usual).toMatchObject({ health_state: '1', 'safety.gas': '1', medication_ok: '9', fraud_alert: false })
    expect(usual).not.toHaveProperty('mood_state')
  })

  it('brings back what lasts, medicines with entries of their own, and nothing else', () => {
    const last = {
      salt: '2', class: '2', 'vitals.sbp': 150, 'symptoms.dyspnea': true,
      'medicine.a.name': '硝苯地平', 'medicine.a.times_per_day': 2, 'adjust.b.name': '换药',
    }
    const found = asLastTime(form('htn_follow_up'), last, {}, 1_795_000_000_000)
    const [entry] = entriesOf('medicine', found)
    expect(entry).not.toBe('a')
    expect(found).toEqual({ salt: '2', [`medicine.${entry}.name`]: '硝苯地平', [`medicine.${entry}.times_per_day`]: 2 })
    expect(asLastTime(form('htn_follow_up'), last, { salt: '1', 'medicine.z.name': '别的' }, 0)).toEqual({})
  })

  it('does not bring back what the community offers no more', () => {
    const gone: Form = {
      ...form('visit'),
      sections: form('visit').sections.map((section) => ({
        ...section,
        parts: section.parts.map((part) =>
          'path' in part && part.path === 'method'
            ? { ...part, codes: part.codes!.map((code) => (code.code === '5' ? { ...code, retired: true } : code)) }
            : part,
        ),
      })),
    }
    expect(asLastTime(gone, { method: '5' }, {}, 0)).toEqual({})
    expect(asLastTime(gone, { method: '1' }, {}, 0)).toEqual({ method: '1' })
  })

  it('shows what has changed since', () => {
    const last = { health_state: '1', 'needs.meal': true, mood_state: '1' }
    const now = { health_state: '3', 'needs.bath': true, mood_state: '1', eating: '2' }
    expect([...changedSince(form('visit'), last, now)].sort()).toEqual(['health_state', 'needs'])
  })
})

describe('entries', () => {
  it('come in the order in which they were begun, and go with all their answers', () => {
    const ids = [1, 2, 3].map((place) => newEntryId(1_795_000_000_000 + place, () => 0.5))
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(Array.from({ length: 500 }, () => newEntryId(1_795_000_000_000))).size).toBeGreaterThan(490)
    const values = { 'contact.b.name': '李', 'contact.a.name': '王', 'contact.a.phone': '12345' }
    expect(entriesOf('contact', values)).toEqual(['a', 'b'])
    expect(withoutEntry('contact', 'a', values)).toEqual({ 'contact.a.name': null, 'contact.a.phone': null })
  })
})

describe('a running score', () => {
  it('counts what is answered, and no blank', () => {
    const [, daily] = form('self_care').sections
    expect(runningScore(form('self_care'), daily!, { eating: '3', toilet: '10' })).toEqual({ answered: 2, all: 5, total: 13 })
    expect(runningScore(form('visit'), form('visit').sections[1]!, {})).toBeUndefined()
  })
})
