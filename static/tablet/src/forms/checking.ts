// Checking a document's values against its form. schemas/checking.py is its twin: the same problems in the same order.

import { dateText, dayOfMs } from '../care/days.ts'
import { byCharacter } from './characters.ts'
import type { Field, Form, Group } from './form.ts'
import { readIdNumber } from './id_number.ts'
import { groupFields, groupsOf, ordinaryFields, splitEntry, UNMEASURED } from './paths.ts'
import { given, ruleCheck, same, type Problem, type RuleCheck, type Values } from './rule_checks.ts'
import { checkFor, type Check } from './value_checks.ts'

export type { Problem, Values } from './rule_checks.ts'

/** Clocks run ahead a little; what lies further in the future was typed or set wrongly. */
const CLOCK_AHEAD_MS_MAX = 5 * 60 * 1000
const SHOWN_PATH_MAX = 200
const UNKNOWN_FIELDS_MAX = 50

interface GroupChecks {
  readonly checks: ReadonlyMap<string, Check>
  readonly required: readonly string[]
  readonly entriesMax: number
}

/** Everything needed to check documents of one kind: worked out once a form. */
export class Checks {
  readonly fields: ReadonlyMap<string, Field>
  private readonly byPath: ReadonlyMap<string, Check>
  private readonly groups: ReadonlyMap<string, GroupChecks>
  private readonly rules: readonly RuleCheck[]

  constructor(readonly form: Form) {
    this.fields = ordinaryFields(form)
    this.byPath = new Map([...this.fields].map(([path, field]) => [path, checkFor(field)]))
    this.groups = new Map(groupsOf(form).map((group) => [group.group, groupChecks(group)]))
    this.rules = form.rules.map((rule) => ruleCheck(rule, form))
  }

  /** What is wrong with one value by itself. */
  ofValue(path: string, value: unknown): readonly Problem[] {
    const place = splitEntry(path)
    const check = this.byPath.get(path) ?? (place && this.groups.get(place.group)?.checks.get(place.field))
    if (check === undefined || value === null || value === undefined) return []
    return check(value).map((finding) => ({ path, ...finding }))
  }

  /** All that is wrong, ordered by path and then by code. `nowMs`: what lies after it is in the future. */
  of(values: Values, nowMs?: number): Problem[] {
    const problems: Problem[] = []
    const elsewhere: string[] = []
    for (const [path, value] of Object.entries(values)) {
      if (!this.byPath.has(path)) elsewhere.push(path)
      else problems.push(...this.ofValue(path, value))
    }
    problems.push(...this.outsideOrdinaryPaths(values, elsewhere), ...this.missing(values), ...this.reasons(values))
    for (const rule of this.rules) {
      const problem = rule(values)
      if (problem) problems.push(problem)
    }
    if (nowMs !== undefined) problems.push(...this.inTheFuture(values, nowMs))
    return problems.sort((one, other) => byCharacter(one.path, other.path) || byCharacter(one.code, other.code))
  }

  private missing(values: Values): Problem[] {
    const asked = (field: Field) =>
      field.show_if === undefined || field.show_if.any_of.some((one) => same(values[field.show_if?.path ?? ''], one))
    return [...this.fields.values()]
      .filter((field) => field.required && !isThere(values, field.path) && asked(field))
      .map((field) => ({ path: field.path, code: 'value.required', severity: 'hard', params: {} }))
  }

  private reasons(values: Values): Problem[] {
    const there = (path: string) => values[path] !== undefined && values[path] !== null
    return [...this.fields.values()]
      .filter((field) => field.unmeasured && there(field.path) && there(field.path + UNMEASURED))
      .map((field) => ({ path: field.path, code: 'value.and_reason', severity: 'rule', params: {} }))
  }

  /** Entries of groups, and what no field knows. */
  private outsideOrdinaryPaths(values: Values, paths: readonly string[]): Problem[] {
    const problems: Problem[] = []
    const unknown: string[] = []
    const entries = new Map<string, Set<string>>()
    for (const path of paths) {
      const place = splitEntry(path)
      const group = place && this.groups.get(place.group)
      if (!place || !group?.checks.has(place.field)) {
        unknown.push(storable(path))
      } else if (values[path] !== undefined && values[path] !== null) {
        entries.set(place.group, (entries.get(place.group) ?? new Set()).add(place.entry))
        problems.push(...this.ofValue(path, values[path]))
      }
    }
    for (const path of unknown.sort(byCharacter).slice(0, UNKNOWN_FIELDS_MAX)) {
      problems.push({ path, code: 'value.unknown_field', severity: 'soft', params: {} })
    }
    for (const [name, ids] of entries) problems.push(...this.entriesOf(name, ids, values))
    return problems
  }

  private entriesOf(name: string, ids: ReadonlySet<string>, values: Values): Problem[] {
    const problems: Problem[] = []
    const { required, entriesMax } = this.groups.get(name) ?? { required: [], entriesMax: Infinity }
    if (ids.size > entriesMax) {
      problems.push({ path: name, code: 'group.too_many', severity: 'hard', params: { max: entriesMax } })
    }
    for (const entry of ids) {
      for (const field of required) {
        const path = `${name}.${entry}.${field}`
        if (!isThere(values, path)) problems.push({ path, code: 'value.required', severity: 'hard', params: {} })
      }
    }
    return problems
  }

  private inTheFuture(values: Values, nowMs: number): Problem[] {
    const latestMs = nowMs + CLOCK_AHEAD_MS_MAX
    const latestDay = dateText(dayOfMs(latestMs))
    const problems: Problem[] = []
    for (const { path, type, past } of this.fields.values()) {
      const value = values[path]
      if (!past) continue
      if (type === 'time') {
        if (!Number.isInteger(value) || (value as number) <= latestMs) continue
        problems.push({ path, code: 'value.future', severity: 'soft', params: {} })
      } else if (typeof value === 'string') {
        problems.push(...this.dayInTheFuture(path, type, value, latestDay))
      }
    }
    return problems
  }

  private dayInTheFuture(path: string, type: string, value: string, latestDay: string): Problem[] {
    if (type === 'id_number') {
      if (!readIdNumber(value, latestDay).problems.includes('id_number.future')) return []
      return [{ path, code: 'id_number.future', severity: 'hard', params: {} }]
    }
    const start = [...value].slice(0, 10).join('')
    if (start <= latestDay.slice(0, start.length) || this.ofValue(path, value).length > 0) return []
    return [{ path, code: 'value.future', severity: 'soft', params: {} }]
  }
}

/** Whether a required answer is there: a reason for having none will do. */
export function isThere(values: Values, path: string): boolean {
  const value = values[path]
  return (value !== undefined && value !== null && value !== '') || given(values[path + UNMEASURED])
}

function groupChecks(group: Group): GroupChecks {
  const inside = groupFields(group)
  return {
    checks: new Map([...inside].map(([path, field]) => [path, checkFor(field)])),
    required: [...inside.values()].filter((field) => field.required).map((field) => field.path),
    entriesMax: group.entries_max,
  }
}

function storable(path: string): string {
  const shown = [...path].slice(0, SHOWN_PATH_MAX).join('')
  return shown.replace(/[\0\ud800-\udfff]/gu, '?')
}
