// Days that follow from others, offered beside their box and taken over by a tap; what a label or certificate says
// itself goes before them.

import { addDays, addMonths, isDate } from '../care/dates.ts'
import type { Values } from '../notebook.ts'
import type { Form } from './form.ts'

type Suggest = (values: Values) => string | undefined

const BY_KIND: Readonly<Record<string, Readonly<Record<string, Suggest>>>> = {
  certificate: {
    // A year, less a day: reply of the 卫生部, 1997.
    expires_on: ({ issued_on: issued }) => (isDate(issued) ? addDays(addMonths(issued, 12), -1) : undefined),
  },
  fire_equipment: {
    scrap_date: ({ made, label_years: years }) =>
      typeof years === 'number' && isDate(`${String(made)}-01`) ? addMonths(`${String(made)}-01`, years * 12) : undefined,
  },
}

/** undefined: nothing follows, or somebody has answered already. */
export function suggested(form: Form, path: string, values: Values): string | undefined {
  if (values[path] !== undefined) return undefined
  try {
    return BY_KIND[form.kind]?.[path]?.(values)
  } catch {
    // Years that lead out of the calendar lead to no suggestion.
    return undefined
  }
}
