// @vitest-environment happy-dom
// The list of residents and the page of one of them, in a worker's hands.

import { afterEach, describe, expect, test, vi } from 'vitest'
import { entry } from '../ground/entries.ts'
import { declared } from '../ground/declared.ts'
import { MemoryNotebook } from '../ground/memory_notebook.ts'
import { show, settled, type Shown } from '../ground/screens.ts'
import { daysAgo, street, task } from '../ground/street.ts'
import { dayOfMs, monthAndDay } from '../../src/care/days.ts'
import { looked } from '../../src/residents/looked_for.ts'
import { noFilters } from '../../src/residents/filters.ts'
import '../../src/residents/Residents.vue'
import '../../src/residents/Resident.vue'

// What is drawn on a canvas is looked at in a real browser.
vi.mock('uplot', () => ({ default: class { destroy() {} setSize() {} } }))

let shown: Shown
afterEach(() => {
  shown.wrapper.unmount()
  Object.assign(looked, { text: '', filters: noFilters() })
})

const people = () => [...document.querySelectorAll('.person strong')].map((one) => one.textContent)

async function type(text: string): Promise<void> {
  const box = document.querySelector<HTMLInputElement>('input[type="search"]')!
  box.value = text
  box.dispatchEvent(new Event('input', { bubbles: true }))
  await settled()
}

describe('when somebody is to be visited next', () => {
  test('follows from the programme and the last visit, and says when it is past', async () => {
    shown = await show('/residents/zhang', street())
    expect(shown.text()).toMatch(/还要再去：\d+月\d+日前应访到/)
    shown.wrapper.unmount()
    const visited = entry('v3', 'visit', { resident: 'zhang', at: daysAgo(0), method: '1', result: '1' }, { touchedMs: Date.now(), mine: true })
    const [month, date] = monthAndDay(dayOfMs(daysAgo(-31)))
    shown = await show('/residents/zhang', [...street(), visited])
    expect(shown.text()).toContain(`下次探访：${month}月${date}日前`)
    shown.wrapper.unmount()
    shown = await show('/residents/meng', street())
    expect(shown.text()).not.toContain('下次探访')
  })
})

describe('the list', () => {
  test('is in the order of doors under the names of the buildings, without who moved away', async () => {
    shown = await show('/residents', street())
    expect(people()).toEqual(['张桂兰', '孟建华', '单田芳'])
    expect([...document.querySelectorAll('h2')].map((one) => one.textContent)).toEqual(['睦邻苑 3号楼', '睦邻苑 12号楼'])
  })

  test('somebody is found by initials, by door, by the last digits; and who moved away by name', async () => {
    shown = await show('/residents', street())
    await vi.waitFor(async () => {
      await type('zgl')
      expect(people()).toEqual(['张桂兰'])
    })
    await type('stf')
    expect(people()).toEqual(['单田芳'])
    await type('12-2-501')
    expect(people()).toEqual(['单田芳'])
    await type('8000')
    expect(people()).toEqual(['张桂兰'])
    expect(shown.text()).toContain('138****8000')
    await type('赵已迁')
    expect(shown.text()).toContain('迁出')
    await type('没有这人')
    expect(shown.text()).toContain('没有找到')
    expect(shown.find('新建居民')).toBeDefined()
  })

  test('filters leave who fits all of them, and can be cleared', async () => {
    shown = await show('/residents', [...street(), entry('cl', 'care_level', { resident: 'shan', level: 'red', at: daysAgo(5), reason: '独居' })])
    await shown.press('筛选')
    await shown.press('独居')
    expect(people()).toEqual(['张桂兰', '单田芳'])
    await shown.press('红')
    expect(people()).toEqual(['单田芳'])
    await shown.press('80岁以上')
    expect(people()).toEqual([])
    await shown.press('清除筛选')
    expect(people()).toHaveLength(3)
    await shown.press('到期')
    expect(people()).toEqual(['张桂兰', '单田芳'])
  })

  test('back from somebody’s page is back to what was looked for', async () => {
    shown = await show('/residents', street())
    await type('单')
    await shown.go('/residents/shan')
    await shown.go('/residents')
    expect(people()).toEqual(['单田芳'])
  })
})

describe('the page of one', () => {
  test('tells at the door what has to be known, and why somebody came', async () => {
    const notebook = new MemoryNotebook(
      [...street(), task('t1', {}), entry('cl', 'care_level', { resident: 'zhang', level: 'red', at: Date.parse('2026-10-01T09:00:00+08:00'), reason: '80岁以上独居' }, { touchedMs: daysAgo(1) })],
      declared,
    )
    notebook.notes.set('zhang', { neighbour_note: '耳背，敲门要久一点' })
    shown = await show('/residents/zhang', notebook)
    const text = shown.text()
    for (const said of ['张桂兰', '82岁', '睦邻苑 3号楼 1单元101', '红', '2026-10-01 80岁以上独居', '独居', '邻里备忘 耳背，敲门要久一点', '高压上次 168/96', '满80周岁']) {
      expect(text).toContain(said)
    }
  })

  test('calls from the emergency card without a network', async () => {
    shown = await show('/residents/zhang', street())
    const calls = [...document.querySelectorAll<HTMLAnchorElement>('.calls a')].map((one) => one.getAttribute('href'))
    expect(calls).toEqual(['tel:13900007788', 'tel:05373412345', 'tel:120'])
    expect(shown.text()).toContain('高血压')
  })

  test('shows numbers only when they are asked for', async () => {
    shown = await show('/residents/zhang', street())
    expect(shown.text()).not.toContain('370822194410010003')
    expect(shown.text()).not.toContain('13800138000')
    await shown.press('370822********0003')
    expect(shown.text()).toContain('370822194410010003')
    await shown.press('370822194410010003')
    expect(shown.text()).not.toContain('370822194410010003')
  })

  test('leads to every form about them, first to those of what they have', async () => {
    shown = await show('/residents/zhang', street())
    await shown.press('随访')
    expect(shown.router.currentRoute.value.fullPath).toBe('/fill/htn_follow_up?resident=zhang')
    await shown.go('/residents/shan')
    await shown.press('随访')
    await shown.press('糖尿病随访')
    expect(shown.router.currentRoute.value.fullPath).toBe('/fill/t2dm_follow_up?resident=shan')
  })

  test('says of each purpose whether it was allowed', async () => {
    const consent = entry('k', 'consent', { resident: 'zhang', purpose: 'photo', legal_basis: 'consent', answer: 'refused', at: daysAgo(9) })
    shown = await show('/residents/zhang', [...street(), consent])
    expect(shown.find('拍照').textContent).toContain('不同意')
    expect(shown.find('健康快检? 还没问').getAttribute('href')).toBe('/fill/consent?resident=zhang&purpose=health_check')
  })

  test('tells the pressure in words, and shows it to the elder', async () => {
    const later = entry('c2', 'health_check', { resident: 'zhang', at: daysAgo(2), 'vitals.sbp': 148, 'vitals.dbp': 88 }, { touchedMs: daysAgo(2) })
    shown = await show('/residents/zhang', [...street(), later])
    expect(shown.text()).toContain('这 2 次')
    expect(shown.text()).toContain('比上次低了')
    await shown.press('给老人看')
    expect(shown.text()).toContain('您这 2 次的高压')
  })

  test('names who may be the same person', async () => {
    shown = await show('/residents/zhang', [...street(), entry('twin', 'resident', { name: '张桂兰', birth_date: '1944-10-01', status: 'in' })])
    expect(shown.text()).toContain('可能是同一个人')
  })

  test('of somebody who is not here any more says so', async () => {
    shown = await show('/residents/nobody', street())
    expect(shown.text()).toContain('平板上没有这位居民')
  })
})

describe('somebody new', () => {
  async function fill(place: number, text: string): Promise<void> {
    const box = document.querySelectorAll<HTMLInputElement>('form input')[place]!
    box.value = text
    box.dispatchEvent(new Event('input', { bubbles: true }))
    await settled()
  }

  test('whose number is on this tablet is opened, and not written down twice', async () => {
    shown = await show('/residents/new', street())
    await fill(0, '张桂兰')
    await fill(1, '3708 2219 4410 0100 03')
    expect(shown.text()).toContain('已经有这个人了')
    await shown.press('打开他的资料')
    expect(shown.router.currentRoute.value.path).toBe('/residents/zhang')
    expect(shown.notebook.written).toEqual([])
  })

  test('of the same name is shown first, and is somebody else only when a person says so', async () => {
    shown = await show('/residents/new?household=h101', street())
    await fill(0, '张桂兰')
    expect(shown.text()).toContain('是不是下面这位')
    await shown.press('女')
    await shown.press('没有身份证')
    await shown.press('不是同一个人，建档')
    expect(shown.notebook.written[0]!.answers).toMatchObject({ name: '张桂兰', sex: '2', household: 'h101', status: 'in', id_missing_reason: '3' })
  })

  test('is named after a number that is sound: sex and birthday come from it, and the form goes on', async () => {
    shown = await show('/residents/new', street())
    const begin = vi.spyOn(shown.notebook, 'begin')
    await fill(0, '周新')
    await fill(1, '37082219400229000x')
    await shown.press('建档，接着填')
    const [kind, , answers, more] = begin.mock.calls[0]!
    expect([kind, more]).toEqual(['resident', { idNumber: '37082219400229000X' }])
    expect(answers).toMatchObject({ id_number: '37082219400229000X', birth_date: '1940-02-29', sex: '2', status: 'in' })
    expect(answers.registered_on).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect(shown.router.currentRoute.value.path).toMatch(/^\/fill\/resident\//)
  })

  test('with a slip in the number is told so, and the file is not named after it', async () => {
    shown = await show('/residents/new', street())
    const begin = vi.spyOn(shown.notebook, 'begin')
    await fill(0, '周新')
    await fill(1, '370822194002290001')
    await shown.press('女')
    await shown.press('建档，接着填')
    expect(begin.mock.calls[0]![3]).toEqual({})
    expect(begin.mock.calls[0]![2]).toMatchObject({ id_number: '370822194002290001', sex: '2' })
  })
})
