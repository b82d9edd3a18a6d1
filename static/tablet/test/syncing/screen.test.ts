// @vitest-environment happy-dom
// 同步: two marks that are not to be mixed up, a proof in words, and nothing that fails in silence.

import { afterEach, describe, expect, test, vi } from 'vitest'
import { entry } from '../ground/entries.ts'
import { show, settled, type Shown } from '../ground/screens.ts'
import { daysAgo, street } from '../ground/street.ts'
import '../../src/syncing/Sync.vue'

let shown: Shown
afterEach(() => shown.wrapper.unmount())

const own = (id: string, more: object = {}) => entry(id, 'visit', { resident: 'zhang', at: daysAgo(0), result: '1' }, { mine: true, mark: 'here', ...more })
const atToday = (clock: string) => Date.parse(`${new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)}T${clock}:00+08:00`)

describe('the two marks', () => {
  test('say how many are on this tablet only, and how many are safe at the centre', async () => {
    shown = await show('/sync', [...street(), own('n1'), own('n2')])
    expect(document.querySelector('.here')!.textContent).toMatch(/○\s*2\s*已存本机/)
    expect(document.querySelector('.safe')!.textContent).toMatch(/✓\s*11\s*中心已收到/)
    shown.notebook.allSafe()
    await settled()
    expect(document.querySelector('.here')!.textContent).toMatch(/0/)
    expect(document.querySelector('.safe')!.textContent).toMatch(/13/)
  })

  test('photos that wait are counted for themselves', async () => {
    shown = await show('/sync', street())
    shown.notebook.sync.unsentAttachments = 3
    await settled()
    expect(shown.text()).toContain('另有 3 个照片或签名等着传')
  })
})

describe('the proof', () => {
  test('is said in words, with the hour; what was written since is counted', async () => {
    shown = await show('/sync', [...street(), own('n1')])
    expect(shown.text()).toContain('还没有和中心核对过')
    shown.notebook.sync.agreed = { atMs: atToday('14:32'), now: true }
    await settled()
    expect(shown.text()).toContain('与中心核对一致 14:32')
    expect(shown.text()).toContain('之后又写的 1 条还没交')
    shown.notebook.sync.agreed = { atMs: Date.parse('2026-01-05T09:00:00+08:00'), now: false }
    await settled()
    expect(shown.text()).toContain('与中心还没核对一致')
    expect(shown.text()).toContain('2026-01-05 09:00')
  })
})

describe('while it is checked again', () => {
  test('nothing is said to be at the centre that may not be there', async () => {
    shown = await show('/sync', street())
    shown.notebook.sync.agreed = { atMs: atToday('14:32'), now: true }
    await settled()
    expect(shown.text()).toContain('平板上的记录中心都有')
    shown.notebook.sync.running = true
    await settled()
    expect(shown.text()).not.toContain('平板上的记录中心都有')
    expect(shown.text()).toContain('正在与中心重新核对')
    expect(shown.text()).toContain('上次一致：14:32')
    shown.notebook.sync.running = false
    await settled()
    expect(shown.text()).toContain('平板上的记录中心都有')
  })
})

describe('a run', () => {
  test('begins with the big button, and tells how far it is', async () => {
    shown = await show('/sync', [...street(), own('n1')])
    await shown.press('现在同步')
    expect(shown.notebook.asked).toEqual(['sync'])
    shown.notebook.sync.running = true
    shown.notebook.sync.progress = { sent: 40, toSend: 120, collected: 7 }
    await settled()
    expect(shown.text()).toContain('已交 40 / 120，收到 7')
  })

  test.each([
    ['offline', '现在连不上中心', '有网会自己再交'],
    ['busy', '中心正忙', '会自己再交'],
    ['full', '中心的磁盘满了', '没有丢'],
    ['fault', '中心出了点问题', '没有丢'],
    ['storage', '平板存不下了', '不要关掉'],
    ['revoked', '这台平板已被停用', '请找社区负责人'],
  ] as const)('that met %s says so calmly, and what to do', async (trouble, what, then) => {
    shown = await show('/sync', street())
    shown.notebook.sync.trouble = trouble
    await settled()
    expect(document.querySelector('[role="alert"]')!.textContent).toContain(what)
    expect(document.querySelector('[role="alert"]')!.textContent).toContain(then)
  })

  test('what the centre wants known is said in a worker’s words, and what nobody has words for is named', async () => {
    shown = await show('/sync', street())
    shown.notebook.sync.problems = [{ code: 'clock.skewed' }, { code: 'moon.full', hint: 'The moon is full' }]
    await settled()
    expect(shown.text()).toContain('平板的时间不准')
    expect(shown.text()).toContain('The moon is full（moon.full）')
  })

  test('what is stuck or cannot be read is counted', async () => {
    shown = await show('/sync', street())
    Object.assign(shown.notebook.sync, { stuck: ['v1'], unreadable: ['x', 'y'] })
    await settled()
    expect(shown.text()).toContain('有 1 份中心拼不完整')
    expect(shown.text()).toContain('收到 2 份平板读不了的')
  })
})

describe('what was refused', () => {
  test('is shown with the reason, is still here, and is handed in again when a person says so', async () => {
    shown = await show('/sync', [...street(), own('r1', { mark: 'refused', refused: { code: 'grid.not_yours', hint: '' } })])
    expect(shown.text()).toContain('中心没有收的 1 份')
    expect(shown.text()).toContain('张桂兰 探访记录')
    expect(shown.text()).toContain('您已不负责的网格')
    await shown.press('再交一次')
    expect(shown.notebook.asked).toEqual(['again r1'])
  })
})

describe('without a network for days', () => {
  test('everything unsent goes into one file', async () => {
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
    shown = await show('/sync', [...street(), own('n1')])
    await shown.press('导出未交的 1 条')
    expect(clicked).toHaveBeenCalledOnce()
    expect(shown.text()).toContain('已存成 mulin.bundle')
    clicked.mockRestore()
  })

  test('with nothing unsent there is nothing to export', async () => {
    shown = await show('/sync', street())
    expect(shown.find('都交了，不用导出').hasAttribute('disabled')).toBe(true)
  })
})
