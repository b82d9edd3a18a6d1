// What a form asks at this moment: pure, from the form and the answers so far.

import type { Values } from '../notebook.ts'
import { isThere } from './checking.ts'
import type { Field, Form, Group, Option, Section } from './form.ts'
import { isGroup } from './paths.ts'
import { given, same } from './rule_checks.ts'

/** A question as it stands on the screen: at `path`, which inside a group is the entry's own. */
export interface Asked {
  readonly path: string
  readonly field: Field
}
export interface AskedGroup {
  readonly group: Group
  readonly entries: readonly { readonly id: string; readonly questions: readonly Asked[] }[]
}
export interface AskedSection {
  readonly section: Section
  readonly parts: readonly (Asked | AskedGroup)[]
}

export function isAskedGroup(part: Asked | AskedGroup): part is AskedGroup {
  return 'group' in part
}

/** The whole form as it is asked now; sections that ask nothing are left out. `hidden`: what another part shows. */
export function asked(form: Form, values: Values, hidden: ReadonlySet<string> = new Set()): AskedSection[] {
  const sections = form.sections.map((section) => ({
    section,
    parts: section.parts.flatMap((part): (Asked | AskedGroup)[] => {
      if (isGroup(part)) return hidden.has(part.group) ? [] : [groupAsked(part, values)]
      return hidden.has(part.path) || !isAsked(part, values) ? [] : [{ path: part.path, field: part }]
    }),
  }))
  return sections.filter((one) => one.parts.length > 0)
}

/** What is worked out is shown elsewhere; what is retired is shown where it is answered, and asked no more. */
export function isAsked(field: Field, values: Values): boolean {
  if (field.computed) return false
  if (field.retired && !hasAnswer(field, field.path, values)) return false
  return field.show_if === undefined || field.show_if.any_of.some((one) => same(values[field.show_if!.path], one))
}

/** Whether anything is answered, a reason for having no value counted in. */
export function hasAnswer(field: Field, path: string, values: Values): boolean {
  if (field.type === 'choices') return optionsAt(field, path).some((option) => given(values[option.path]))
  return isThere(values, path)
}

/** Options with their paths in the document; the retired only where they are ticked. */
export function optionsAt(field: Field, path: string, values?: Values): readonly Option[] {
  const options = (field.options ?? []).map((option) => ({ ...option, path: `${path}.${option.code}` }))
  return values ? options.filter((option) => !option.retired || given(values[option.path])) : options
}

/** Entries in the order in which they were begun; ids begin with the time. */
export function entriesOf(group: string, values: Values): string[] {
  const start = `${group}.`
  const ids = Object.keys(values)
    .filter((path) => path.startsWith(start))
    .map((path) => path.slice(start.length).split('.')[0] ?? '')
  return [...new Set(ids)].sort((one, other) => (one < other ? -1 : 1))
}

/** Short, never the same on two tablets, and later ones after earlier ones. */
export function newEntryId(nowMs: number, chance: () => number = Math.random): string {
  const tail = Math.floor(chance() * 36 ** 4).toString(36).padStart(4, '0')
  return nowMs.toString(36).padStart(9, '0') + tail
}

function groupAsked(group: Group, values: Values): AskedGroup {
  const entries = entriesOf(group.group, values).map((id) => ({
    id,
    questions: group.fields
      .filter((field) => !field.computed && !field.retired)
      .map((field) => ({ path: `${group.group}.${id}.${field.path}`, field })),
  }))
  return { group, entries }
}

/** Every question that stands on the screen now, groups' entries included. */
export function questionsOf(sections: readonly AskedSection[]): Asked[] {
  return sections.flatMap(({ parts }) =>
    parts.flatMap((part) => (isAskedGroup(part) ? part.entries.flatMap((entry) => entry.questions) : [part])),
  )
}

/** The questions that must be answered and are not. */
export function missing(form: Form, values: Values): Asked[] {
  return questionsOf(asked(form, values)).filter(
    ({ field, path }) => field.required === true && !isThere(values, path),
  )
}
