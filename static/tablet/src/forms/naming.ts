// What a document is called where another refers to it: a resident by name and door, a home by its door, all else by
// the answers that its form names as its title.

import type { Entry, Notebook } from '../notebook.ts'
import { doorOf } from './about.ts'
import type { Form, Label } from './form.ts'
import { fieldsOf } from './paths.ts'
import { writeMoment } from './typed.ts'

export type Say = (label: Label) => string

export function nameOf(notebook: Notebook, document: string, say: Say): string | undefined {
  const entry = notebook.entries.get(document)
  return entry && titleOf(notebook, entry, say)
}

export function titleOf(notebook: Notebook, entry: Entry, say: Say): string {
  const form = notebook.declared.kinds[entry.kind]
  if (entry.kind === 'household') return doorOf({}, entry.values)
  if (entry.kind === 'resident') {
    const home = notebook.entries.get(String(entry.values.household ?? ''))
    return [String(entry.values.name ?? ''), doorOf(entry.values, home?.values)].filter(Boolean).join(' · ')
  }
  if (form === undefined) return entry.kind
  const parts = form.title.map((path) => toldAt(notebook, form, path, entry, say)).filter(Boolean)
  return [say(form.label), ...parts].join(' · ')
}

function toldAt(notebook: Notebook, form: Form, path: string, entry: Entry, say: Say): string {
  const field = fieldsOf(form).find((one) => one.path === path)
  const value = entry.values[path]
  if (field === undefined || value === undefined) return ''
  if (field.type === 'ref') return String(notebook.entries.get(String(value))?.values.name ?? '')
  if (field.type === 'time') return typeof value === 'number' ? writeMoment(value) : ''
  const code = field.codes?.find((one) => one.code === value)
  return code ? say(code.label) : String(value)
}
