// Rules between answers, as a form declares them. schemas/rule_checks.py is its twin.

import { byCharacter } from './characters.ts'
import type { Form, Rule } from './form.ts'
import { readIdNumber, type IdNumber } from './id_number.ts'
import { fieldsOf, groupsOf } from './paths.ts'
import type { Finding, Severity } from './value_checks.ts'

export type Values = Readonly<Record<string, unknown>>
export interface Problem extends Finding {
  readonly path: string
}
export type RuleCheck = (values: Values) => Problem | undefined

/** Whether a value is an answer: not missing, not empty, not an unticked box. */
export function given(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== ''
}

/** The function for one rule; its problem stands at the path that a person would change. */
export function ruleCheck(rule: Rule, form: Form): RuleCheck {
  return MAKERS[rule.operator](rule, form)
}

/** Equal as the centre compares: true is 1 there. */
export function same(one: unknown, other: unknown): boolean {
  return one === other || (isNumber(one) && isNumber(other) && Number(one) === Number(other))
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean'
}

function answered(path: string, form: Form): (values: Values) => boolean {
  const options = optionPaths(form, path)
  if (options) return (values) => options.some((option) => given(values[option]))
  if (groupsOf(form).some((group) => group.group === path)) {
    const start = `${path}.`
    return (values) => Object.keys(values).some((key) => key.startsWith(start) && given(values[key]))
  }
  return (values) => given(values[path])
}

function optionPaths(form: Form, path: string): readonly string[] | undefined {
  const field = fieldsOf(form).find((one) => one.path === path && one.type === 'choices')
  return field?.options?.map((option) => option.path)
}

function spelledOut(paths: readonly string[], form: Form): string[] {
  return paths.flatMap((path) => optionPaths(form, path) ?? [path])
}

function problem(rule: Rule, path: string): Problem {
  const severity: Severity = rule.severity ?? 'rule'
  return { path, code: rule.code, severity, params: { zh: rule.sentence.zh, en: rule.sentence.en } }
}

function first(rule: Rule): string {
  return rule.paths[0] ?? ''
}

function triggered(rule: Rule, form: Form): (values: Values) => boolean {
  const wanted = rule.values ?? []
  if (wanted.length === 0) return answered(first(rule), form)
  return (values) => wanted.some((one) => same(values[first(rule)], one))
}

function together(rule: Rule, form: Form): RuleCheck {
  const parts = rule.paths.map((path) => [path, answered(path, form)] as const)
  return (values) => {
    const missing = parts.filter(([, isAnswered]) => !isAnswered(values)).map(([path]) => path)
    return missing[0] !== undefined && missing.length < parts.length ? problem(rule, missing[0]) : undefined
  }
}

function anyOf(rule: Rule, form: Form): RuleCheck {
  const parts = rule.paths.map((path) => answered(path, form))
  return (values) => (parts.some((isAnswered) => isAnswered(values)) ? undefined : problem(rule, first(rule)))
}

function requires(rule: Rule, form: Form): RuleCheck {
  const begins = triggered(rule, form)
  const others = rule.paths.slice(1).map((path) => [path, answered(path, form)] as const)
  return (values) => {
    const missing = begins(values) ? others.find(([, isAnswered]) => !isAnswered(values)) : undefined
    return missing && problem(rule, missing[0])
  }
}

function excludes(rule: Rule, form: Form): RuleCheck {
  const begins = triggered(rule, form)
  const others = spelledOut(rule.paths.slice(1), form)
    .filter((path) => path !== first(rule))
    .map((path) => [path, answered(path, form)] as const)
  return (values) => {
    const found = begins(values) ? others.find(([, isAnswered]) => isAnswered(values)) : undefined
    return found && problem(rule, found[0])
  }
}

function chosenMax(rule: Rule, form: Form): RuleCheck {
  const options = spelledOut(rule.paths, form)
  const most = Number(rule.values?.[0])
  return (values) =>
    options.filter((option) => values[option] === true).length > most ? problem(rule, first(rule)) : undefined
}

function ordered(equalAllowed: boolean): (rule: Rule) => RuleCheck {
  return (rule) => {
    const [lowPath = '', highPath = ''] = rule.paths
    return (values) => {
      const low = values[lowPath]
      const high = values[highPath]
      let difference: number
      if (typeof low === 'string' && typeof high === 'string') difference = byCharacter(low, high)
      else if (isNumber(low) && isNumber(high)) difference = Number(low) - Number(high)
      else return undefined
      return difference > 0 || (difference === 0 && !equalAllowed) ? problem(rule, lowPath) : undefined
    }
  }
}

function idSays(part: (reading: IdNumber) => string, comparable: (other: string) => boolean): (rule: Rule) => RuleCheck {
  return (rule) => {
    const [idPath = '', otherPath = ''] = rule.paths
    return (values) => {
      const typed = values[idPath]
      const other = values[otherPath]
      if (typeof typed !== 'string' || typeof other !== 'string' || !comparable(other)) return undefined
      const reading = readIdNumber(typed)
      // A number that is itself wrong says nothing about the person.
      return reading.problems.length === 0 && part(reading) !== other ? problem(rule, otherPath) : undefined
    }
  }
}

const MAKERS: Record<Rule['operator'], (rule: Rule, form: Form) => RuleCheck> = {
  together,
  any_of: anyOf,
  requires,
  excludes,
  chosen_max: chosenMax,
  less: ordered(false),
  at_most: ordered(true),
  id_birth: idSays((reading) => reading.birthDate, () => true),
  // 0 unknown and 9 unstated contradict nothing.
  id_sex: idSays((reading) => reading.sex, (sex) => sex === '1' || sex === '2'),
}
