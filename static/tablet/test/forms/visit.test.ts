// @vitest-environment happy-dom
// A visit at the door: two taps where all is usual, and everything else that can be met there.

import { afterEach, describe, expect, it } from 'vitest'

import { dayOfMs, monthAndDay } from '../../src/care/days.ts'
import { entry } from '../ground/entries.ts'
import { declared } from './declared.ts'
import { FormNotebook } from './form_notebook.ts'
import { RESIDENT, VISIT, daysAgo, lastOf, onStage, people, settle, type Stage } from './on_stage.ts'

let stage: Stage
afterEach(() => stage.wrapper.unmount())

const written = (kind: string) => lastOf(stage, kind)

describe('a finished visit', () => {
  it('says when the next one is due', async () => {
    const sansan = {
      programme: 'SANSAN', version: 1, title: { zh: '三三探访', en: '' }, target: '"alone" in tags', methods: ['home'], frequency: [{ gap_days_max: 31 }],
    }
    stage = await onStage(`/fill/visit?resident=${RESIDENT}`, new FormNotebook(people(), { ...declared, programmes: { SANSAN: sansan } }))
    await stage.tap('一切正常')
    await stage.tap('完成')
    const [month, date] = monthAndDay(dayOfMs(Date.now()) + 31)
    expect(document.querySelector('.van-toast')?.textContent).toContain(`下次探访：${month}月${date}日前`)
    expect(stage.router.currentRoute.value.name).toBe('today')
  })
})

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
    const last = entry(VISIT, 'visit', { resident: RESIDENT, at: daysAgo(20), method: '2', result: '1', health_state: '2', 'needs.meal': true }, { touchedMs: daysAgo(20) })
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
