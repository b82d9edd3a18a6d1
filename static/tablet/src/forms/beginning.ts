// What a new record is born with: about whom, by whom, when, and what led to it. Nothing that was measured or asked.

import type { Notebook, Scalar } from '../notebook.ts'
import type { FieldType, Form } from './form.ts'
import { readIdNumber } from './id_number.ts'
import { fieldsOf } from './paths.ts'
import type { Beginning } from './sheet.ts'

/** What the screen before has said: `resident`, `household`, `task`, `visit`, `program`, `method`, … by path. */
export type Said = Readonly<Record<string, string>>

/** How a record of a kind stands on its first day, where its form asks for a state that nobody would choose otherwise. */
const FIRST: Readonly<Record<string, Readonly<Record<string, Scalar>>>> = {
  resident: { status: 'in' },
  task: { status: 'open', rule: 'errand' },
  allowance_case: { state: 'collecting' },
}
const TEXTS: ReadonlySet<FieldType> = new Set(['ref', 'code', 'person', 'date', 'month', 'text', 'id_number', 'phone'])
/** Who raised a task is not who does it. */
const WORKER: Readonly<Record<string, string>> = { task: 'raised_by' }

export function beginningOf(notebook: Notebook, form: Form, said: Said, nowMs: number): Beginning {
  const answers: Record<string, Scalar> = { ...FIRST[form.kind] }
  const fields = new Map(fieldsOf(form).map((field) => [field.path, field]))
  const worker = WORKER[form.kind] ?? form.worker_path
  if (worker !== null && fields.get(worker)?.type === 'person') answers[worker] = notebook.profile.person.id
  if (form.when_path !== null && fields.get(form.when_path)?.type === 'time') answers[form.when_path] = nowMs
  for (const [path, value] of Object.entries(said)) {
    const type = fields.get(path)?.type
    if (type !== undefined && TEXTS.has(type)) answers[path] = value
  }
  const idNumber = form.kind === 'resident' ? soundNumber(said.id_number) : undefined
  return { grid: gridFor(notebook, said), answers, ...(idNumber === undefined ? {} : { idNumber }) }
}

/** What names a resident's file: only a number that can be right. */
function soundNumber(typed: string | undefined): string | undefined {
  if (typed === undefined) return undefined
  const { number, problems } = readIdNumber(typed)
  return problems.length === 0 ? number : undefined
}

/** The grid of whom or what it is about; without it the first of one's own. */
function gridFor(notebook: Notebook, said: Said): string {
  for (const path of ['resident', 'household', 'about', 'task', 'visit']) {
    const entry = said[path] === undefined ? undefined : notebook.entries.get(said[path])
    if (entry !== undefined) return entry.grid
  }
  return said.grid ?? notebook.profile.grids[0]?.id ?? ''
}
