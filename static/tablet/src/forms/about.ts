// What is known beside a record while it is filled in: whom it is about, and what was written about them before.

import type { Entry, Notebook, Values } from '../notebook.ts'
import { emergencyCard } from '../residents/emergency.ts'
import { dialled } from '../residents/masks.ts'
import type { Form } from './form.ts'

const RESIDENT = 'resident'

/** The id of the resident that a record of this form is about, a resident's own file included. */
export function residentOf(form: Form, values: Values, document: string | undefined): string | undefined {
  if (form.kind === RESIDENT) return document
  const id = form.subject_path === null ? undefined : values[form.subject_path]
  return typeof id === 'string' && id !== '' ? id : undefined
}

/** Everything held about a resident, their own file left out. */
export function recordsAbout(notebook: Notebook, resident: string | undefined): Entry[] {
  if (resident === undefined) return []
  return [...notebook.entries.values()].filter((entry) => entry.values.resident === resident)
}

/** The latest record of a kind before this one; undefined where it is the first. */
export function lastOfKind(records: readonly Entry[], form: Form, but: string | undefined, beforeMs: number): Entry | undefined {
  const moment = (entry: Entry) => {
    const at = form.when_path === null ? undefined : entry.values[form.when_path]
    return typeof at === 'number' ? Math.min(at, entry.touchedMs) : entry.touchedMs
  }
  const earlier = records.filter((entry) => entry.kind === form.kind && entry.document !== but && moment(entry) <= beforeMs)
  return earlier.sort((one, other) => moment(other) - moment(one))[0]
}

/** Where a resident lives, as it is said at the door: 如意里 3-2-501. */
export function doorOf(resident: Values, household: Values | undefined): string {
  const home = household ?? {}
  const parts = ['address.building', 'address.unit', 'address.room'].map((path) => text(home[path]))
  const door = [text(home['address.estate']), parts.filter((part) => part !== '').join('-')].filter(Boolean).join(' ')
  return door || text(home.address_text) || text(resident.live_address)
}

/** Whom to call in an emergency, in the order in which one would: the family doctor, then contacts, the first first. */
export interface Call {
  readonly who: string
  readonly phone: string
}
export function callsFor(resident: Values): Call[] {
  const { contacts, doctor, doctorPhone } = emergencyCard(resident, [])
  const calls = [{ who: doctor, phone: doctorPhone }, ...contacts.map(({ name, phone }) => ({ who: name, phone }))]
  return calls.filter((one) => dialled(one.phone) !== '')
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
