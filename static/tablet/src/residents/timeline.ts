// What happened with somebody, the latest first: visits, checks, follow-ups, tasks, decisions.

import { dayOfMs } from '../care/days.ts'
import type { Entry, Values } from '../notebook.ts'
import type { Form } from '../forms/form.ts'

export interface Happening {
  readonly entry: Entry
  /** When, by the word of whoever wrote it; never later than this tablet knew of it. */
  readonly atMs: number
  readonly day: number
  /** The paths whose answers say most in one line, in order. */
  readonly telling: readonly string[]
}

/** What one line says of a record, by kind; of others, whatever their form is titled after. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  visit: ['result', 'method', 'health_state', 'mood_state'],
  health_check: ['vitals.sbp', 'vitals.pulse', 'vitals.glucose', 'vitals.temp', 'vitals.spo2', 'vitals.weight'],
  htn_follow_up: ['vitals.sbp', 'class', 'next_date'],
  t2dm_follow_up: ['vitals.glucose', 'class', 'next_date'],
  self_care: ['level', 'level_decided'],
  care_level: ['level', 'reason'],
  consent: ['purpose', 'answer'],
  task: ['title', 'status'],
  check_up: ['assessment'],
}

/** `about`: all that is held about a resident, in any order. */
export function timeline(about: Iterable<Entry>, kinds: Readonly<Record<string, Form>>): Happening[] {
  const found = [...about].map((entry) => {
    const atMs = happenedAt(entry, kinds[entry.kind]?.when_path ?? 'at')
    return { entry, atMs, day: dayOfMs(atMs), telling: telling(entry, kinds[entry.kind]) }
  })
  return found.sort((one, other) => other.atMs - one.atMs || (one.entry.document < other.entry.document ? -1 : 1))
}

export function happenedAt(entry: Entry, path = 'at'): number {
  const said = entry.kind === 'task' && entry.values.status === 'done' ? entry.values.done_at : entry.values[path]
  return typeof said === 'number' && Number.isSafeInteger(said) ? Math.min(said, entry.touchedMs) : entry.touchedMs
}

function telling(entry: Entry, form: Form | undefined): string[] {
  const wanted = TELLING[entry.kind] ?? (form?.title ?? []).filter((path) => path !== form?.subject_path && path !== form?.when_path)
  return wanted.filter((path) => answered(entry.values, path))
}

function answered(values: Values, path: string): boolean {
  return values[path] !== undefined && values[path] !== ''
}
