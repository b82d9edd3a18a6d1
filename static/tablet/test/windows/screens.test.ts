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
  test('says that something is unusual: on disk at once, with an urgent task for whoever lives there', async () => {
    shown = await show(BUILDING, street())
    await hold('101')
    expect(tasks()).toHaveLength(1)
    expect(tasks()[0]!.values).toMatchObject({
      type: 'window', priority: 'urgent', household: 'h101', resident: 'zhang', due_on: '2026-11-26', status: 'open', about: looks()[0]!.document,
    })
    expect(looks()[0]!.values).toMatchObject({ 'window.h101.state': '2', 'window.h101.task': tasks()[0]!.document })
  })

  test('is never at the centre without its task: no write says unusual and names none', async () => {
    shown = await show(BUILDING, street())
    await hold('101')
    const unusual = shown.notebook.written.filter(({ answers }) => answers['window.h101.state'] === '2')
    expect(unusual).toHaveLength(1)
    expect(unusual[0]!.answers['window.h101.task']).toBe(tasks()[0]!.document)
  })

  test('twice is one task', async () => {
    shown = await show(BUILDING, street())
    await hold('101')
    await hold('101')
    expect(tasks()).toHaveLength(1)
    expect(looks()).toHaveLength(1)
  })

  test('can be taken back for a few seconds: the task is ended as a slip, the window as if nobody had looked', async () => {
    shown = await show(BUILDING, street())
    await hold('101')
    await shown.press('点错了')
    expect(tasks()[0]!.values.status).toBe('cancelled')
    expect(shown.notebook.notes.get(tasks()[0]!.document)).toEqual({ cancel_reason: '点错了' })
    expect(Object.keys(looks()[0]!.values).filter((path) => path.startsWith('window.'))).toEqual([])
    await hold('101')
    expect(tasks().filter((one) => one.values.status === 'open')).toHaveLength(1)
  })

  test('that is put right by a tap at once leaves no open task; after that the task is somebody’s to see to', async () => {
    shown = await show(BUILDING, street())
    await hold('101')
    await tap('101')
    expect(tasks()[0]!.values.status).toBe('cancelled')
    expect(looks()[0]!.values['window.h101.state']).toBe('1')
    await hold('201')
    await vi.advanceTimersByTimeAsync(UNDO_MS)
    await settled()
    expect(shown.text()).not.toContain('点错了')
    await tap('201')
    expect(tasks()[1]!.values.status).toBe('open')
  })

  test('an app that died between the task and the window goes on with that task', async () => {
    const notebook = new MemoryNotebook(street(), declared)
    const look = await notebook.begin('window_check', 'g1', {
      'address.estate': '睦邻苑', 'address.building': '3', round: 'morning', worker: notebook.profile.person.id, at: Date.now() - 60_000,
    })
    const task = await notebook.begin('task', 'g1', { type: 'window', household: 'h201', about: look, status: 'open' })
    shown = await show(BUILDING, notebook)
    await hold('201')
    expect(tasks()).toHaveLength(1)
    expect(looks()[0]!.values['window.h201.task']).toBe(task)
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
