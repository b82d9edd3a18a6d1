// What an answer changes besides itself. Pure: from a form, its answers so far and what was tapped, to what is written.

import type { Answers, Scalar, Values } from '../notebook.ts'
import { optionsAt, entriesOf, newEntryId, hasAnswer } from './asking.ts'
import type { Field, Form, Option } from './form.ts'
import { readIdNumber } from './id_number.ts'
import { fieldsOf, groupsOf, UNMEASURED } from './paths.ts'
import { given } from './rule_checks.ts'

/** A box ticked or not, and the boxes that cannot stand beside it: "none of these" clears all others, and they it. */
export function ticking(form: Form, field: Field, path: string, option: Option, values: Values): Answers {
  const ticked = values[option.path] === true
  if (ticked) return { [option.path]: false }
  const options = optionsAt(field, path).map((one) => one.path)
  const alone = excludesOthers(form, field)
  const cleared = alone.has(option.path) ? options : options.filter((one) => alone.has(one))
  return {
    [option.path]: true,
    ...Object.fromEntries(cleared.filter((one) => one !== option.path && values[one] === true).map((one) => [one, false])),
  }
}

/** The options that a rule of the form forbids beside the rest of their list. */
export function excludesOthers(form: Form, field: Field): ReadonlySet<string> {
  const own = new Set((field.options ?? []).map((option) => option.path))
  const rules = form.rules.filter((rule) => rule.operator === 'excludes' && own.has(rule.paths[0] ?? ''))
  return new Set(rules.filter((rule) => rule.paths.slice(1).includes(field.path)).map((rule) => rule.paths[0] ?? ''))
}

/** A value where there was a reason for having none takes the reason away, and the other way round. */
export function measuring(path: string, value: Scalar | null, values: Values): Answers {
  const reason = path + UNMEASURED
  return { [path]: value, ...(value !== null && values[reason] !== undefined ? { [reason]: null } : {}) }
}

export function notMeasuring(path: string, reason: string | null, values: Values): Answers {
  return { [path + UNMEASURED]: reason, ...(reason !== null && values[path] !== undefined ? { [path]: null } : {}) }
}

/** A sound identity number says when somebody was born and of which sex; what stands there already stays. */
export function identifying(form: Form, path: string, number: string, values: Values): Answers {
  const reading = readIdNumber(number)
  const told = { id_birth: reading.birthDate, id_sex: reading.sex }
  const filled: Record<string, Scalar | null> = { [path]: reading.number }
  if (reading.problems.length > 0) return filled
  for (const rule of form.rules) {
    const [first, second] = rule.paths
    if (first === path && second && (rule.operator === 'id_birth' || rule.operator === 'id_sex') && !given(values[second])) {
      filled[second] = told[rule.operator]
    }
  }
  // Whoever has a number needs no reason for having none.
  for (const rule of form.rules) {
    const [first, second] = rule.paths
    if (rule.operator === 'excludes' && first === path && second && given(values[second])) filled[second] = null
  }
  return filled
}

/** "Everything as usual": the neutral answers, where nothing is answered yet. Nothing that is measured has one. */
export function asUsual(form: Form, values: Values): Answers {
  return Object.fromEntries(Object.entries(form.neutral).filter(([path]) => values[path] === undefined))
}

/** "Same as last time": what lasts, where nothing is answered yet; groups only where none has been begun. */
export function asLastTime(form: Form, last: Values, values: Values, nowMs: number): Values {
  const answers: Record<string, Scalar> = {}
  for (const field of fieldsOf(form)) {
    if (!field.lasting || field.computed || field.retired || hasAnswer(field, field.path, values)) continue
    const paths = field.type === 'choices' ? optionsAt(field, field.path).filter((one) => !one.retired).map((one) => one.path) : [field.path]
    for (const path of paths) if (given(last[path]) && stillOffered(field, last[path])) answers[path] = last[path]!
  }
  for (const group of groupsOf(form)) {
    if (entriesOf(group.group, values).length > 0) continue
    const lasting = group.fields.filter((field) => field.lasting && !field.retired)
    entriesOf(group.group, last).forEach((entry, place) => {
      const id = newEntryId(nowMs + place)
      for (const field of lasting) {
        const value = last[`${group.group}.${entry}.${field.path}`]
        if (given(value)) answers[`${group.group}.${id}.${field.path}`] = value!
      }
    })
  }
  return answers
}

/** The paths of lasting answers that differ from last time: to be marked, so that a change is seen to be one. */
export function changedSince(form: Form, last: Values, values: Values): ReadonlySet<string> {
  const changed = new Set<string>()
  for (const field of fieldsOf(form)) {
    if (!field.lasting || !hasAnswer(field, field.path, values)) continue
    const paths = field.type === 'choices' ? optionsAt(field, field.path).map((one) => one.path) : [field.path]
    const before = paths.some((path) => last[path] !== undefined)
    if (before && paths.some((path) => given(last[path]) !== given(values[path]) || (given(values[path]) && last[path] !== values[path]))) {
      changed.add(field.path)
    }
  }
  return changed
}

/** Whether a measured value lies so far from the same person's last one that somebody should look again. */
export function drifts(field: Field, value: number, last: number | undefined): boolean {
  if (field.drift_percent === undefined || last === undefined || last === 0) return false
  return Math.abs(value - last) * 100 > field.drift_percent * Math.abs(last)
}

/** Take an entry away: every path of it. */
export function withoutEntry(group: string, entry: string, values: Values): Answers {
  const start = `${group}.${entry}.`
  return Object.fromEntries(Object.keys(values).filter((path) => path.startsWith(start)).map((path) => [path, null]))
}

function stillOffered(field: Field, value: Scalar | undefined): boolean {
  if (field.type !== 'code') return true
  const code = field.codes?.find((one) => one.code === value)
  return code ? !code.retired : field.open_codes === true
}
