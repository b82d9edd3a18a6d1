// What stands on the page of somebody at whose door a worker is: read out of all that is held about them.

import { describe, expect, test } from 'vitest'
import { emergencyCard } from '../../src/residents/emergency.ts'
import { dialled, maskedNumber, maskedPhone } from '../../src/residents/masks.ts'
import { direction, pressures } from '../../src/residents/pressure.ts'
import { colourDecision, consentStanding } from '../../src/residents/standing.ts'
import { timeline } from '../../src/residents/timeline.ts'
import { entry } from '../ground/entries.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-11-26T09:00:00+08:00')

describe('the emergency card', () => {
  const resident = {
    'contact.b1.name': '李强', 'contact.b1.phone': '13900000001', 'contact.b1.has_key': true,
    'contact.a1.name': '李静', 'contact.a1.phone': '13900000002',
    'contact.c1.name': '李明', 'contact.c1.phone': '13900000003', 'contact.c1.emergency': true,
    'disease.hypertension': true, 'disease.none': false, 'drug_allergy.none': true, 'drug_allergy.penicillin': true,
    family_doctor: '周明', family_doctor_phone: '0537-3410000',
  }

  test('whoever is to be called first stands first, then whoever has a key', () => {
    expect(emergencyCard(resident, []).contacts.map((one) => one.name)).toEqual(['李明', '李强', '李静'])
  })

  test('“none” is no disease and no allergy', () => {
    const card = emergencyCard(resident, [])
    expect(card.diseases).toEqual(['hypertension'])
    expect(card.allergies).toEqual(['penicillin'])
    expect([card.doctor, card.doctorPhone]).toEqual(['周明', '0537-3410000'])
  })

  test('medicines are those of the last follow-up that names any, each once', () => {
    const followUp = (at: number, name: string | undefined, kind = 'htn_follow_up') =>
      entry(`${kind}${at}`, kind, { at, 'medicine.x.name': name, 'medicine.x.dose': 5, 'medicine.x.times_per_day': 1 }, { touchedMs: NOW })
    const card = emergencyCard(resident, [
      followUp(NOW - 90 * DAY, '硝苯地平'), followUp(NOW - 10 * DAY, '氨氯地平'), followUp(NOW, undefined),
      followUp(NOW - 20 * DAY, '二甲双胍', 't2dm_follow_up'), followUp(NOW - 200 * DAY, '氨氯地平', 't2dm_follow_up'),
    ])
    expect(card.medicines.map((one) => one.name)).toEqual(['氨氯地平', '二甲双胍'])
    expect(card.medicinesAt).toBe(NOW - 10 * DAY)
  })
})

describe('numbers on the screen', () => {
  test('are masked until somebody asks', () => {
    expect(maskedNumber('37082219400229000X')).toBe('370822********000X')
    expect(maskedNumber('短')).toBe('*')
    expect(maskedPhone('13800138000')).toBe('138****8000')
    expect(maskedPhone('0537-3412345')).toBe('********2345')
    expect(maskedPhone('12345')).toBe('*****')
  })

  test('are dialled without what stands between the digits', () => {
    expect(dialled('0537-341 2345')).toBe('05373412345')
    expect(dialled('没有')).toBe('')
  })
})

describe('what holds now', () => {
  const consent = (at: number, more: object) => ({ purpose: 'photo', legal_basis: 'consent', at, ...more })

  test('the latest word on each purpose, and of two at one moment the one that allows less', () => {
    expect(consentStanding([], 'photo', NOW)).toBe('unasked')
    expect(consentStanding([consent(1, { answer: 'agreed' })], 'photo', NOW)).toBe('agreed')
    expect(consentStanding([consent(1, { answer: 'agreed' })], 'visit', NOW)).toBe('unasked')
    expect(consentStanding([consent(2, { answer: 'refused' }), consent(1, { answer: 'agreed' })], 'photo', NOW)).toBe('refused')
    expect(consentStanding([consent(1, { answer: 'agreed' }), consent(1, { answer: 'refused' })], 'photo', NOW)).toBe('refused')
    expect(consentStanding([consent(1, { answer: 'agreed', withdrawn_at: NOW - 1 })], 'photo', NOW)).toBe('withdrawn')
    expect(consentStanding([consent(1, { answer: 'agreed', withdrawn_at: NOW + 1 })], 'photo', NOW)).toBe('agreed')
    expect(consentStanding([consent(1, { answer: 'agreed', valid_until: '2026-11-25' })], 'photo', NOW)).toBe('expired')
    expect(consentStanding([{ purpose: 'photo', legal_basis: 'duty', at: 1 }], 'photo', NOW)).toBe('duty')
    expect(consentStanding([consent(NOW + DAY, { answer: 'refused' })], 'photo', NOW)).toBe('unasked')
  })

  test('the colour decided last; of two at one moment the one that asks for more', () => {
    const level = (at: number, code: string) => entry(`${at}${code}`, 'care_level', { at, level: code, reason: code })
    expect(colourDecision([])).toBeUndefined()
    expect(colourDecision([level(2, 'blue'), level(1, 'red')])?.colour).toBe('blue')
    expect(colourDecision([level(1, 'yellow'), level(1, 'red')])?.entry.values.reason).toBe('red')
    expect(colourDecision([level(1, 'red'), level(2, 'none')])).toBeUndefined()
  })
})

describe('the line of the pressure', () => {
  const check = (days: number, sbp: number | undefined, dbp: number | undefined) =>
    entry(`c${days}`, 'health_check', { at: NOW - days * DAY, 'vitals.sbp': sbp, 'vitals.dbp': dbp }, { touchedMs: NOW })

  test('has a point for every record with both values, the oldest first', () => {
    const course = pressures([check(1, 150, 90), check(30, 168, 95), check(10, 140, undefined), entry('v', 'visit', {})])
    expect(course.map((one) => one.sbp)).toEqual([168, 150])
  })

  test('is higher or lower only by more than the cuff', () => {
    const course = (...values: number[]) => direction(pressures(values.map((one, place) => check(values.length - place, one, 80))))
    expect(course(150)).toBeUndefined()
    expect(course(150, 152)).toBe('same')
    expect(course(150, 168)).toBe('higher')
    expect(course(168, 150)).toBe('lower')
  })
})

describe('the timeline', () => {
  test('is told from the latest on, and nothing in it is later than it was known', () => {
    const visit = entry('v', 'visit', { at: NOW + 300 * DAY, result: '1' }, { touchedMs: NOW - DAY })
    const task = entry('t', 'task', { at: NOW - 9 * DAY, status: 'done', done_at: NOW - 2 * DAY, title: '代办' }, { touchedMs: NOW })
    const check = entry('c', 'health_check', { at: NOW - 5 * DAY, 'vitals.sbp': 150 }, { touchedMs: NOW })
    const told = timeline([check, task, visit], {})
    expect(told.map((one) => one.entry.document)).toEqual(['v', 't', 'c'])
    expect(told[0]!.atMs).toBe(NOW - DAY)
    expect(told[1]!.telling).toEqual(['title', 'status'])
  })
})
