// What the centre declares and what it says about records: asked of its own code, so that nothing can drift in between.

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { Form, Label } from '../../src/forms/form.ts'
import { ROOT } from '../care/centre.ts'

export interface Declarations {
  readonly version: string
  readonly kinds: Readonly<Record<string, Form>>
  readonly problems: Readonly<Record<string, Label>>
}

/** A record, and what the centre says about it: [path, code, severity, in Chinese, in English]. */
export interface Answered {
  readonly kind: string
  readonly values: Readonly<Record<string, unknown>>
  readonly now: number | null
  readonly problems: readonly (readonly [string, string, string, string, string])[]
}

/** Of every kind there is, a community's own included, records made by chance with what the centre says about them. */
export function answered(seed: number, count: number): { declarations: Declarations; cases: Answered[] } {
  const own = join(ROOT, '.venv/bin/python')
  const program = existsSync(own) ? own : 'python3'
  const written = execFileSync(program, ['-m', 'tests.vectors.check_cases', String(seed), String(count)], {
    cwd: ROOT,
    encoding: 'utf-8',
    maxBuffer: 256 * 1024 * 1024,
  })
  const [declarations = '', ...cases] = written.trimEnd().split('\n')
  return { declarations: JSON.parse(declarations), cases: cases.map((line) => JSON.parse(line)) }
}
