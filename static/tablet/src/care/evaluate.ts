// A rule set on one record: what follows, what cannot be said and what is missing for it, and what to tell at once.
// Pure, and it never throws, whatever the record holds. schemas/care/evaluate.py is its twin.

import { Expression, NotComputable, type Given, type Value } from './expression.ts'
import { given, type Values } from './given.ts'
import { asGiven, type Card, type KindRules, type Level, type Output, type RuleSet, type Table } from './rule_set.ts'
import { filled } from './wording.ts'

export type Found = Value | NotComputable

export interface ShownCard {
  readonly id: string
  readonly level: Level
  readonly zh: string
  readonly en: string
}

/** What a rule set made of one record: `Result.plain()` of the centre, ready for the document. */
export interface Result {
  /** `NBPHS3_2017@1` */
  readonly rule_set: string
  readonly kind: string
  /** An output without a value is {missing: [names of inputs]}. */
  readonly outputs: Readonly<Record<string, Value | { readonly missing: readonly string[] }>>
  readonly cards: readonly ShownCard[]
  /** What it was given, by input name; what is missing does not stand there. */
  readonly inputs: Readonly<Record<string, Value>>
}

/**
 * Work out everything that a rule set says about a record of this kind.
 *
 * values: the record's answers, path → scalar; one boolean a code at `<path>.<code>` for choices.
 * context: `date` (of the record), `age`, `sex`, `tags`, `previous`, and what else the rule set's inputs name. null
 * says "there is none"; a name that is left out is not known.
 * rules: those of the kind, or fewer where not all is asked.
 */
export function evaluate(
  ruleSet: RuleSet,
  kindName: string,
  values: Values,
  context: Values,
  rules: KindRules = ruleSet.ofKind(kindName),
): Result {
  return new Evaluation(ruleSet, kindName, rules, values, context).result()
}

class Evaluation {
  private readonly inputs: Record<string, Given> = {}
  private readonly outputs = new Map<string, Found>()
  /** Every value so far, as expressions take it. No prototype: a name is known only once it was given. */
  private readonly known: Record<string, Given> = Object.create(null) as Record<string, Given>

  constructor(
    private readonly ruleSet: RuleSet,
    private readonly kind: string,
    private readonly rules: KindRules,
    values: Values,
    context: Values,
  ) {
    Object.assign(this.known, this.rules.constants)
    for (const name of this.rules.inputs) {
      const asked = ruleSet.input(name)
      const value = asked && given(asked, values, context)
      if (value !== undefined) this.known[name] = this.inputs[name] = value
    }
  }

  result(): Result {
    for (const output of this.rules.outputs) {
      const { name, type } = output.plain
      const found = this.workedOut(output)
      this.outputs.set(name, found)
      if (!(found instanceof NotComputable)) this.known[name] = asGiven(found, type)
    }
    const cards = this.rules.cards.filter((card) => this.value(card.when) === true).map((card) => this.shown(card))
    return {
      rule_set: this.ruleSet.reference,
      kind: this.kind,
      outputs: Object.fromEntries([...this.outputs].map(([name, found]) => [name, plainFound(found)])),
      cards,
      inputs: Object.fromEntries(Object.entries(this.inputs).map(([name, value]) => [name, plainGiven(value)])),
    }
  }

  private workedOut({ plain, rows }: Output): Found {
    const needed = this.missing(plain.needs)
    if (needed.length) return new NotComputable(needed)
    for (const row of rows) {
      if (row.when) {
        const holds = this.value(row.when)
        if (holds instanceof NotComputable) return holds
        if (holds !== true) continue
      }
      if (!row.expression) return row.value ?? new NotComputable([])
      const found = this.value(row.expression)
      return plain.codes.length && !plain.codes.includes(found as string) && !(found instanceof NotComputable)
        ? new NotComputable([])
        : found
    }
    return new NotComputable([])
  }

  private value(expression: Expression): Found {
    this.lookUp(expression.names)
    const found = expression.value(this.known)
    return found instanceof NotComputable ? new NotComputable(this.missing(found.missing)) : found
  }

  /** Find the rows of those names that are tables, as soon as what they are found by is known. */
  private lookUp(names: readonly string[]): void {
    for (const name of names) {
      const table = this.ruleSet.table(name)
      if (!table || this.known[name] !== undefined) continue
      const row = rowOf(table, this.known[table.by])
      if (row) this.known[name] = row
    }
  }

  /** The inputs for want of which these names have no value, each once, by name. */
  private missing(names: readonly string[]): string[] {
    const found = new Set<string>()
    for (const name of names) {
      if (this.known[name] !== undefined) continue
      const earlier = this.outputs.get(name)
      const by = this.ruleSet.table(name)?.by
      if (earlier instanceof NotComputable) for (const input of earlier.missing) found.add(input)
      else if (by === undefined) found.add(name)
      else for (const input of this.known[by] === undefined ? this.missing([by]) : [by]) found.add(input)
    }
    return [...found].sort()
  }

  private shown(card: Card): ShownCard {
    this.lookUp(card.names)
    const { id, level, text } = card.plain
    const values = new Map<string, unknown>(Object.entries(this.known))
    return { id, level, zh: filled(text.zh, values), en: filled(text.en, values) }
  }
}

function rowOf(table: Table, value: Given | undefined): Record<string, Given> | undefined {
  if (value === undefined) return undefined
  let found: Readonly<Record<string, string | number | boolean>> | undefined
  if (table.exact) {
    found = table.rows.find((row) => row.start === value)?.values
  } else {
    const number = Number(value)
    if (table.end !== null && number > table.end) return undefined
    for (const row of table.rows) if (row.start === null || number >= Number(row.start)) found = row.values
  }
  if (!found) return undefined
  return Object.fromEntries(
    Object.entries(found).map(([column, cell]) => [column, asGiven(cell, table.columns[column] ?? '')]),
  )
}

function plainFound(found: Found): Value | { missing: readonly string[] } {
  return found instanceof NotComputable ? { missing: found.missing } : found
}

function plainGiven(value: Given): Value {
  return typeof value === 'bigint' ? Number(value) : (value as Value)
}
