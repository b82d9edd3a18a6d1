// @vitest-environment happy-dom
// The forms as a worker uses them at a door, on screens with a notebook in memory.

import { afterEach, describe, expect, it } from 'vitest'

import { entry } from '../ground/entries.ts'
import { declared } from './declared.ts'
import { FormNotebook } from './form_notebook.ts'
import { COLLEAGUE, onStage, people, RESIDENT, settle, type Stage } from './on_stage.ts'

let stage: Stage
afterEach(() => stage.wrapper.unmount())

const written = (kind: string) => stage.notebook.ofKind(kind).at(-1)?.values ?? {}
const VISIT = '33333333-3333-4333-8333-333333333333'
const long = (days: number) => Date.now() - days * 86_400_000

describe('a visit', () => {
  it('where all is as usual takes two taps, and claims nothing that was not seen', async () => {
    stage = await onStage(`/fill/visit?resident=${RESIDENT}&program=SANSAN`)
    expect(stage.text()).toContain('王桂兰 · 如意里 3-2-501')
    await stage.tap('一切正常')
    await stage.tap('完成')
    const values = written('visit')
    expect(values).toMatchObject({
      resident: RESIDENT, method: '1', result: '1', program: 'SANSAN', quick: true, health_state: '1', medication_ok: '9',
      worker: stage.notebook.profile.person.id,
    })
    expect(Object.keys(values).filter((path) => path.startsWith('vitals.'))).toEqual([])
    expect(stage.router.currentRoute.value.path).toBe('/')
  })

  it('where nobody answered takes two taps', async () => {
    stage = await onStage(`/fill/visit?resident=${RESIDENT}`)
    await stage.tap('无人应答')
    await stage.tap('完成')
    expect(written('visit')).toMatchObject({ method: '1', result: '3' })
    expect(stage.router.currentRoute.value.path).toBe('/')
  })

  it('that was refused takes two taps, and offers the reasons that are said most', async () => {
    stage = await onStage(`/fill/visit?resident=${RESIDENT}`)
    await stage.tap('拒绝')
    expect(stage.text()).toContain('没见到人，请写明原因')
    await stage.tap('说不需要')
    await stage.tap('完成')
    expect(written('visit')).toMatchObject({ result: '4', absence_reason: '说不需要' })
  })

  it('may be put off to another day', async () => {
    stage = await onStage(`/fill/visit?resident=${RESIDENT}`)
    await stage.tap('改天再来')
    await stage.tap('明天')
    await stage.tap('完成')
    expect(written('visit')).toMatchObject({ result: '8' })
    expect(written('visit').next_visit_due).toMatch(/^\d{4}-\d\d-\d\d$/)
  })

  it('that is left and come back to goes on where it stood', async () => {
    stage = await onStage(`/fill/visit?resident=${RESIDENT}`)
    await stage.tap('见到家属')
    const [address] = [stage.router.currentRoute.value.fullPath]
    expect(address).toMatch(/^\/fill\/visit\/0f1e2d3c/)
    const { notebook } = stage
    stage.wrapper.unmount()
    await settle()
    stage = await onStage(address!, notebook)
    expect(stage.button('见到家属').getAttribute('aria-pressed')).toBe('true')
    await stage.tap('电话')
    expect(notebook.ofKind('visit')).toHaveLength(1)
    expect(written('visit')).toMatchObject({ method: '2', result: '2' })
  })

  it('leaves nothing behind that was only looked at', async () => {
    stage = await onStage(`/fill/visit?resident=${RESIDENT}`)
    await stage.tap('完成')
    expect(stage.notebook.ofKind('visit')).toEqual([])
    expect(stage.router.currentRoute.value.path).toBe('/')
  })

  it('brings back what lasts and marks what has changed since', async () => {
    const last = entry(VISIT, 'visit', { resident: RESIDENT, at: long(20), method: '2', result: '1', health_state: '2', 'needs.meal': true }, { touchedMs: long(20) })
    stage = await onStage(`/fill/visit?resident=${RESIDENT}&full=1`, new FormNotebook([...people(), last], declared))
    await stage.tap('同上次')
    expect(written('visit')).toMatchObject({ health_state: '2', 'needs.meal': true })
    const row = document.querySelector('[data-path="health_state"]')!
    expect(row.classList.contains('changed')).toBe(false)
    ;[...row.querySelectorAll('button')].find((one) => one.textContent?.trim() === '较差')!.click()
    await settle()
    expect(row.classList.contains('changed')).toBe(true)
    expect(row.textContent).toContain('上次：一般')
  })

  it('says whom to call when a doctor is needed now', async () => {
    stage = await onStage(`/fill/visit?resident=${RESIDENT}`)
    await stage.tap('身心状况')
    await stage.tap('急需就医')
    const links = [...document.querySelectorAll('a[href^="tel:"]')].map((one) => one.getAttribute('href'))
    expect(links).toEqual(['tel:120', 'tel:05373412345', 'tel:13900000001'])
  })

  it('asks what its programme wants looked at, and keeps the words it asked in', async () => {
    const programmes = { SANSAN: { programme: 'SANSAN', version: 3, checklist: [{ zh: '燃气关了吗', en: 'Gas off?' }, { zh: '门锁好吗', en: 'Lock?' }] } }
    stage = await onStage(`/fill/visit?resident=${RESIDENT}&program=SANSAN`, new FormNotebook(people(), { ...declared, programmes }))
    await stage.tap('见到本人')
    const [item] = [...document.querySelectorAll('.list .item')]
    ;[...item!.querySelectorAll('button')].find((one) => one.textContent?.trim() === '有问题')!.click()
    await settle()
    expect(written('visit')).toMatchObject({ 'item.c01.question': '燃气关了吗', 'item.c01.answer': '2', checklist: 'SANSAN@3' })
    expect(stage.text()).toContain('已答 1/2')
  })

  it('asks whether its task is done', async () => {
    const task = entry('55555555-5555-4555-8555-555555555555', 'task', { title: '三天未开窗帘', status: 'open', resident: RESIDENT, type: 'window' })
    stage = await onStage(`/fill/visit?resident=${RESIDENT}&task=${task.document}`, new FormNotebook([...people(), task], declared))
    await stage.tap('一切正常')
    await stage.tap('完成')
    expect(stage.text()).toContain('三天未开窗帘')
    const yes = [...document.querySelectorAll<HTMLElement>('.ask .yes')].at(-1)!
    yes.click()
    await settle()
    expect(written('task')).toMatchObject({ status: 'done', done_with: stage.notebook.ofKind('visit')[0]!.document })
    expect(written('visit').task).toBe(task.document)
  })
})

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
    const last = entry('44444444-4444-4444-8444-444444444444', 'htn_follow_up', { resident: RESIDENT, at: long(30), 'vitals.sbp': 168 }, { touchedMs: long(30) })
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

describe('a full disk', () => {
  it('is said loudly, loses nothing, and is tried again', async () => {
    stage = await onStage(`/fill/visit?resident=${RESIDENT}`)
    stage.notebook.broken = 'storage.full'
    await stage.tap('见到本人')
    expect(stage.text()).toContain('平板存储已满')
    expect(stage.text()).toContain('没存上')
    await stage.tap('完成')
    expect(stage.router.currentRoute.value.name).toBe('fill')
    const leaving = stage.router.push('/')
    await settle()
    expect(stage.text()).toContain('还没有存上的内容，离开就没有了')
    await stage.tap('留在这里')
    await leaving
    expect(stage.router.currentRoute.value.name).toBe('fill')
    stage.notebook.broken = undefined
    await stage.tap('重试')
    expect(stage.text()).not.toContain('平板存储已满')
    expect(written('visit')).toMatchObject({ result: '1' })
  })
})

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

describe('a resident', () => {
  it('who is new is first looked for', async () => {
    stage = await onStage('/fill/resident?household=22222222-2222-4222-8222-222222222222')
    expect(stage.router.currentRoute.value.name).toBe('new_resident')
    expect(stage.router.currentRoute.value.query).toEqual({ household: '22222222-2222-4222-8222-222222222222' })
  })

  it('whose number comes later gets birth and sex from it', async () => {
    const file = entry(RESIDENT, 'resident', { name: '赵玉兰', status: 'in', id_missing_reason: '2' })
    stage = await onStage(`/fill/resident/${RESIDENT}`, new FormNotebook([file], declared))
    await stage.type('id_number', '370882480530236')
    stage.box('id_number').blur()
    await settle()
    expect(written('resident')).toMatchObject({ birth_date: '1948-05-30', sex: '2' })
    expect(written('resident').id_number).toMatch(/^37088219480530236[0-9X]$/)
    expect(written('resident')).not.toHaveProperty('id_missing_reason')
  })
})

describe('every form there is', () => {
  it.each(Object.keys(declared.kinds))('%s is drawn, with a name on everything that can be tapped or typed in', async (kind) => {
    stage = await onStage(kind === 'resident' ? `/fill/resident/${RESIDENT}` : `/fill/${kind}?resident=${RESIDENT}&full=1`)
    expect(document.querySelectorAll('[data-path]').length).toBeGreaterThan(0)
    const nameless = [...document.querySelectorAll<HTMLElement>('button, input, textarea, [role="group"]')].filter((one) => {
      const by = one.getAttribute('aria-labelledby')
      const name = one.getAttribute('aria-label') ?? (by ? document.getElementById(by)?.textContent : one.textContent)
      return !name?.trim()
    })
    expect(nameless.map((one) => one.outerHTML)).toEqual([])
  })
})

describe('a record that is there', () => {
  const rivals = (path: string, one: string, other: string) => ({
    [path]: [
      { value: one, author: COLLEAGUE, atMs: 1_795_000_000_000, change: 'a'.repeat(64) },
      { value: other, author: '0f1e2d3c-0000-4000-8000-00000000000a', atMs: 1_795_000_100_000, change: 'b'.repeat(64) },
    ],
  })

  it('shows both sides of a dispute, and takes one more change', async () => {
    const disputed = entry(VISIT, 'visit', { resident: RESIDENT, at: long(2), method: '1', result: '1', absence_reason: '住院' }, { disputed: ['absence_reason'] })
    const notebook = new FormNotebook([...people(), disputed], declared)
    notebook.rivals.set(VISIT, rivals('absence_reason', '住院', '去子女家'))
    stage = await onStage(`/record/${VISIT}`, notebook)
    expect(stage.text()).toContain('1 项两人写得不一样')
    expect(stage.text()).toContain('住院刘强')
    ;[...document.querySelectorAll<HTMLElement>('.dispute button')][1]!.click()
    await settle()
    expect(written('visit').absence_reason).toBe('去子女家')
  })

  it('that stands by what is shown is written anew, for else nothing would be', async () => {
    const disputed = entry(VISIT, 'visit', { resident: RESIDENT, at: long(2), absence_reason: '住院' }, { disputed: ['absence_reason'] })
    const notebook = new FormNotebook([...people(), disputed], declared)
    notebook.rivals.set(VISIT, rivals('absence_reason', '住院', '去子女家'))
    stage = await onStage(`/record/${VISIT}`, notebook)
    ;[...document.querySelectorAll<HTMLElement>('.dispute button')][0]!.click()
    await settle()
    expect(notebook.changes.map((one) => one.answers)).toEqual([{ absence_reason: null }, { absence_reason: '住院' }])
  })

  it('that was sent back shows why, and takes an answer without touching the record', async () => {
    const sent = entry(VISIT, 'visit', { resident: RESIDENT, at: long(2), 'review.state': 'returned', 'review.comment': '请补充备注' })
    stage = await onStage(`/record/${VISIT}`, new FormNotebook([...people(), sent], declared))
    expect(stage.text()).toContain('中心审核：退回补充')
    expect(stage.text()).toContain('请补充备注')
    const box = document.getElementById('review-answer') as HTMLTextAreaElement
    box.focus()
    box.value = '已补充'
    box.dispatchEvent(new Event('input', { bubbles: true }))
    box.blur()
    await settle()
    expect(stage.notebook.notes.get(VISIT)).toEqual({ 'review.answer': '已补充' })
  })

  it('that the centre refused says why, and can be handed in again', async () => {
    const refused = entry(VISIT, 'visit', { resident: RESIDENT, at: long(2) }, { mark: 'refused', refused: { code: 'grid.not_yours', hint: '这个网格不归这台平板' } })
    stage = await onStage(`/record/${VISIT}`, new FormNotebook([...people(), refused], declared))
    expect(stage.text()).toContain('这个网格不归这台平板')
    await stage.tap('再交一次')
    expect(stage.notebook.asked).toEqual([`again ${VISIT}`])
  })

  it('tells who wrote what', async () => {
    const there = entry(VISIT, 'visit', { resident: RESIDENT, at: long(2), method: '1', 'needs.meal': true, 'needs.bath': true }, { touchedMs: long(2) })
    stage = await onStage(`/record/${VISIT}`, new FormNotebook([...people(), there], declared))
    expect(stage.text()).toContain('助餐、助浴')
    await stage.tap('谁写的')
    expect(stage.text()).toContain('王芳 · ')
  })
})

describe('a task', () => {
  it('is ticked off paper by paper, and ended', async () => {
    const task = entry('55555555-5555-4555-8555-555555555555', 'task', {
      title: '代办高龄津贴', status: 'open', resident: RESIDENT, type: 'errand', at: long(3), 'material.m01.name': '身份证', 'material.m02.name': '户口簿',
    })
    stage = await onStage(`/fill/task/${task.document}`, new FormNotebook([...people(), task], declared))
    await stage.tap('户口簿')
    expect(stage.text()).toContain('材料 1/2')
    await stage.tap('✓ 办结了')
    expect(written('task')).toMatchObject({ 'material.m02.ready': true, status: 'done', done_by: stage.notebook.profile.person.id })
  })
})
