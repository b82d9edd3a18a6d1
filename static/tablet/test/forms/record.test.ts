// @vitest-environment happy-dom
// A record to be read: disputes, reviews, refusals, and who wrote what.

import { afterEach, describe, expect, it } from 'vitest'

import { entry } from '../ground/entries.ts'
import { declared } from './declared.ts'
import { FormNotebook } from './form_notebook.ts'
import { COLLEAGUE, RESIDENT, VISIT, daysAgo, lastOf, onStage, people, settle, type Stage } from './on_stage.ts'

let stage: Stage
afterEach(() => stage.wrapper.unmount())

const written = (kind: string) => lastOf(stage, kind)

describe('a record that is there', () => {
  const rivals = (path: string, one: string, other: string) => ({
    [path]: [
      { value: one, author: COLLEAGUE, atMs: 1_795_000_000_000, change: 'a'.repeat(64) },
      { value: other, author: '0f1e2d3c-0000-4000-8000-00000000000a', atMs: 1_795_000_100_000, change: 'b'.repeat(64) },
    ],
  })

  it('shows both sides of a dispute, and takes one more change', async () => {
    const disputed = entry(VISIT, 'visit', { resident: RESIDENT, at: daysAgo(2), method: '1', result: '1', absence_reason: '住院' }, { disputed: ['absence_reason'] })
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
    const disputed = entry(VISIT, 'visit', { resident: RESIDENT, at: daysAgo(2), absence_reason: '住院' }, { disputed: ['absence_reason'] })
    const notebook = new FormNotebook([...people(), disputed], declared)
    notebook.rivals.set(VISIT, rivals('absence_reason', '住院', '去子女家'))
    stage = await onStage(`/record/${VISIT}`, notebook)
    ;[...document.querySelectorAll<HTMLElement>('.dispute button')][0]!.click()
    await settle()
    expect(notebook.changes.map((one) => one.answers)).toEqual([{ absence_reason: null }, { absence_reason: '住院' }])
  })

  it('that was sent back shows why, and takes an answer without touching the record', async () => {
    const sent = entry(VISIT, 'visit', { resident: RESIDENT, at: daysAgo(2), 'review.state': 'returned', 'review.comment': '请补充备注' })
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
    const refused = entry(VISIT, 'visit', { resident: RESIDENT, at: daysAgo(2) }, { mark: 'refused', refused: { code: 'grid.not_yours', hint: '这个网格不归这台平板' } })
    stage = await onStage(`/record/${VISIT}`, new FormNotebook([...people(), refused], declared))
    expect(stage.text()).toContain('这份属于您已不负责的网格')
    await stage.tap('再交一次')
    expect(stage.notebook.asked).toEqual([`again ${VISIT}`])
  })

  it('that was filled in with an earlier form says so, and hides nothing that the form of today does not know', async () => {
    const old = { resident: RESIDENT, at: daysAgo(2), method: '1', 'x_old.balcony': '有杂物' }
    const there = { ...entry(VISIT, 'visit', old), kindVersion: declared.kinds.visit!.version + 1 }
    stage = await onStage(`/record/${VISIT}`, new FormNotebook([...people(), there], declared))
    expect(stage.text()).toContain(`用这种表的第 ${there.kindVersion} 版填的`)
    expect(document.querySelector('[aria-label="现在的表里没有的内容"]')?.textContent).toContain('有杂物')
  })

  it('shows whole numbers of people to nobody who has not asked for them', async () => {
    stage = await onStage(`/record/${RESIDENT}`)
    expect(stage.text()).toContain('370882********234X')
    expect(stage.text()).not.toMatch(/37088219410307234X|13900000001/)
    await stage.tap('370882********234X')
    expect(stage.text()).toContain('37088219410307234X')
  })

  it('tells who wrote what', async () => {
    const there = entry(VISIT, 'visit', { resident: RESIDENT, at: daysAgo(2), method: '1', 'needs.meal': true, 'needs.bath': true }, { touchedMs: daysAgo(2) })
    stage = await onStage(`/record/${VISIT}`, new FormNotebook([...people(), there], declared))
    expect(stage.text()).toContain('助餐、助浴')
    await stage.tap('谁写的')
    expect(stage.text()).toContain('王芳 · ')
  })
})
