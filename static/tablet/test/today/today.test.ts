// @vitest-environment happy-dom
// 今天要去谁家: what a worker sees in the morning, and does on the stairs.

import { afterEach, describe, expect, test } from 'vitest'
import { COLLEAGUE } from '../ground/declared.ts'
import { entry } from '../ground/entries.ts'
import { show, settled, type Shown } from '../ground/screens.ts'
import { daysAgo, street, task, today } from '../ground/street.ts'
import { chosen } from '../../src/today/chosen.ts'
import '../../src/today/Today.vue'

let shown: Shown
afterEach(() => {
  shown.wrapper.unmount()
  chosen.order = 'urgency'
})

const cards = () => [...document.querySelectorAll('article')].map((one) => (one.textContent ?? '').replace(/\s+/g, ' ').trim())

describe('whose door is due', () => {
  test('with every reason on one card, the pressure and the errand among them, without saying the name twice', async () => {
    shown = await show('/', [...street(), task('t1', {})])
    const [first] = cards()
    expect(first).toContain('张桂兰')
    expect(first).toContain('82岁 女')
    expect(first).toContain('1单元101')
    expect(first).toContain('高压上次 168/96')
    expect(first).toContain('已32天未访')
    expect(first).toContain('满80周岁，上门代办高龄津贴')
    expect(first!.match(/张桂兰/g)).toHaveLength(1)
  })

  test('an urgent task comes before everything, and then the overdue in the order of doors', async () => {
    shown = await show('/', [...street(), task('t1', { resident: 'meng', title: '孟建华 看窗异常', priority: 'urgent', due_on: today() })])
    expect(cards().map((one) => /孟建华|张桂兰|单田芳/.exec(one)?.[0])).toEqual(['孟建华', '张桂兰', '单田芳'])
    expect([...document.querySelectorAll('h2')].map((one) => one.textContent!.trim())).toEqual([
      expect.stringContaining('马上去'), expect.stringContaining('逾期'),
    ])
  })

  test('who is red comes before who is overdue, and what has the whole year lifts nobody', async () => {
    const exam = task('exam', { resident: 'meng', title: '孟建华 今年还没有体检', rule: 'EXAM_65', due_on: `${today().slice(0, 4)}-12-31` })
    const red = entry('red', 'care_level', { resident: 'shan', at: daysAgo(3), level: 'red' })
    shown = await show('/', [...street(), red, exam])
    const headings = [...document.querySelectorAll('h2')].map((one) => /^\S+/.exec(one.textContent!.trim())?.[0])
    expect(headings.slice(0, 2)).toEqual(['红色', '逾期'])
    expect(cards().map((one) => /孟建华|张桂兰|单田芳/.exec(one)?.[0]).slice(0, 2)).toEqual(['单田芳', '张桂兰'])
    expect([...document.querySelectorAll('article.overdue')].map((one) => one.textContent).join()).not.toContain('孟建华')
  })

  test('as one walks: building after building, 12 after 3', async () => {
    shown = await show('/', street())
    await shown.press('按楼走')
    expect([...document.querySelectorAll('h3')].map((one) => /\d+号楼/.exec(one.textContent!)?.[0])).toEqual(['3号楼', '12号楼'])
  })

  test('what is for somebody else is on nobody else’s list', async () => {
    shown = await show('/', [
      ...street(),
      task('doctors', { resident: 'meng', title: '孟建华 复核', assignee_role: 'doctor', due_on: today() }),
      task('hers', { resident: 'meng', title: '孟建华 代办', assignee: COLLEAGUE, due_on: today() }),
    ])
    expect(cards().join()).not.toContain('孟建华')
  })

  test('what neighbours have to tell whoever knocks stands on the card', async () => {
    const told = street().map((one) => (one.document === 'zhang' ? { ...one, values: { ...one.values, neighbour_note: '耳背，\n敲窗户；狗不咬人' } } : one))
    shown = await show('/', told)
    expect(cards()[0]).toContain('邻里备忘 耳背， 敲窗户；狗不咬人')
    expect(cards()[1]).not.toContain('邻里备忘')
  })

  test('of a tablet that has nobody yet it says what to do', async () => {
    shown = await show('/', [])
    expect(shown.text()).toContain('请先连网同步一次')
  })
})

describe('on the stairs', () => {
  test('one tap begins the visit, for the task that asks for it', async () => {
    shown = await show('/', [...street(), task('t1', { type: 'visit', title: '张桂兰 回访' })])
    document.querySelector<HTMLElement>('article .acts button')!.click()
    await settled()
    expect(shown.router.currentRoute.value.fullPath).toBe('/fill/visit?resident=zhang&task=t1')
  })

  test('two taps keep that nobody answered; one alone keeps nothing', async () => {
    shown = await show('/', street())
    await shown.press('无人应答')
    expect(shown.notebook.written).toEqual([])
    await shown.press('再点一次记下')
    expect(shown.notebook.written).toHaveLength(1)
    expect(shown.text()).toContain('已存本机：无人应答')
    expect(shown.notebook.written[0]!.answers).toMatchObject({ resident: 'zhang', method: '1', result: '3', worker: shown.notebook.profile.person.id })
  })

  test('a disk that takes nothing is said, and nothing shows as kept', async () => {
    shown = await show('/', street())
    shown.notebook.begin = () => Promise.reject(new Error('storage'))
    await shown.press('无人应答')
    await shown.press('再点一次记下')
    expect(shown.text()).toContain('没有存上')
  })
})

describe('how far the day is', () => {
  test('counts doors, done and still to do', async () => {
    const visited = entry('v3', 'visit', { resident: 'zhang', at: daysAgo(0), method: '1', result: '1' }, { touchedMs: Date.now(), mine: true, mark: 'here' })
    shown = await show('/', [...street(), visited])
    expect(shown.text()).toContain('今天已办 1 户，共 2 户')
    expect(shown.text()).toContain('1 条未交')
  })

  test('says when all is handed in', async () => {
    shown = await show('/', street())
    expect(shown.text()).toContain('都已交')
  })
})

describe('what has to be looked at again', () => {
  test('stands on top: what was refused, sent back, or written differently by two; and of others’ work nothing', async () => {
    const check = (id: string, more: object, values: Record<string, string> = {}) =>
      entry(id, 'health_check', { resident: 'zhang', at: daysAgo(1), ...values }, { mine: true, touchedMs: daysAgo(1), ...more })
    shown = await show('/', [
      ...street(),
      check('d', { disputed: ['vitals.sbp'] }),
      check('r', {}, { 'review.state': 'returned' }),
      check('x', { mark: 'refused', refused: { code: 'grid.not_yours', hint: '' } }),
      check('o', { mine: false, disputed: ['vitals.sbp'] }),
      check('a', { mark: 'here' }, { 'review.state': 'returned' }),
    ])
    const said = () => [...document.querySelectorAll('.attention a')].map((one) => one.textContent!.replace(/\s+/g, ' ').trim())
    expect(said()).toEqual(['中心未收 张桂兰 健康快检', '退回补充 张桂兰 健康快检', '两人写得不同 张桂兰 健康快检（高压（收缩压））'])
    await shown.press('全部 4 条')
    expect(said()[3]).toBe('退回后已改，待交 张桂兰 健康快检')
  })
})
