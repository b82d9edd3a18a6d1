// An answer in words, for reading: a code by its label, a moment by the clock here, a document by its name.

import type { Notebook } from '../notebook.ts'
import type { Field, Form, Group } from './form.ts'
import { entriesOf, hasAnswer, optionsAt } from './asking.ts'
import { nameOf, type Say } from './naming.ts'
import { offeredCodes } from './offered.ts'
import { isGroup } from './paths.ts'
import { given } from './rule_checks.ts'
import { writeMoment } from './typed.ts'
import { unitOf } from './unit.ts'
import type { Values } from '../notebook.ts'

export interface Told {
  readonly path: string
  readonly field: Field
}
export interface ToldGroup {
  readonly group: Group
  readonly entries: readonly { readonly id: string; readonly rows: readonly Told[] }[]
}

/** One value; of a photo or recording nothing, because it is shown. */
export function tellValue(notebook: Notebook, field: Field, value: unknown, say: Say): string {
  if (value === undefined || value === null || value === '') return ''
  if (typeof value === 'boolean') return say(value ? { zh: '是', en: 'Yes' } : { zh: '否', en: 'No' })
  if (field.type === 'time') return typeof value === 'number' ? writeMoment(value) : String(value)
  if (field.type === 'ref') return nameOf(notebook, String(value), say) ?? ''
  if (field.type === 'person') return personName(notebook, String(value)) ?? ''
  const code = offeredCodes(notebook, field).find((one) => one.code === value)
  if (code) return say(code.label)
  return `${String(value)} ${say(unitOf(field))}`.trim()
}

/** What stands at a field of a record: the ticked options, the reason for having no value, or the value. */
export function tellField(notebook: Notebook, field: Field, path: string, values: Values, say: Say): string {
  if (field.type === 'choices') {
    return optionsAt(field, path)
      .filter((option) => given(values[option.path]))
      .map((option) => say(option.label))
      .join(say({ zh: '、', en: ', ' }))
  }
  const reason = field.unmeasured && field.unmeasured.codes.find((one) => one.code === values[`${path}.unmeasured`])
  if (reason && values[path] === undefined) return `${say({ zh: '未测', en: 'Not measured' })}：${say(reason.label)}`
  return tellValue(notebook, field, values[path], say)
}

export function personName(notebook: Notebook, id: string): string | undefined {
  if (id === notebook.profile.person.id || id === notebook.profile.tablet) return notebook.profile.person.name
  return notebook.declared.colleagues[id]?.name
}

/** What is answered, in the order of the form; retired questions too, what was worked out not. */
export function answeredParts(form: Form, values: Values): { label: Form['label']; parts: (Told | ToldGroup)[] }[] {
  const sections = [...form.sections].map((section) => ({
    label: section.label,
    parts: section.parts.flatMap((part): (Told | ToldGroup)[] => {
      if (!isGroup(part)) {
        return part.computed || !hasAnswer(part, part.path, values) ? [] : [{ path: part.path, field: part }]
      }
      const entries = entriesOf(part.group, values).map((id) => ({
        id,
        rows: part.fields
          .map((field) => ({ field, path: `${part.group}.${id}.${field.path}` }))
          .filter(({ field, path }) => hasAnswer(field, path, values)),
      }))
      return entries.length > 0 ? [{ group: part, entries }] : []
    }),
  }))
  return sections.filter((section) => section.parts.length > 0)
}
