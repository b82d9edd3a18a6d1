// What of a form is not among its questions: what the tablet knows itself stands in a fold at the end, and what other
// parts of the screen show nowhere.

import type { Form } from './form.ts'

/** Shown by a part of its own. */
export const UNSHOWN: ReadonlySet<string> = new Set([
  'voice_seconds',
  'quick',
  'confirmed_by',
  'confirmed_at',
  'suggested_why',
])
/** Of these names, only a task's are told by the part that ends it. */
const OF_TASKS: ReadonlySet<string> = new Set([
  'rule', 'period', 'status', 'done_by', 'done_at', 'done_with', 'cancelled_by', 'cancelled_at', 'raised_by',
])
const BY_ITSELF = ['voice_seconds', 'quick', 'confirmed_by', 'confirmed_at', 'visit', 'health_check', 'suggested_why'] as const

/** `about`: whether the screen says at its top whom the record is about. */
export function foldedPaths(form: Form, about: boolean): ReadonlySet<string> {
  const paths = new Set<string>(BY_ITSELF)
  if (about && form.subject_path !== null) paths.add(form.subject_path)
  if (form.when_path !== null) paths.add(form.when_path)
  if (form.kind === 'task') for (const path of OF_TASKS) paths.add(path)
  else {
    if (form.worker_path !== null) paths.add(form.worker_path)
    paths.add('task')
  }
  return paths
}
