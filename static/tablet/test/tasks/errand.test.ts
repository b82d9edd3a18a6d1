// An elder turns eighty, and somebody goes and brings the papers together.

import { describe, expect, test } from 'vitest'
import { errand, errandSorts } from '../../src/tasks/errand.ts'
import { cancelled, concerns, done, isOpen, materialsOf, reopened, tick } from '../../src/tasks/task.ts'
import { titleLabel } from '../../src/tasks/title.ts'
import { entry } from '../ground/entries.ts'

const WANG = { id: 'p1', name: '王芳', role: 'grid_worker' }
const REMINDERS = {
  MEMORY: {
    rules: {
      AGE80: {
        title: { zh: '{name} 满80周岁，上门代办高龄津贴', en: '{name} turns 80: old-age allowance' },
        materials: { id_card: { zh: '身份证', en: 'ID card' }, photo: { zh: '近期照片', en: 'A recent photo' } },
      },
      SHOP: { title: { zh: '{shop} 证照到期', en: '{shop}: certificate' }, materials: { copy: { zh: '复印件', en: 'Copy' } } },
      PLAIN: { title: { zh: '{name} 今年还没有体检', en: '{name}: no check-up this year' } },
    },
  },
}

describe('an errand', () => {
  test('is one of those that the reminders know the materials of', () => {
    const sorts = errandSorts(REMINDERS)
    expect(sorts.map((one) => [one.id, one.title.zh, one.title.en])).toEqual([
      ['AGE80', '满80周岁，上门代办高龄津贴', 'turns 80: old-age allowance'],
    ])
    expect(sorts[0]!.materials.map((one) => one.zh)).toEqual(['身份证', '近期照片'])
    expect(errandSorts({})).toEqual([])
  })

  test('begins with everything that the office asks of a task', () => {
    const answers = errand({ title: '代办高龄津贴', resident: 'r1', materials: ['身份证', '照片'] }, WANG, 5)
    expect(answers).toMatchObject({ type: 'errand', status: 'open', title: '代办高龄津贴', resident: 'r1', at: 5, rule: 'errand', raised_by: 'p1' })
    expect(answers).not.toHaveProperty('due_on')
    expect(materialsOf(answers as never).map((one) => one.name)).toEqual(['身份证', '照片'])
  })

  test('its papers are ticked one by one, and a tick can be taken away', () => {
    const values = { ...errand({ title: 'x', resident: 'r1', materials: ['身份证', '照片'] }, WANG, 5), ...tick('m02', true) } as never
    expect(materialsOf(values).map((one) => one.ready)).toEqual([false, true])
    expect(tick('m02', false)).toEqual({ 'material.m02.ready': false })
  })

  test('is done by somebody at some time, or cannot be done, or was ended by a slip', () => {
    expect(done(WANG, 7)).toEqual({ status: 'done', done_by: 'p1', done_at: 7 })
    expect(cancelled(WANG, 7)).toEqual({ status: 'cancelled', cancelled_by: 'p1', cancelled_at: 7 })
    expect(reopened()).toMatchObject({ status: 'open', done_by: null, done_at: null })
    expect(isOpen(entry('t', 'task', { status: 'open' }))).toBe(true)
    expect(isOpen(entry('t', 'task', { status: 'done' }))).toBe(false)
  })
})

describe('whose task it is', () => {
  const concernsWang = (values: Record<string, string>) => concerns(entry('t', 'task', values), WANG)

  test('hers, her role’s, or nobody’s in particular', () => {
    expect(concernsWang({ assignee: 'p1', assignee_role: 'doctor' })).toBe(true)
    expect(concernsWang({ assignee: 'p2', assignee_role: 'grid_worker' })).toBe(false)
    expect(concernsWang({ assignee_role: 'grid_worker' })).toBe(true)
    expect(concernsWang({ assignee_role: 'doctor' })).toBe(false)
    expect(concernsWang({})).toBe(true)
  })
})

describe('what it is called', () => {
  test('without the name that stands above it already', () => {
    expect(titleLabel('李金凤 今年还没有体检', 'PLAIN', '李金凤', REMINDERS)).toEqual({
      zh: '今年还没有体检',
      en: 'no check-up this year',
    })
    expect(titleLabel('李金凤', '', '李金凤', REMINDERS).zh).toBe('李金凤')
    expect(titleLabel('修水管', 'errand', '李金凤', REMINDERS)).toEqual({ zh: '修水管', en: '修水管' })
  })

  test('in Chinese where the English words have gaps that only the centre can fill', () => {
    expect(titleLabel('老王小吃店 证照到期', 'SHOP', '', REMINDERS).en).toBe('老王小吃店 证照到期')
  })
})
