// @vitest-environment happy-dom
// Tasks and errands: papers brought together one by one, and an end to it.

import { afterEach, describe, expect, test } from 'vitest'
import { declared } from '../ground/declared.ts'
import { MemoryNotebook } from '../ground/memory_notebook.ts'
import { show, settled, type Shown } from '../ground/screens.ts'
import { street, task } from '../ground/street.ts'
import { textOf } from '../../src/residents/entry_groups.ts'
import '../../src/tasks/NewErrand.vue'
import '../../src/tasks/Task.vue'
import '../../src/tasks/Tasks.vue'

let shown: Shown
afterEach(() => shown.wrapper.unmount())

const values = () => shown.notebook.entries.get('t1')!.values
async function fill(selector: string, text: string): Promise<void> {
  const box = document.querySelector<HTMLInputElement>(selector)!
  box.value = text
  box.dispatchEvent(new Event('input', { bubbles: true }))
  await settled()
}

describe('one task', () => {
  test('says what, why, by when and for whom', async () => {
    const notebook = new MemoryNotebook([...street(), task('t1', {})], declared)
    notebook.notes.set('t1', { why: '2026-10-01 满80周岁' })
    shown = await show('/tasks/t1', notebook)
    for (const said of ['张桂兰 满80周岁，上门代办高龄津贴', '2026-10-01 满80周岁', textOf(values(), 'due_on'), '睦邻苑 3号楼 1单元101', '已备 0 / 2']) {
      expect(shown.text()).toContain(said)
    }
  })

  test('its papers are ticked one by one, each a change of its own, and can be unticked', async () => {
    shown = await show('/tasks/t1', [...street(), task('t1', {})])
    await shown.press('身份证')
    expect(shown.notebook.written).toEqual([{ document: 't1', answers: { 'material.id_card.ready': true } }])
    expect(shown.text()).toContain('已备 1 / 2')
    await shown.press('身份证')
    expect(values()['material.id_card.ready']).toBe(false)
  })

  test('a paper that was forgotten is added', async () => {
    shown = await show('/tasks/t1', [...street(), task('t1', {})])
    await fill('.more input', '委托书')
    await shown.press('添上')
    expect(shown.text()).toContain('委托书')
    expect(shown.text()).toContain('已备 0 / 3')
  })

  test('is done: by whom and when; what is not ticked is said first, and does not hinder', async () => {
    shown = await show('/tasks/t1', [...street(), task('t1', {})])
    await shown.press('办好了')
    expect(shown.text()).toContain('还有 2 样材料没有打勾')
    await shown.press('记下')
    expect(values()).toMatchObject({ status: 'done', done_by: shown.notebook.profile.person.id })
    expect(values().done_at).toBeTypeOf('number')
    expect(shown.text()).toContain('已办结')
  })

  test('cannot be done: never without a reason', async () => {
    shown = await show('/tasks/t1', [...street(), task('t1', {})])
    await shown.press('办不了')
    expect(shown.find('记下').hasAttribute('disabled')).toBe(true)
    await shown.press('居民不愿意')
    await shown.press('记下')
    expect(values()).toMatchObject({ status: 'cancelled', cancelled_by: shown.notebook.profile.person.id })
    expect(shown.notebook.notes.get('t1')).toEqual({ cancel_reason: '居民不愿意' })
    expect(shown.text()).toContain('居民不愿意')
  })

  test('ended by a slip is opened again at once', async () => {
    shown = await show('/tasks/t1', [...street(), task('t1', {})])
    await shown.press('办好了')
    await shown.press('记下')
    await shown.press('点错了，还没办完')
    expect(values().status).toBe('open')
    expect(values()).not.toHaveProperty('done_by')
  })

  test('that asks for a visit leads to it', async () => {
    shown = await show('/tasks/t1', [...street(), task('t1', { type: 'recheck', title: '张桂兰 复测' })])
    await shown.press('去填健康快检')
    expect(shown.router.currentRoute.value.fullPath).toBe('/fill/health_check?resident=zhang&task=t1')
  })
})

describe('all tasks', () => {
  test('stand on one card for each door, and those that ended apart', async () => {
    shown = await show('/tasks', [...street(), task('t1', {}), task('t2', { title: '张桂兰 今年还没有体检' }), task('t3', { title: '办过的', status: 'done', done_at: Date.now() })])
    expect(document.querySelectorAll('article')).toHaveLength(1)
    expect(shown.find('2 件任务')).toBeDefined()
    await shown.press('已办完')
    expect(shown.text()).toContain('办过的')
    expect(shown.text()).toContain('已办结')
  })
})

describe('a new errand', () => {
  test('begins with the papers that the community knows of', async () => {
    shown = await show('/tasks/new?resident=zhang', street())
    await shown.press('满80周岁，上门代办高龄津贴')
    await shown.press('记下这件事')
    const [made] = shown.notebook.ofKind('task')
    expect(made!.values).toMatchObject({ type: 'errand', title: '张桂兰 满80周岁，上门代办高龄津贴', resident: 'zhang', status: 'open', 'material.m01.name': '身份证' })
    expect(shown.router.currentRoute.value.path).toBe(`/tasks/${made!.document}`)
  })

  test('for somebody who is looked for by name', async () => {
    shown = await show('/tasks/new', street())
    await fill('input', '单田')
    await shown.press('单田芳')
    await fill('input[name="title"]', '换煤气罐')
    await shown.press('记下这件事')
    expect(shown.notebook.ofKind('task')[0]!.values).toMatchObject({ title: '单田芳 换煤气罐', resident: 'shan' })
  })
})
