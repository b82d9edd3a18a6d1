// From a form to the paths that a document of that kind may hold. schemas/paths.py is its twin.

import type { Code, Field, Form, Group, Section } from './form.ts'

export const UNMEASURED = '.unmeasured'
const ENTRY_ID = /^[A-Za-z0-9_-]{1,36}$/

export interface EntryPath {
  readonly group: string
  readonly entry: string
  readonly field: string
}

export function isGroup(part: Field | Group): part is Group {
  return 'group' in part
}

export function fieldsOf(form: Form): readonly Field[] {
  return form.sections.flatMap((section) => section.parts).filter((part): part is Field => !isGroup(part))
}

export function groupsOf(form: Form): readonly Group[] {
  return form.sections.flatMap((section) => section.parts).filter(isGroup)
}

/** One field a path: choices become one boolean a code, measured fields get the reason for having no value. */
export function expanded(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => {
    if (field.type === 'choices') return (field.options ?? []).map((option) => optionField(field, option))
    return field.unmeasured === undefined ? [field] : [field, companion(field)]
  })
}

/** Every path outside groups, those that every document has included, in the order of the form. */
export function ordinaryFields(form: Form): Map<string, Field> {
  const fields = [...SYSTEM_FIELDS, ...fieldsOf(form), ...fieldsIn(form.review)]
  return new Map(expanded(fields).map((field) => [field.path, field]))
}

/** Every path inside one entry of a group, relative to the entry. */
export function groupFields(group: Group): Map<string, Field> {
  return new Map(expanded(group.fields).map((field) => [field.path, field]))
}

/** Take apart a path inside a group; undefined where it cannot be one. */
export function splitEntry(path: string): EntryPath | undefined {
  const [group = '', entry = '', ...rest] = path.split('.')
  return rest.length > 0 && ENTRY_ID.test(entry) ? { group, entry, field: rest.join('.') } : undefined
}

const BY_SYSTEM = { label: { zh: '', en: '' }, policy: 'review', sensitivity: 'open' }
const SYSTEM_FIELDS: readonly Field[] = [
  { ...BY_SYSTEM, path: 'kind', type: 'text', length_max: 200 },
  { ...BY_SYSTEM, path: 'grid', type: 'text', length_max: 200 },
  { ...BY_SYSTEM, path: 'kind_version', type: 'integer', hard: [1, 1_000_000] },
]

function fieldsIn(section: Section): readonly Field[] {
  return section.parts.filter((part): part is Field => !isGroup(part))
}

function optionField(field: Field, option: Code & { readonly path: string }): Field {
  const { label, path } = option
  const { policy, sensitivity } = field
  return { path, type: 'boolean', label, policy, sensitivity }
}

function companion(field: Field): Field {
  const { path, codes } = field.unmeasured ?? { path: field.path + UNMEASURED, codes: [] }
  return { path, type: 'code', label: field.label, codes, policy: 'latest', sensitivity: field.sensitivity }
}
