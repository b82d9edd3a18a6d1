// @vitest-environment happy-dom
// What holds for every form that is declared, and for a resident and a task in particular.

import { afterEach, describe, expect, it } from 'vitest'

import { entry } from '../ground/entries.ts'
import { declared } from './declared.ts'
import { FormNotebook } from './form_notebook.ts'
import { RESIDENT, daysAgo, lastOf, onStage, people, settle, type Stage } from './on_stage.ts'

let stage: Stage
afterEach(() => stage.wrapper.unmount())

const written = (kind: string) => lastOf(stage, kind)

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

describe('a task', () => {
  it('is ticked off paper by paper, and ended', async () => {
    const task = entry('55555555-5555-4555-8555-555555555555', 'task', {
      title: '代办高龄津贴', status: 'open', resident: RESIDENT, type: 'errand', at: daysAgo(3), 'material.m01.name': '身份证', 'material.m02.name': '户口簿',
    })
    stage = await onStage(`/fill/task/${task.document}`, new FormNotebook([...people(), task], declared))
    await stage.tap('户口簿')
    expect(stage.text()).toContain('材料 1/2')
    await stage.tap('✓ 办结了')
    expect(written('task')).toMatchObject({ 'material.m02.ready': true, status: 'done', done_by: stage.notebook.profile.person.id })
  })
})
