// @vitest-environment happy-dom
// 看窗: a worker stands below a building.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { declared } from '../ground/declared.ts'
import { MemoryNotebook } from '../ground/memory_notebook.ts'
import { show, settled, type Shown } from '../ground/screens.ts'
import { street } from '../ground/street.ts'
import { LONG_MS } from '../../src/windows/long_press.ts'
import { UNDO_MS } from '../../src/windows/looking.ts'
import '../../src/windows/Buildings.vue'
import '../../src/windows/BuildingLook.vue'

const BUILDING = `/windows/${encodeURIComponent('睦邻苑\u001f3')}`
let shown: Shown
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true, now: Date.parse('2026-11-26T08:00:00+08:00') }))
afterEach(() => {
  shown.wrapper.unmount()
  vi.useRealTimers()
})

const looks = () => shown.notebook.ofKind('window_check')
const tasks = () => shown.notebook.ofKind('task')
const pane = (room: string) => document.querySelector<HTMLElement>(`button.pane[aria-label^="${room}"]`)!

async function hold(room: string): Promise<void> {
  pane(room).dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, button: 0 }))
  await vi.advanceTimersByTimeAsync(LONG_MS)
  pane(room).dispatchEvent(new PointerEvent('pointerup', { bubbles: true }))
  pane(room).click()
  await settled()
}
async function tap(room: string): Promise<void> {
  pane(room).click()
  await settled()
}

describe('a building', () => {
  test('is listed where somebody agreed, with how far the round is', async () => {
    shown = await show('/windows', street())
    expect(shown.text()).toContain('睦邻苑 3号楼已看 0 / 2 扇')
    expect(shown.text()).toContain('早上：看窗帘拉开没有')
    expect(shown.text()).not.toContain('12号楼')
  })

  test('has a button for each agreed window, and none for the others', async () => {
    shown = await show(BUILDING, street())
    expect([...document.querySelectorAll('button.pane')].map((one) => one.getAttribute('aria-label'))).toEqual(['201，还没看', '101，还没看'])
    expect(document.querySelector('.blind')!.textContent).toBe('202')
  })
})

describe('a tap', () => {
  test('says that all is as agreed; one look is one document, however many windows', async () => {
    shown = await show(BUILDING, street())
    await tap('101')
    await tap('201')
    await tap('201')
    expect(looks()).toHaveLength(1)
    expect(looks()[0]!.values).toMatchObject({
      'address.estate': '睦邻苑', 'address.building': '3', round: 'morning', worker: shown.notebook.profile.person.id,
      'window.h101.household': 'h101', 'window.h101.state': '1', 'window.h201.state': '1',
    })
    expect(shown.text()).toContain('已看 2 / 2 扇')
    expect(tasks()).toEqual([])
  })

  test('two taps before the first is written are still one look', async () => {
    shown = await show(BUILDING, street())
    pane('101').click()
    pane('201').click()
    await settled()
    expect(looks()).toHaveLength(1)
    expect(looks()[0]!.values).toMatchObject({ 'window.h101.state': '1', 'window.h201.state': '1' })
  })

  test('what was seen is shown after a restart, and the look goes on', async () => {
    shown = await show(BUILDING, street())
    await tap('101')
    const { notebook } = shown
    shown.wrapper.unmount()
    shown = await show(BUILDING, notebook)
    expect(pane('101').getAttribute('aria-label')).toBe('101，正常')
    await tap('201')
    expect(looks()).toHaveLength(1)
  })

  test('that the disk did not take is said', async () => {
    shown = await show(BUILDING, street())
    shown.notebook.begin = () => Promise.reject(new Error('storage'))
    await tap('101')
    expect(shown.text()).toContain('没有存上')
    expect(pane('101').getAttribute('aria-label')).toBe('101，还没看')
  })
})

describe('a long press', () => {
  test('says that something is unusual: on disk at once, and an urgent task for whoever lives there', async () => {
    shown = await show(BUILDING, street())
    await hold('101')
    expect(looks()[0]!.values['window.h101.state']).toBe('2')
    expect(tasks()).toEqual([])
    await vi.advanceTimersByTimeAsync(UNDO_MS)
    await settled()
    expect(tasks()).toHaveLength(1)
    expect(tasks()[0]!.values).toMatchObject({ type: 'window', priority: 'urgent', household: 'h101', resident: 'zhang', due_on: '2026-11-26', status: 'open' })
    expect(looks()[0]!.values['window.h101.task']).toBe(tasks()[0]!.document)
  })

  test('can be taken back for a few seconds, and then there is no task', async () => {
    shown = await show(BUILDING, street())
    await hold('101')
    await shown.press('点错了')
    await vi.advanceTimersByTimeAsync(2 * UNDO_MS)
    await settled()
    expect(tasks()).toEqual([])
    expect(Object.keys(looks()[0]!.values).filter((path) => path.startsWith('window.'))).toEqual([])
  })

  test('whoever leaves at once leaves a task behind', async () => {
    shown = await show(BUILDING, street())
    await hold('101')
    await shown.go('/windows')
    await settled()
    expect(tasks()).toHaveLength(1)
  })

  test('an app that died before the task was made makes it when the building is looked at again', async () => {
    const notebook = new MemoryNotebook(street(), declared)
    await notebook.begin('window_check', 'g1', {
      'address.estate': '睦邻苑', 'address.building': '3', round: 'morning', worker: notebook.profile.person.id, at: Date.now() - 60_000,
      'window.h201.household': 'h201', 'window.h201.state': '2',
    })
    shown = await show(BUILDING, notebook)
    expect(tasks()).toHaveLength(1)
    await shown.go('/windows')
    await shown.go(BUILDING)
    expect(tasks()).toHaveLength(1)
  })

  test('what is wrong can be said', async () => {
    shown = await show(BUILDING, street())
    await hold('101')
    await shown.press('哪里不对')
    await shown.press('该开没开')
    expect(looks()[0]!.values['window.h101.sign']).toBe('curtain_closed')
  })
})

describe('with keys', () => {
  test('what is chosen below holds for the next window, and then it is “as agreed” again', async () => {
    shown = await show(BUILDING, street())
    await shown.press('看不清')
    await tap('101')
    await tap('201')
    expect(looks()[0]!.values).toMatchObject({ 'window.h101.state': '3', 'window.h201.state': '1' })
  })

  test('Shift and Enter is the long press of a keyboard', async () => {
    shown = await show(BUILDING, street())
    pane('101').dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: true }))
    await settled()
    expect(looks()[0]!.values['window.h101.state']).toBe('2')
  })
})

describe('what is agreed', () => {
  test('is said home by home, and makes a window of it', async () => {
    shown = await show(BUILDING, street())
    await shown.press('约定')
    await shown.press('202 约好看窗')
    expect(shown.notebook.entries.get('h202')!.values['curtain.watch']).toBe(true)
    await shown.press('约定好了')
    expect(pane('202')).not.toBeNull()
  })
})
