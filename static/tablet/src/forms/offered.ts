// The answers that a question offers here: those of its list, and for programmes those that the community runs.

import type { Notebook } from '../notebook.ts'
import type { Code, Field, Label } from './form.ts'

interface ProgrammeTitle {
  readonly programme?: string
  readonly title?: Label
}

export function offeredCodes(notebook: Notebook, field: Field): readonly Code[] {
  const codes = field.codes ?? []
  if (field.path !== 'program' || !field.open_codes) return codes
  const own = Object.values(notebook.declared.programmes) as ProgrammeTitle[]
  const added = own.flatMap(({ programme, title }) =>
    programme && title && !codes.some((one) => one.code === programme) ? [{ code: programme, label: title }] : [],
  )
  return [...codes, ...added]
}
