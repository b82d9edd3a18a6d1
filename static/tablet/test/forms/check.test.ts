// @vitest-environment happy-dom
// The quick check: the numbers in their order, what they mean at once, and what is not believed without asking.

import { afterEach, describe, expect, it } from 'vitest'

import { entry } from '../ground/entries.ts'
import { declared } from './declared.ts'
import { FormNotebook } from './form_notebook.ts'
import { RESIDENT, daysAgo, lastOf, onStage, people, type Stage } from './on_stage.ts'

let stage: Stage
afterEach(() => stage.wrapper.unmount())

const written = (kind: string) => lastOf(stage, kind)

describe('a quick check', () => {
  it('goes from box to box by itself and says at once what the numbers mean', async () => {
    stage = await onStage(`/fill/health_check?resident=${RESIDENT}`)
    expect(document.activeElement?.id).toBe('f-vitals-sbp')
    await stage.type('vitals.sbp', '152')
    expect(document.activeElement?.id).toBe('f-vitals-dbp')
    await stage.type('vitals.dbp', '94')
    expect(document.activeElement?.id).toBe('f-vitals-pulse')
    await stage.type('vitals.pulse', '72')
    expect(written('health_check')).toMatchObject({ 'vitals.sbp': 152, 'vitals.dbp': 94, 'vitals.pulse': 72 })
    expect(stage.text()).toContain('血压偏高')
  })

  it('of a crisis fills the screen, with whom to call', async () => {
    stage = await onStage(`/fill/health_check?resident=${RESIDENT}`)
    await stage.type('vitals.sbp', '192')
    expect(document.querySelector('[role="alertdialog"]')).toBeNull()
    await stage.type('vitals.dbp', '115')
    const card = document.querySelector('[role="alertdialog"]')!
    expect(card.textContent).toContain('血压 192/115')
    expect([...card.querySelectorAll('a')].map((one) => one.getAttribute('href'))).toEqual([
      'tel:120', 'tel:05373412345', 'tel:13900000001',
    ])
    await stage.tap('知道了')
    expect(document.querySelector('[role="alertdialog"]')).toBeNull()
    await stage.tap('现场设备')
    await stage.tap('完成')
    const values = written('health_check')
    expect(values['computed.rule_set']).toBe('NBPHS3_2017@1')
    expect(JSON.parse(String(values['computed.outputs']))).toMatchObject({ bp_crisis: true })
    expect(JSON.parse(String(values['computed.inputs']))).toMatchObject({ sbp: 192, dbp: 115, age: 85 })
  })

  it('begins a second reading as a record of its own', async () => {
    stage = await onStage(`/fill/health_check?resident=${RESIDENT}`)
    await stage.type('vitals.sbp', '192')
    await stage.type('vitals.dbp', '115')
    await stage.tap('复测：再量一次')
    await stage.type('vitals.sbp', '168')
    await stage.type('vitals.dbp', '92')
    const [first, second] = stage.notebook.ofKind('health_check').map((one) => one.values)
    expect(first).toMatchObject({ 'vitals.sbp': 192 })
    expect(second).toMatchObject({ 'vitals.sbp': 168, 'vitals.bp_seq': '2', resident: RESIDENT })
  })

  it('asks once more about what is unusual, and then believes it', async () => {
    stage = await onStage(`/fill/health_check?resident=${RESIDENT}`)
    await stage.type('vitals.sbp', '210')
    expect(stage.text()).toContain('高压（收缩压） 210 mmHg，没看错吗？')
    expect(written('health_check')).toEqual({})
    await stage.tap('没错')
    await stage.type('vitals.dbp', '110')
    expect(written('health_check')).toMatchObject({ 'vitals.sbp': 210, 'vitals.dbp': 110 })
  })

  it('does not take what no living body shows, and says between which numbers it must be', async () => {
    stage = await onStage(`/fill/health_check?resident=${RESIDENT}`)
    await stage.type('vitals.sbp', '400')
    expect(stage.text()).toContain('应在 50 到 300 mmHg 之间，请重填')
    expect(stage.box('vitals.sbp').value).toBe('400')
    expect(written('health_check')).toEqual({})
  })

  it('shows the last value beside the box, and never in it', async () => {
    const last = entry('44444444-4444-4444-8444-444444444444', 'htn_follow_up', { resident: RESIDENT, at: daysAgo(30), 'vitals.sbp': 168 }, { touchedMs: daysAgo(30) })
    stage = await onStage(`/fill/health_check?resident=${RESIDENT}`, new FormNotebook([...people(), last], declared))
    expect(document.querySelector('[data-path="vitals.sbp"]')?.textContent).toContain('上次 168')
    expect(stage.box('vitals.sbp').value).toBe('')
  })

  it('takes a reason for not measuring', async () => {
    stage = await onStage(`/fill/health_check?resident=${RESIDENT}`)
    await stage.tap('未测…高压（收缩压）')
    await stage.tap('本人拒绝')
    expect(written('health_check')).toMatchObject({ 'vitals.sbp.unmeasured': '1' })
    await stage.type('vitals.pulse', '72')
    expect(written('health_check')).not.toHaveProperty('vitals.sbp')
  })

  it('within a visit is a record of its own, and each names the other', async () => {
    stage = await onStage(`/fill/visit?resident=${RESIDENT}`)
    await stage.tap('健康快检')
    await stage.type('vitals.pulse', '72')
    const [visit] = stage.notebook.ofKind('visit')
    const [check] = stage.notebook.ofKind('health_check')
    expect(check!.values.visit).toBe(visit!.document)
    expect(visit!.values).toMatchObject({ health_check: check!.document, result: '1' })
  })
})
