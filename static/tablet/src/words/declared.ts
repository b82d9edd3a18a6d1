// What the centre has declared, in the language that is spoken now: names of forms and fields, and what their codes mean.

import type { Code, Field } from '../forms/form.ts'
import { fieldsOf, groupsOf, isGroup } from '../forms/paths.ts'
import type { Scalar } from '../notebook.ts'
import { useNotebook } from '../shell/notebook_in_use.ts'
import { useLabel } from './language.ts'

export interface Declaration {
  kind(kind: string): string
  field(kind: string, path: string): string
  /** What a code of a field says; the code itself where nobody has declared it. `path` may be one of a group's entry. */
  code(kind: string, path: string, code: Scalar | undefined): string
  /** The codes of a field, or the options of one with several answers, that are still offered. */
  codes(kind: string, path: string): readonly { readonly code: string; readonly label: string }[]
  unit(kind: string, path: string): string
}

const RELATIVE = /^([^.]+)\.[^.]+\.(.+)$/

/** To be called in the set-up of a screen; its functions are reactive inside templates. */
export function useDeclared(): Declaration {
  const notebook = useNotebook()
  const label = useLabel()

  function find(kind: string, path: string): Field | undefined {
    const form = notebook.declared.kinds[kind]
    if (form === undefined) return undefined
    const own = [...fieldsOf(form), ...form.review.parts.filter((part): part is Field => !isGroup(part))]
    const found = own.find((one) => one.path === path)
    const [, group, inside] = RELATIVE.exec(path) ?? []
    return found ?? groupsOf(form).find((one) => one.group === group)?.fields.find((one) => one.path === inside)
  }

  function codesOf(kind: string, path: string): readonly Code[] {
    const field = find(kind, path)
    return field?.codes ?? field?.options ?? []
  }

  return {
    kind: (kind) => label(notebook.declared.kinds[kind]?.label ?? { zh: kind, en: kind }),
    field: (kind, path) => label(find(kind, path)?.label ?? { zh: path, en: path }),
    code(kind, path, code) {
      const found = codesOf(kind, path).find((one) => one.code === code)
      return found === undefined ? String(code ?? '') : label(found.label)
    },
    codes: (kind, path) =>
      codesOf(kind, path)
        .filter((one) => one.retired !== true)
        .map((one) => ({ code: one.code, label: label(one.label) })),
    unit(kind, path) {
      const unit = find(kind, path)?.unit
      return unit === undefined ? '' : label({ zh: unit.zh, en: unit.ucum })
    },
  }
}
