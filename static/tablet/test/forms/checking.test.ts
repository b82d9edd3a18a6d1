// The tablet says about a record what the centre says about it.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { Checks } from '../../src/forms/checking.ts'
import { sentence } from '../../src/forms/problems.ts'
import { ROOT } from '../care/centre.ts'
import { answered } from './centre.ts'

interface Story {
  readonly story: string
  readonly kind: string
  readonly values: Readonly<Record<string, unknown>>
  readonly now?: number
  readonly problems: readonly (readonly [string, string, string])[]
}
interface Stories {
  readonly sound: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly vectors: readonly Story[]
}
// Half a character stands in them, which a bundler's reader will not take.
const { sound, vectors } = JSON.parse(readFileSync(join(ROOT, 'tests/vectors/checks.json'), 'utf-8')) as Stories

const SEED = Number(process.env.SEED ?? 20261126)
const { declarations, cases } = answered(SEED, 3000)
const checks = new Map(Object.entries(declarations.kinds).map(([kind, form]) => [kind, new Checks(form)]))

describe('what people say is wrong', () => {
  it.each(vectors.map((one) => [one.story, one] as const))('%s', (_, story) => {
    const all = Object.entries({ ...sound[story.kind], ...story.values })
    const values = Object.fromEntries(all.filter(([, value]) => value !== null))
    const problems = checks.get(story.kind)!.of(values, story.now)
    expect(problems.map((one) => [one.path, one.code, one.severity])).toEqual(story.problems)
  })
})

describe(`records made by chance (SEED=${SEED})`, () => {
  it.each(Object.keys(declarations.kinds))('of %s', (kind) => {
    const own = cases.filter((one) => one.kind === kind)
    expect(own.length).toBeGreaterThan(100)
    for (const { values, now, problems } of own) {
      const found = checks.get(kind)!.of(values, now ?? undefined)
      const told = found.map((one) => [
        one.path,
        one.code,
        one.severity,
        sentence(one, 'zh', declarations.problems),
        sentence(one, 'en', declarations.problems),
      ])
      expect(told, JSON.stringify(values)).toEqual(problems)
    }
  })
})
