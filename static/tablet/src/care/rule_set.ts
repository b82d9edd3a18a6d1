// A rule set as the centre hands it out: checked there, plain data here. schemas/care/rule_set.py is its twin.

import { Expression, type Given } from './expression.ts'

export interface Label {
  readonly zh: string
  readonly en: string
}

type Scalar = string | number | boolean
type Constant = Scalar | readonly string[]
interface Noted {
  readonly source: readonly string[]
  readonly mark: '' | 'unverified' | 'proposed'
}

export interface Input {
  readonly origin: 'path' | 'context' | 'previous'
  readonly key: string
  readonly type: 'integer' | 'decimal' | 'score' | 'code' | 'choices' | 'boolean' | 'date' | 'text' | 'texts'
  readonly label: Label
  readonly between: readonly [number, number] | null
  readonly codes: readonly string[]
  readonly when_none: Constant | null
  readonly only_if: { readonly path: string; readonly any_of: readonly Scalar[] } | null
}
interface Named extends Noted {
  readonly value: Constant
  readonly type: string
  readonly unit: string
}
export interface Table extends Noted {
  readonly by: string
  readonly exact: boolean
  readonly columns: Readonly<Record<string, string>>
  readonly rows: readonly { readonly start: Scalar | null; readonly values: Readonly<Record<string, Scalar>> }[]
  readonly end: number | null
}
export interface PlainOutput extends Noted {
  readonly name: string
  readonly type: 'boolean' | 'integer' | 'decimal' | 'code' | 'date' | 'text'
  readonly label: Label
  readonly rows: readonly { readonly when: string | null; readonly value: Scalar | null; readonly expression: string | null }[]
  readonly needs: readonly string[]
  readonly codes: readonly string[]
  readonly proposes: string
  readonly shown: boolean
}
export type Level = 'danger' | 'warn' | 'advice'
export interface PlainCard extends Noted {
  readonly id: string
  readonly level: Level
  readonly when: string
  readonly text: Label
}
/** What `RuleSet.plain()` gives at the centre. */
export interface PlainRuleSet {
  readonly rule_set: string
  readonly version: number
  readonly title: Label
  readonly status: 'reports' | 'target'
  readonly sources: Readonly<Record<string, string>>
  readonly inputs: Readonly<Record<string, Input>>
  readonly constants: Readonly<Record<string, Named>>
  readonly tables: Readonly<Record<string, Table>>
  readonly parts: readonly {
    readonly kinds: readonly string[]
    readonly outputs: readonly PlainOutput[]
    readonly cards: readonly PlainCard[]
  }[]
}

export interface Row {
  readonly when: Expression | null
  readonly value: Scalar | null
  readonly expression: Expression | null
}
export interface Output {
  readonly plain: PlainOutput
  readonly rows: readonly Row[]
}
export interface Card {
  readonly plain: PlainCard
  readonly when: Expression
  /** The names that its words stand for. */
  readonly names: readonly string[]
}
/** What a rule set says about one kind of record, ready to be evaluated. */
export interface KindRules {
  readonly outputs: readonly Output[]
  readonly cards: readonly Card[]
  readonly inputs: readonly string[]
  readonly constants: Readonly<Record<string, Given>>
}

export class RuleSet {
  private readonly byKind = new Map<string, KindRules>()

  constructor(readonly plain: PlainRuleSet) {}

  /** How records name it: `NBPHS3_2017@1`. */
  get reference(): string {
    return `${this.plain.rule_set}@${this.plain.version}`
  }

  /** The kinds of record that it has something to say about. */
  get kinds(): readonly string[] {
    return [...new Set(this.plain.parts.flatMap((part) => part.kinds))].sort()
  }

  table(name: string): Table | undefined {
    return own(this.plain.tables, name)
  }

  input(name: string): Input | undefined {
    return own(this.plain.inputs, name)
  }

  /** What it says about one kind of record; nothing about a kind that it does not know. Compiled once. */
  ofKind(kind: string): KindRules {
    const known = this.byKind.get(kind)
    if (known) return known
    const made = this.compiled(kind)
    this.byKind.set(kind, made)
    return made
  }

  /**
   * The rules of a kind that these outputs follow from, and no others: for one question that is asked of many records.
   * Compiled once.
   */
  ofOutputs(kind: string, names: readonly string[]): KindRules {
    const key = [kind, ...names].join()
    const known = this.byKind.get(key)
    if (known) return known
    const plain = this.partsOf(kind).flatMap((part) => part.outputs)
    const wanted = new Map<PlainOutput, Output>()
    const open = [...names]
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      const by = this.table(name)?.by
      if (by !== undefined) open.push(by)
      for (const one of plain) {
        if (one.name !== name || wanted.has(one)) continue
        const made = output(one)
        wanted.set(one, made)
        open.push(...namesOfOutput(made))
      }
    }
    const made = this.rules(plain.flatMap((one) => wanted.get(one) ?? []), [])
    this.byKind.set(key, made)
    return made
  }

  private partsOf(kind: string): PlainRuleSet['parts'] {
    return this.plain.parts.filter((part) => part.kinds.includes(kind))
  }

  private compiled(kind: string): KindRules {
    const parts = this.partsOf(kind)
    return this.rules(parts.flatMap((part) => part.outputs.map(output)), parts.flatMap((part) => part.cards.map(card)))
  }

  private rules(outputs: readonly Output[], cards: readonly Card[]): KindRules {
    const names = new Set([...outputs.flatMap(namesOfOutput), ...cards.flatMap((it) => [...it.when.names, ...it.names])])
    for (const name of [...names]) {
      const table = this.table(name)
      if (table) names.add(table.by)
    }
    const constants: Record<string, Given> = {}
    for (const [name, { value, type }] of Object.entries(this.plain.constants)) {
      if (names.has(name)) constants[name] = asGiven(value, type)
    }
    const inputs = Object.keys(this.plain.inputs).filter((name) => names.has(name))
    return { outputs, cards, inputs: inputs.sort(), constants }
  }
}

/** A value of a care file as expressions take it: whole numbers as bigint. */
export function asGiven(value: Constant, type: string): Given {
  return typeof value === 'number' && (type === 'integer' || type === 'score') ? BigInt(value) : value
}

/** The names between braces: of values that stand in a text. */
export function places(text: string): string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)].map((found) => found[1] ?? '')
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

function output(plain: PlainOutput): Output {
  const rows = plain.rows.map(({ when, value, expression }) => ({
    when: when === null ? null : Expression.compile(when),
    value,
    expression: expression === null ? null : Expression.compile(expression),
  }))
  return { plain, rows }
}

function card(plain: PlainCard): Card {
  const found = [...places(plain.text.zh), ...places(plain.text.en)].map((place) => place.split('.')[0] ?? '')
  return { plain, when: Expression.compile(plain.when), names: [...new Set(found)] }
}

function namesOfOutput({ plain, rows }: Output): readonly string[] {
  return [...plain.needs, ...rows.flatMap((row) => [...(row.when?.names ?? []), ...(row.expression?.names ?? [])])]
}
