// What the centre hands out: its own reader turns the YAML into plain data, so that nothing can drift in between.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { RuleSet, type PlainRuleSet } from '../../src/care/rule_set.ts'

export const ROOT = join(import.meta.dirname, '../../../..')

/** By id: all that come with Mulin, or the one in `text`. */
export function ruleSets(text?: string): Map<string, RuleSet> {
  const own = join(ROOT, '.venv/bin/python')
  const written = execFileSync(existsSync(own) ? own : 'python3', ['-m', 'tests.vectors.plain', ...(text ? ['-'] : [])], {
    cwd: ROOT,
    input: text ?? '',
    encoding: 'utf-8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const plain = JSON.parse(written) as Record<string, PlainRuleSet>
  return new Map(Object.entries(plain).map(([id, ruleSet]) => [id, new RuleSet(ruleSet)]))
}

export function shippedText(name: string): string {
  return readFileSync(join(ROOT, 'schemas/care/shipped', name), 'utf-8')
}
