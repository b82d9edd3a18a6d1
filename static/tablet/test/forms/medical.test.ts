// @vitest-environment happy-dom
// Forms of the medical services, certificates and consents: proposals, confirmations, and what is missing.

import { afterEach, describe, expect, it } from 'vitest'

import { declared } from './declared.ts'
import { FormNotebook } from './form_notebook.ts'
import { COLLEAGUE, RESIDENT, lastOf, onStage, people, settle, type Stage } from './on_stage.ts'

let stage: Stage
afterEach(() => stage.wrapper.unmount())

const written = (kind: string) => lastOf(stage, kind)

describe('medical forms', () => {
  it('propose, and leave the decision to a person who then says why', async () => {
    stage = await onStage(`/fill/self_care?resident=${RESIDENT}`)
    for (const [path, code] of [['eating', '3'], ['grooming', '0'], ['dressing', '3'], ['toilet', '0'], ['moving', '1']] as const) {
      const row = document.querySelector(`[data-path="${path}"]`)!
      const label = declared.kinds.self_care!.sections[1]!.parts.flatMap((part) => ('path' in part && part.path === path ? part.codes! : [])).find((one) => one.code === code)!.label.zh
      ;[...row.querySelectorAll('button')].find((one) => one.textContent?.trim() === label)!.click()
      await settle()
    }
    expect(stage.text()).toContain('已答 5/5，合计 7 分')
    const level = document.querySelector('[data-path="level"]')!
    expect(level.textContent).toContain('系统建议：轻度依赖')
    expect(written('self_care')).not.toHaveProperty('level')
    ;[...level.querySelectorAll('button')].find((one) => one.textContent?.trim() === '中度依赖')!.click()
    await settle()
    const reason = document.getElementById('r-level') as HTMLInputElement
    reason.focus()
    reason.value = '夜里要人扶'
    reason.dispatchEvent(new Event('input', { bubbles: true }))
    await stage.tap('完成')
    expect(written('self_care')).toMatchObject({ level: '3', level_reason: '夜里要人扶' })
    expect(JSON.parse(String(written('self_care')['computed.outputs']))).toMatchObject({ level: '2', self_care_total: 7 })
  })

  it('say what a proposal still waits for', async () => {
    stage = await onStage(`/fill/htn_follow_up?resident=${RESIDENT}`)
    await stage.type('vitals.sbp', '152')
    await stage.type('vitals.dbp', '94')
    const decision = document.querySelector('[data-path="class"]')!
    expect(decision.textContent).toContain('后，系统给出建议')
    for (const [path, answer] of [['new_complication', '否'], ['adr', '无']] as const) {
      ;[...document.querySelectorAll(`[data-path="${path}"] button`)].find((one) => one.textContent?.trim() === answer)!.dispatchEvent(new Event('click'))
      await settle()
    }
    expect(decision.textContent).toContain('系统建议：控制不满意')
  })

  it('are confirmed by a doctor, and by nobody else', async () => {
    stage = await onStage(`/fill/htn_follow_up?resident=${RESIDENT}`)
    expect(stage.buttons()).not.toContain('我已核对，确认这份记录')
    expect(document.querySelector('[data-path="confirmed_by"]')).toBeNull()
    expect(document.querySelector('[data-path="doctor_sign"]')).toBeNull()
    stage.wrapper.unmount()
    const doctor = { id: COLLEAGUE, name: '周医生', role: 'doctor' }
    stage = await onStage(`/fill/htn_follow_up?resident=${RESIDENT}`, new FormNotebook(people(), declared, { person: doctor }))
    await stage.tap('我已核对，确认这份记录')
    expect(written('htn_follow_up')).toMatchObject({ confirmed_by: COLLEAGUE, captured_by: COLLEAGUE })
    expect(written('htn_follow_up').confirmed_at).toBeTypeOf('number')
  })

  it('of a colour show what the rules suggest, keep it with its reasons, and leave the choice open', async () => {
    stage = await onStage(`/fill/care_level?resident=${RESIDENT}`)
    const level = document.querySelector('[data-path="level"]')!
    expect(level.textContent).toMatch(/系统建议：[红黄蓝]色/)
    ;[...level.querySelectorAll('button')].find((one) => one.textContent?.trim() === '蓝色')!.click()
    await settle()
    await stage.type('reason', '有保姆')
    stage.box('reason').blur()
    await stage.tap('完成')
    expect(written('care_level')).toMatchObject({ level: 'blue', reason: '有保姆', suggested: 'red' })
    expect([...stage.notebook.notes.values()][0]?.suggested_why).toContain('80')
  })

  it('offer the day that follows from another', async () => {
    stage = await onStage('/fill/certificate')
    await stage.type('issued_on', '2026-03-01')
    await stage.tap('按规定是 2027-02-28，采用')
    expect(written('certificate')).toMatchObject({ issued_on: '2026-03-01', expires_on: '2027-02-28' })
  })

  it('tell what is missing once, and let go', async () => {
    stage = await onStage(`/fill/consent?resident=${RESIDENT}`)
    await stage.tap('拍照')
    await stage.tap('完成')
    expect(stage.router.currentRoute.value.name).toBe('fill')
    expect(stage.text()).toContain('还有 1 项必填没填')
    await stage.tap('先这样，以后再补')
    expect(stage.router.currentRoute.value.path).toBe('/')
    expect(written('consent')).toMatchObject({ purpose: 'photo' })
  })
})
