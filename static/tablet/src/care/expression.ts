// Expressions of care files, evaluated by CEL. The one place for that library; schemas/care/expression.py is its twin.
//
// Only what the centre has checked arrives here: what is not in its grammar never reaches a tablet. A value that is
// not known is not given at all: `a || b` is then true where `b` is, and without a value where it is not.

import { Environment, type ASTNode, type ParseResult } from '@marcbachmann/cel-js'

import { addDays, addMonths, days, years } from './dates.ts'

/** What an expression gives. Whole numbers are numbers here, as everywhere else on the tablet. */
export type Value = string | number | boolean | string[]
/** What an expression is given: whole numbers as bigint, decimals as number. */
export type Given = string | number | bigint | boolean | readonly string[] | Readonly<Record<string, unknown>>

/** No value, and which names would be needed for one. */
export class NotComputable {
  constructor(readonly missing: readonly string[]) {}
}

// Types are settled at the centre; what the engine could say of them here would only differ from what it finds later.
const environment = new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false })
  .registerFunction('days(string, string): int', (start: string, end: string) => BigInt(days(start, end)))
  .registerFunction('add_days(string, int): string', (day: string, count: bigint) => addDays(day, Number(count)))
  .registerFunction('add_months(string, int): string', (day: string, count: bigint) => addMonths(day, Number(count)))
  .registerFunction('years(string, string): int', (born: string, on: string) => BigInt(years(born, on)))
  .registerFunction('round(double, int): double', (number: number, decimals: bigint) => round(number, Number(decimals)))

export class Expression {
  private constructor(
    readonly text: string,
    /** The names whose values it uses, sorted. */
    readonly names: readonly string[],
    /** Those of them that stand inside exists or all, and have to be known whatever else holds. */
    private readonly inner: readonly string[],
    private readonly program: ParseResult,
  ) {}

  /** Throws where the text is no CEL. */
  static compile(text: string): Expression {
    const program = environment.parse(text)
    return new Expression(text, [...namesOf(program.ast)].sort(), [...innerNames(program.ast)], program)
  }

  /** Never throws. */
  value(values: Readonly<Record<string, Given | null | undefined>>): Value | NotComputable {
    const known = (name: string) => values[name] !== undefined && values[name] !== null
    try {
      const found = this.inner.every(known) ? plain(this.program(values)) : undefined
      if (found !== undefined) return found
    } catch {
      // An unknown name, or values that have no answer: said below.
    }
    return new NotComputable(this.names.filter((name) => !known(name)))
  }
}

/** Half up, as people round; the same floating point steps as at the centre. Throws RangeError. */
function round(number: number, decimals: number): number {
  if (decimals < 0 || decimals > 6 || !(Math.abs(number) < 1e9)) throw new RangeError('cannot be rounded')
  const factor = 10 ** decimals
  return Math.floor(number * factor + 0.5) / factor
}

function plain(found: unknown): Value | undefined {
  if (typeof found === 'bigint') {
    const number = Number(found)
    return Number.isSafeInteger(number) ? number : undefined
  }
  if (typeof found === 'number') return Number.isFinite(found) ? found : undefined
  if (typeof found === 'string' || typeof found === 'boolean') return found
  return Array.isArray(found) ? (found as string[]) : undefined
}

function namesOf(node: ASTNode): Set<string> {
  if (node.op === 'id') return new Set([node.args])
  const each = eachIn(node)
  if (each) return new Set([...namesOf(each.of), ...without(each.variable, namesOf(each.condition))])
  return new Set(nodesIn(node.args).flatMap((inner) => [...namesOf(inner)]))
}

function innerNames(node: ASTNode): Set<string> {
  const each = eachIn(node)
  if (!each) return new Set(nodesIn(node.args).flatMap((inner) => [...innerNames(inner)]))
  return new Set([...innerNames(each.of), ...without(each.variable, namesOf(each.condition))])
}

/** The parts of `list.exists(variable, condition)` and `list.all(variable, condition)`. */
function eachIn(node: ASTNode): { of: ASTNode; variable: string; condition: ASTNode } | undefined {
  if (node.op !== 'rcall' || (node.args[0] !== 'exists' && node.args[0] !== 'all')) return undefined
  const [, of, [variable, condition]] = node.args
  return variable?.op === 'id' && condition ? { of, variable: variable.args, condition } : undefined
}

function without(name: string, names: Set<string>): Set<string> {
  names.delete(name)
  return names
}

function nodesIn(part: unknown): ASTNode[] {
  if (Array.isArray(part)) return part.flatMap(nodesIn)
  return part !== null && typeof part === 'object' && 'op' in part ? [part as ASTNode] : []
}
