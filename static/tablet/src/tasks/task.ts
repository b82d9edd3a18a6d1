// What is to be known and written of a task. The words of its form are in schemas/social/task.py.

import type { Answers, Entry, Person, Values } from '../notebook.ts'
import { groupEntries, textOf } from '../residents/entry_groups.ts'

export interface Material {
  readonly id: string
  readonly name: string
  readonly ready: boolean
  readonly remark: string
}

/** Where a task of a type is done: by filling in a form of this kind. */
export const FORM_OF_TYPE: Readonly<Record<string, string>> = {
  visit: 'visit',
  recheck: 'health_check',
  window: 'visit',
}

/** Whether the list of somebody has it: it is theirs, or for their role, or for nobody in particular. */
export function concerns(task: Entry, person: Person): boolean {
  const assignee = textOf(task.values, 'assignee')
  if (assignee !== '') return assignee === person.id
  const role = textOf(task.values, 'assignee_role')
  if (role === '' || role === person.role) return true
  // A nurse has no role of their own here.
  return role === 'nurse' && person.role === 'doctor'
}

export function isOpen(task: Entry): boolean {
  return task.values.status !== 'done' && task.values.status !== 'cancelled'
}

/** In the order in which they were written down. */
export function materialsOf(task: Values): Material[] {
  return groupEntries(task, 'material').map(({ id, values }) => ({
    id,
    name: textOf(values, 'name'),
    ready: values.ready === true,
    remark: textOf(values, 'remark'),
  }))
}

/** `false`, and not nothing: whoever took a tick away has said so. */
export function tick(material: string, ready: boolean): Answers {
  return { [`material.${material}.ready`]: ready }
}

export function done(person: Person, atMs: number): Answers {
  return { status: 'done', done_by: person.id, done_at: atMs }
}

export function cancelled(person: Person, atMs: number): Answers {
  return { status: 'cancelled', cancelled_by: person.id, cancelled_at: atMs }
}

/** Taken back by whoever ended it a moment ago, before anybody else can have seen it. */
export function reopened(): Answers {
  return { status: 'open', done_by: null, done_at: null, cancelled_by: null, cancelled_at: null }
}
