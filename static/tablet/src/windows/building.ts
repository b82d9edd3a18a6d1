// A building as somebody sees it from below: its windows by unit, floor by floor from the top, each from the left.

import { placeKey } from '../care/place.ts'
import type { Entry, Values } from '../notebook.ts'
import { doorOf } from '../residents/door.ts'
import { textOf } from '../residents/entry_groups.ts'

export interface Pane {
  readonly household: Entry
  /** What stands at the door: "501". */
  readonly room: string
  readonly floor: number
  /** Where from the left; of those that say nothing, in the order of rooms. */
  readonly column: number
  /** A promise was made that somebody looks. Only these are looked at. */
  readonly watched: boolean
}

export interface Unit {
  readonly name: string
  /** The highest floor first; of each, the windows from the left. */
  readonly floors: readonly { readonly floor: number; readonly panes: readonly Pane[] }[]
}

export interface Building {
  /** Names it in an address of this app. */
  readonly key: string
  readonly estate: string
  readonly building: string
  readonly grid: string
  readonly units: readonly Unit[]
  readonly panes: readonly Pane[]
  readonly watched: number
}

const BETWEEN = '\u001f'
const ROOM_LENGTH_MIN = 3
const FLOOR_MAX = 99

/** All buildings with homes in them, in the order in which they are passed. */
export function buildingsOf(households: Iterable<Entry>): Building[] {
  const found = new Map<string, { place: string; homes: Entry[] }>()
  for (const home of households) {
    const building = textOf(home.values, 'address.building')
    if (building === '') continue
    const key = [textOf(home.values, 'address.estate'), building].join(BETWEEN)
    const there = found.get(key) ?? { place: placeKey({ ...home.values, 'address.unit': '', 'address.room': '' }, {}), homes: [] }
    there.homes.push(home)
    found.set(key, there)
  }
  return [...found]
    .sort(([, one], [, other]) => (one.place < other.place ? -1 : 1))
    .map(([key, { homes }]) => buildingOf(key, homes))
}

function buildingOf(key: string, homes: readonly Entry[]): Building {
  const [estate = '', building = ''] = key.split(BETWEEN)
  const byUnit = new Map<string, Entry[]>()
  const sorted = homes.map((home) => [placeKey(home.values, {}), home] as const).sort(([one], [other]) => (one < other ? -1 : 1))
  for (const [, home] of sorted) {
    const unit = textOf(home.values, 'address.unit')
    byUnit.set(unit, [...(byUnit.get(unit) ?? []), home])
  }
  const units = [...byUnit].map(([name, own]) => unitOf(name, own))
  const panes = units.flatMap((unit) => unit.floors.flatMap((one) => one.panes))
  const watched = panes.filter((one) => one.watched).length
  return { key, estate, building, grid: homes[0]?.grid ?? '', units, panes, watched }
}

function unitOf(name: string, homes: readonly Entry[]): Unit {
  const floors = new Map<number, Pane[]>()
  for (const home of homes) {
    const floor = floorOf(home.values)
    const there = floors.get(floor) ?? []
    there.push(paneOf(home, floor, there.length + 1))
    floors.set(floor, there)
  }
  return {
    name,
    floors: [...floors]
      .sort(([one], [other]) => other - one)
      .map(([floor, panes]) => ({ floor, panes: panes.sort((one, other) => one.column - other.column) })),
  }
}

function paneOf(household: Entry, floor: number, place: number): Pane {
  const column = household.values['curtain.column']
  return {
    household,
    room: textOf(household.values, 'address.room') || textOf(household.values, 'address_text'),
    floor,
    column: typeof column === 'number' ? column : place,
    watched: household.values['curtain.watch'] === true,
  }
}

/** As it was said for the window; else what the number of the room says: 501 is on the fifth, 1203 on the twelfth. */
export function floorOf(home: Values): number {
  const said = home['curtain.floor']
  if (typeof said === 'number') return said
  const digits = /[0-9]+/.exec(doorOf(home, {}).room)?.[0] ?? ''
  const floor = digits.length >= ROOM_LENGTH_MIN ? Number(digits.slice(0, -2)) : Number(digits === '' ? 0 : 1)
  return floor <= FLOOR_MAX ? floor : 0
}
