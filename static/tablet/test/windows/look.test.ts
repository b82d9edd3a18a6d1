// A worker walks past a building in the morning and looks up.

import { describe, expect, test } from 'vitest'
import { dayOfMs } from '../../src/care/days.ts'
import { buildingsOf, floorOf } from '../../src/windows/building.ts'
import { lookToGoOnWith, newLook, roundAt, seen, sightsOf, unseen, urgentTask } from '../../src/windows/look.ts'
import { entry } from '../ground/entries.ts'

const at = (text: string) => Date.parse(`${text}+08:00`)
const MORNING = at('2026-11-26T08:10:00')

function home(building: string, unit: string, room: string, more: Record<string, string | number | boolean> = {}) {
  const values = { 'address.estate': '睦邻苑', 'address.building': building, 'address.unit': unit, 'address.room': room, ...more }
  return entry(`${building}-${unit}-${room}`, 'household', values)
}

describe('a building seen from below', () => {
  const buildings = buildingsOf([
    home('10', '1', '101'),
    home('3', '1', '101', { 'curtain.watch': true }),
    home('3', '1', '1201'),
    home('3', '1', '201'),
    home('3', '1', '202', { 'curtain.watch': true }),
    home('3', '2', '101'),
    entry('village', 'household', { address_text: '前王村12号' }),
  ])

  test('buildings come as they are passed, and homes without a building have no window', () => {
    expect(buildings.map((one) => one.building)).toEqual(['3', '10'])
  })

  test('the highest floor is on top, and windows stand from the left', () => {
    const [first] = buildings[0]!.units
    expect(first!.floors.map((one) => one.floor)).toEqual([12, 2, 1])
    expect(first!.floors[1]!.panes.map((one) => one.room)).toEqual(['201', '202'])
    expect(buildings[0]!.watched).toBe(2)
  })

  test('what was said about a window counts before its number', () => {
    expect(floorOf({ 'address.room': '501' })).toBe(5)
    expect(floorOf({ 'address.room': '501', 'curtain.floor': 4 })).toBe(4)
    expect(floorOf({ 'address.room': '东户' })).toBe(0)
    const [only] = buildingsOf([
      home('1', '1', '101', { 'curtain.column': 3 }),
      home('1', '1', '102', { 'curtain.column': 1 }),
    ])[0]!.units[0]!.floors
    expect(only!.panes.map((one) => one.room)).toEqual(['102', '101'])
  })
})

describe('a look', () => {
  const asked = { estate: '睦邻苑', building: '3', round: 'morning', worker: 'w1', atMs: MORNING } as const
  const look = (document: string, atMs: number, more: object = {}) =>
    entry(document, 'window_check', { ...newLook({ ...asked, atMs }), ...seen('h1', '1'), ...more })

  test('before noon it is the morning round, from five in the afternoon the evening one, wherever the tablet thinks it is', () => {
    expect(roundAt(at('2026-11-26T00:30:00'))).toBe('morning')
    expect(roundAt(MORNING)).toBe('morning')
    expect(roundAt(at('2026-11-26T12:00:00'))).toBe('other')
    expect(roundAt(at('2026-11-26T20:00:00'))).toBe('evening')
  })

  test('goes on after a restart on the same morning, and begins anew in the evening, the next day, or with a colleague', () => {
    const held = [look('old', MORNING - 600_000), look('new', MORNING)]
    expect(lookToGoOnWith(held, { ...asked, atMs: MORNING + 3_600_000 })?.document).toBe('new')
    expect(lookToGoOnWith(held, { ...asked, round: 'evening' })).toBeUndefined()
    expect(lookToGoOnWith(held, { ...asked, worker: 'w2' })).toBeUndefined()
    expect(lookToGoOnWith(held, { ...asked, building: '4' })).toBeUndefined()
    expect(lookToGoOnWith(held, { ...asked, atMs: MORNING + 86_400_000 })).toBeUndefined()
  })

  test('shows how each window was seen last today, whoever looked', () => {
    const later = look('later', MORNING + 60_000, seen('h1', '2'))
    const sights = sightsOf([later, look('first', MORNING), look('yesterday', MORNING - 86_400_000, seen('h2', '1'))], dayOfMs(MORNING))
    expect([...sights.keys()]).toEqual(['h1'])
    expect(sights.get('h1')).toMatchObject({ state: '2', document: 'later' })
  })

  test('tapped twice is one window, and taken back is none', () => {
    expect({ ...seen('h1', '1'), ...seen('h1', '2') }).toEqual({ 'window.h1.household': 'h1', 'window.h1.state': '2' })
    expect(new Set(Object.values(unseen('h1')))).toEqual(new Set([null]))
    expect(sightsOf([entry('x', 'window_check', { at: MORNING, 'window.h1.household': 'h1' })], dayOfMs(MORNING)).size).toBe(0)
  })

  test('an unusual window is an urgent task for whoever saw it, and names somebody only where it is known who', () => {
    const base = { title: '看窗异常', household: 'h1', worker: 'w1', look: 'l1', dueOn: '2026-11-26', atMs: MORNING }
    expect(urgentTask({ ...base, resident: undefined })).toMatchObject({
      type: 'window', priority: 'urgent', household: 'h1', about: 'l1', status: 'open', assignee: 'w1', due_on: '2026-11-26',
    })
    expect(urgentTask({ ...base, resident: undefined })).not.toHaveProperty('resident')
    expect(urgentTask({ ...base, resident: 'r1' }).resident).toBe('r1')
  })
})
