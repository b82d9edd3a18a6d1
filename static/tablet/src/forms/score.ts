// A sum that is told while it grows: of forms whose codes are the scores of the paper. What it means is said by the
// rules, once everything is answered; no blank ever counts.

import type { Values } from '../notebook.ts'
import type { Field, Form, Section } from './form.ts'
import { isGroup } from './paths.ts'

const SCORED: ReadonlySet<string> = new Set(['self_care', 'ability'])
const SCORE = /^[0-9]{1,2}$/

/** `answered` of `all` questions of a section, and their `total`; undefined where a section is no sum. */
export function runningScore(form: Form, section: Section, values: Values): { answered: number; all: number; total: number } | undefined {
  const fields = section.parts.filter((part): part is Field => !isGroup(part))
  const scored = fields.every((field) => field.type === 'code' && field.codes?.every(({ code }) => SCORE.test(code)))
  if (!SCORED.has(form.kind) || !scored || fields.length < 3 || fields.length < section.parts.length) return undefined
  const answers = fields.map((field) => values[field.path]).filter((value) => typeof value === 'string' && SCORE.test(value))
  return { answered: answers.length, all: fields.length, total: answers.reduce<number>((sum, value) => sum + Number(value), 0) }
}
