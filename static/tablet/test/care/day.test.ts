// A worker's day on a tablet without a network: what the screens are told, from documents alone.

import { describe, expect, it } from 'vitest'

import { careDay, todayHere, type Held } from '../../src/care/day.ts'
import vectors from '../../../../tests/vectors/due.json'
import { ruleSets } from './centre.ts'

const TODAY = '2026-11-24'
const DAY_MS = 86_400_000
const NOW = Date.parse(`${TODAY}T10:00:00+08:00`)
const declared = {
  programmes: { SANSAN: vectors.programmes.SANSAN, THREE_COLOURS: vectors.programmes.THREE_COLOURS },
  ruleSets: Object.fromEntries([...ruleSets()].map(([id, one]) => [id, one.plain])),
}

let count = 0
function document(kind: string, values: Record<string, unknown>, more: Partial<Held> = {}): Held {
  count += 1
  const id = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`
  return { document: id, kind, grid: 'g1', values, touchedMs: NOW, ...more }
}

const home = document('household', { 'address.estate': '睦邻苑', 'address.building': '3', 'address.room': '202' })
const zhao = document('resident', {
  name: '赵玉珍', status: 'in', sex: '2', birth_date: '1944-03-05', household: home.document,
  'tags.alone': true, registered_on: '2026-01-01',
})
const qian = document('resident', {
  name: '钱德福', status: 'in', sex: '1', birth_date: '1958-02-29', 'tags.aged_90': true, registered_on: '2026-01-01',
})
const visit = (daysAgo: number, resident: Held, more: Record<string, unknown> = {}) =>
  document('visit', { resident: resident.document, at: NOW - daysAgo * DAY_MS, method: '1', result: '1', ...more })
const task = (values: Record<string, unknown>) => document('task', { status: 'open', ...values })
const day = (...entries: Held[]) => careDay([home, zhao, qian, ...entries], declared, TODAY)

describe('one question to the rules', () => {
  const OUTPUTS = ['bp_high', 'bp_crisis', 'emergency', 'low_oxygen_alert', 'glucose_high_alert', 'bmi', 'level']

  it.each(['health_check', 'htn_follow_up', 't2dm_follow_up', 'visit'])('about a %s is answered as the whole form would', (kind) => {
    const about = day(visit(3, zhao), document('health_check', { resident: zhao.document, 'vitals.sbp': 186, 'vitals.dbp': 100, at: NOW - DAY_MS }))
    for (const sbp of [110, 138, 142, 182]) {
      for (const more of [{}, { 'vitals.dbp': 88 }, { 'vitals.dbp': 112, 'vitals.spo2': 90 }, { 'vitals.glucose': 17.5, 'vitals.glucose_kind': '1' }]) {
        const asked = { kind, answers: { 'vitals.sbp': sbp, ...more }, resident: zhao.document, at: NOW }
        const { results } = about.form(asked)
        for (const name of OUTPUTS) {
          expect([name, about.holds(asked, name)]).toEqual([name, results.some(({ outputs }) => outputs[name] === true)])
        }
      }
    }
    const high = { kind, answers: { 'vitals.sbp': 182, 'vitals.dbp': 112 }, resident: zhao.document, at: NOW }
    expect(about.holds(high, 'bp_high', 'bp_crisis')).toBe(kind !== 'visit')
  })
})

describe('今天要去谁家', () => {
  it('puts visits that are due and open tasks about one resident on one card, each sentence once', () => {
    const papers = task({ resident: zhao.document, title: '高龄津贴代办', due_on: '2026-12-01', assignee_role: 'grid_worker' })
    const shown = day(visit(40, zhao), papers).cardOf(zhao.document)
    expect(shown?.reasons.map((one) => one.zh)).toEqual(['已40天未访', '本月还差1次', '高龄津贴代办'])
    expect([shown?.when, shown?.dueOn, shown?.overdueDays]).toEqual(['overdue', '2026-11-15', 9])
    expect(day(visit(40, zhao), papers).cards().filter((one) => one.about[1] === zhao.document)).toHaveLength(1)
  })

  it('puts the certificates of one shop on one card, and what is urgent first', () => {
    const holders = ['小王', '小李'].map((name) => document('certificate', { shop: '老王面馆', 'holder.name': name }))
    const renewals = holders.map((one) => task({ about: one.document, title: `${one.values['holder.name']}的健康证`, due_on: '2026-11-30' }))
    const window = task({ household: home.document, title: '立即上门', due_on: TODAY, priority: 'urgent' })
    const [first, ...others] = day(visit(1, zhao), ...holders, ...renewals, window).cards()
    expect([first?.about, first?.when]).toEqual([['household', home.document], 'urgent'])
    const shop = others.find((one) => one.about[0] === 'shop')
    expect([shop?.tasks.length, shop?.when]).toEqual([2, 'week'])
  })

  it('leaves out what is done, and who is not asked about', () => {
    const done = task({ resident: qian.document, title: '做过了', status: 'done' })
    expect(day(done).cards().map((one) => one.about[1])).toEqual([zhao.document])
  })

  it('counts a window as contact with whoever lives behind it, and a colour from its day on', () => {
    const red = document('care_level', { resident: zhao.document, level: 'red', at: NOW - 10 * DAY_MS })
    const look = document('window_check', {
      at: NOW - DAY_MS, 'window.ab12.household': home.document, 'window.ab12.state': '1',
    })
    const today = day(visit(12, zhao), red, look)
    expect(today.colourOf(zhao.document)).toBe('red')
    const reasons = today.visitsOf(zhao.document)?.reasons.map((one) => one.zh)
    // Behind the window since yesterday; at home not within seven days of the colour.
    expect(reasons).toContain('已12天未入户')
    expect(day(visit(12, zhao), red).visitsOf(zhao.document)?.last).toBeLessThan(today.visitsOf(zhao.document)?.last ?? 0)
  })

  it('calls for everybody of a grid in bad weather, and for one after a great change', () => {
    const storm = document('visit_call', { cause: 'extreme_weather', since: TODAY })
    const elsewhere = document('visit_call', { cause: 'extreme_weather', since: TODAY }, { grid: 'g2' })
    expect(day(visit(2, zhao), storm).cardOf(zhao.document)?.reasons[0]?.zh).toBe('极端天气：11月25日前要联系')
    expect(day(visit(2, zhao), elsewhere).cardOf(zhao.document)?.dueOn).toBe('2026-12-23')
    const home = document('care_level', {
      resident: zhao.document, level: 'yellow', occasion: 'discharge', at: NOW - 3_600_000,
    })
    expect(day(visit(2, zhao), home).cardOf(zhao.document)?.reasons[0]?.zh).toBe('重大变故：11月25日前要联系')
  })

  it('counts whoever was visited as on the register, and says nothing of an edit of their file', () => {
    const unsaid = document('resident', { name: '孙', status: 'in', 'tags.alone': true })
    const due = (...records: Held[]) => careDay([unsaid, ...records], declared, TODAY).cardOf(unsaid.document)?.dueOn
    expect(due(visit(40, unsaid))).toBe('2026-11-15')
    expect(due()).toBe('2026-12-25')
  })
})

describe('月探访率', () => {
  it('is counted by residents, for each tag, for a month and a grid', () => {
    const rates = day(visit(3, zhao), visit(4, zhao)).rates()
    const sansan = rates.filter((one) => one.programme === 'SANSAN')
    expect(sansan.map((one) => [one.group, one.met, one.residents]).slice(0, 2)).toEqual([['', 1, 1], ['alone', 1, 1]])
    expect(sansan[0]?.permille).toBe(1000)
    expect(day(visit(40, zhao)).rates('2026-10')[0]?.met).toBe(1)
    expect(day(visit(3, zhao)).rates(undefined, 'g2')[0]?.residents).toBe(0)
  })
})

describe('one resident', () => {
  it('has the tags that follow from age today', () => {
    expect(day().ageTags(zhao.document)).toEqual({ following: ['aged_80'], missing: ['aged_80'], wrong: [] })
    // 29 February 1958 does not exist: without an age nothing is said for or against.
    expect(day().ageTags(qian.document)).toEqual({ following: [], missing: [], wrong: [] })
  })

  it('has the value that was measured last beside each field, however it arrived', () => {
    const check = (daysAgo: number, sbp: number) =>
      document('health_check', { resident: zhao.document, at: NOW - daysAgo * DAY_MS, 'vitals.sbp': sbp, source: '1' })
    const today = day(check(2, 168), check(40, 150))
    expect(today.lastValues(zhao.document).get('vitals.sbp')).toMatchObject({ value: 168, day: '2026-11-22' })
    expect(today.coursesOf(zhao.document).get('vitals.sbp')?.map((one) => one.value)).toEqual([150, 168])
  })
})

describe('a form while it is being filled in', () => {
  const followUp = (daysAgo: number, more: Record<string, unknown>) =>
    document('htn_follow_up', {
      resident: zhao.document, at: NOW - daysAgo * DAY_MS, 'vitals.sbp': 162, 'vitals.dbp': 88,
      'danger.none': true, adr: '1', new_complication: false, pregnant_or_lactating: false, ...more,
    })
  const answers = { 'vitals.sbp': 158, 'vitals.dbp': 84 }

  it('shows a crisis at once, before anything else is answered', () => {
    const found = day().form({ kind: 'health_check', answers: { 'vitals.sbp': 188, 'vitals.dbp': 96 }, resident: zhao.document })
    expect(found.emergency).toBe(true)
    expect(found.cards[0]?.level).toBe('danger')
    expect(found.cards[0]?.zh).toContain('188/96')
    expect(JSON.parse(String(found.computed['computed.outputs']))).toMatchObject({ bp_crisis: true })
    expect(found.computed['computed.rule_set']).toMatch(/^NBPHS3_2017@\d+$/)
  })

  it('says what is missing, in words, and guesses nothing', () => {
    const found = day().form({ kind: 'htn_follow_up', answers: {}, resident: zhao.document })
    const line = found.lines.find((one) => one.name === 'class')
    expect(line?.value).toBeUndefined()
    expect(line?.missing.length).toBeGreaterThan(0)
    expect(found.emergency).toBe(false)
  })

  it('knows the follow-up before, also where a person decided otherwise or other rules were in force', () => {
    const measure = (...records: Held[]) =>
      day(...records)
        .form({ kind: 'htn_follow_up', answers: followUp(0, answers).values, resident: zhao.document })
        .proposals.find((one) => one.path === 'next_measure')?.value
    expect(measure()).toBe('2')
    expect(measure(followUp(14, {}))).toBe('3')
    expect(measure(followUp(14, { class: '1', class_reason: '家中自测正常' }))).toBe('2')
    const old = { 'computed.rule_set': 'NBPHS3_2017@999', 'computed.outputs': '{"class":"1"}' }
    expect(measure(followUp(14, old))).toBe('2')
    // What comes after it does not count, nor does the form itself.
    const own = followUp(20, {})
    const earlier = { kind: 'htn_follow_up', answers: own.values, resident: zhao.document, document: own.document }
    const found = day(own, followUp(14, {})).form(earlier)
    expect(found.proposals.find((one) => one.path === 'next_measure')?.value).toBe('2')
  })

  it('tells a decision that is not what was proposed, and asks for the reason', () => {
    const filled = { ...followUp(0, answers).values, class: '1' }
    const found = day().form({ kind: 'htn_follow_up', answers: filled, resident: zhao.document })
    const proposal = found.proposals.find((one) => one.path === 'class')
    expect(proposal).toMatchObject({ value: '2', decided: '1', differs: true, reasonPath: 'class_reason' })
    expect(found.overrides.map((one) => one.output)).toContain('class')
  })

  it('never throws, whatever the documents hold', () => {
    const odd = { resident: zhao.document, at: 'yesterday', 'vitals.sbp': '高', 'computed.rule_set': 'NBPHS3_2017@2', 'computed.outputs': '{' }
    const found = day(document('htn_follow_up', odd), document('care_level', odd), document('window_check', { 'window..household': 7 }))
    expect(found.form({ kind: 'htn_follow_up', answers: odd, resident: zhao.document }).emergency).toBe(false)
    expect(found.cards().length).toBeGreaterThan(0)
  })
})

describe('which day it is', () => {
  it('is the community’s, also on a tablet set to another time zone', () => {
    expect(todayHere(Date.UTC(2026, 10, 24, 16, 0))).toBe('2026-11-25')
    expect(() => careDay([], declared, '2026-02-30')).toThrow(RangeError)
  })
})
