// @vitest-environment happy-dom
// What was typed and is not on the disk: it is brought there before the app may be gone, and what the disk will not have
// is said once, loudly, and kept.

import { afterEach, describe, expect, it } from 'vitest'

import { RESIDENT, lastOf, onStage, settle, type Stage } from './on_stage.ts'

let stage: Stage
afterEach(() => stage.wrapper.unmount())

const written = (kind: string) => lastOf(stage, kind)

describe('a full disk', () => {
  it('is said loudly and once, loses nothing, and is tried again', async () => {
    stage = await onStage(`/fill/visit?resident=${RESIDENT}`)
    stage.notebook.broken = 'storage.full'
    await stage.tap('见到本人')
    expect(document.querySelectorAll('[role="alert"]')).toHaveLength(1)
    expect(stage.text()).toContain('有 1 项还没存进平板')
    expect(stage.text()).toContain('没存上')
    await stage.tap('完成')
    expect(stage.router.currentRoute.value.name).toBe('fill')
    const leaving = stage.router.push('/')
    await settle()
    expect(stage.text()).toContain('这些内容还没存上')
    await stage.tap('留在这里')
    await leaving
    expect(stage.router.currentRoute.value.name).toBe('fill')
    stage.notebook.broken = undefined
    await stage.tap('再存一次')
    expect(stage.text()).not.toContain('还没存进平板')
    expect(written('visit')).toMatchObject({ result: '1' })
  })

  it('keeps what was typed also of somebody who leaves all the same', async () => {
    stage = await onStage(`/fill/visit?resident=${RESIDENT}`)
    stage.notebook.broken = 'storage.full'
    await stage.tap('无人应答')
    await stage.tap('改天再来')
    const leaving = stage.router.push('/')
    await settle()
    await stage.tap('仍要离开')
    await leaving
    const [birth, ...answers] = stage.notebook.handedOver
    expect(birth).toMatchObject({ how: 'birth', kind: 'visit', grid: 'g1', answers: { resident: RESIDENT } })
    expect(answers.map((one) => one.answers)).toEqual([{ result: '3' }, { result: '8' }])
    expect(new Set(stage.notebook.handedOver.map((one) => one.document)).size).toBe(1)
  })

  it('makes no second visit of the one that was given away, though room came while one was asked', async () => {
    stage = await onStage(`/fill/visit?resident=${RESIDENT}`)
    stage.notebook.broken = 'storage.full'
    await stage.tap('无人应答')
    const leaving = stage.router.push('/')
    await settle()
    stage.notebook.broken = undefined
    await stage.tap('仍要离开')
    await leaving
    await settle()
    expect(stage.notebook.handedOver[0]).toMatchObject({ how: 'birth', kind: 'visit' })
    expect(stage.notebook.ofKind('visit')).toEqual([])
  })

  it('is not the only trouble: of another the code is told', async () => {
    stage = await onStage(`/fill/visit?resident=${RESIDENT}`)
    stage.notebook.broken = 'storage.broken'
    await stage.tap('见到本人')
    expect(stage.text()).toContain('storage.broken')
  })
})

describe('a tablet that is put away', () => {
  const away = async () => {
    window.dispatchEvent(new Event('pagehide'))
    await settle()
  }

  it('has words on the disk that nobody has finished', async () => {
    stage = await onStage(`/fill/htn_follow_up?resident=${RESIDENT}`)
    await stage.type('signs_other', '走路喘')
    await away()
    expect(written('htn_follow_up')).toMatchObject({ signs_other: '走路喘' })
  })

  it('has a number on the disk that can be right, and asks about it afterwards', async () => {
    stage = await onStage(`/fill/health_check?resident=${RESIDENT}`)
    await stage.type('vitals.pulse', '9')
    await away()
    expect(stage.notebook.ofKind('health_check')).toEqual([])
    await stage.type('vitals.pulse', '24')
    await away()
    expect(written('health_check')).toMatchObject({ 'vitals.pulse': 24 })
    stage.box('vitals.pulse').blur()
    await settle()
    expect(stage.text()).toContain('没看错吗')
  })

  it('has the first of two pressures on the disk', async () => {
    stage = await onStage(`/fill/health_check?resident=${RESIDENT}`)
    await stage.type('vitals.sbp', '152')
    await away()
    expect(written('health_check')).toMatchObject({ 'vitals.sbp': 152 })
  })

  it('takes nothing away that was there before half of it was typed anew', async () => {
    stage = await onStage(`/fill/health_check?resident=${RESIDENT}`)
    await stage.type('vitals.pulse', '72')
    stage.box('vitals.pulse').blur()
    await stage.type('vitals.pulse', '')
    await away()
    expect(written('health_check')).toMatchObject({ 'vitals.pulse': 72 })
  })
})
