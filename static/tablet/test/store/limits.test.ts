// A limit that nobody can look up is a surprise: each stands in docs/tablet.md, with its value.

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { LIMITS } from '../../src/limits.ts'

const page = readFileSync(new URL('../../../../docs/tablet.md', import.meta.url), 'utf8')

it.each(Object.entries(LIMITS))('%s stands in the page as it is', (name, value) => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``))
  expect(row?.split('|')[2]?.trim()).toBe(Array.isArray(value) ? value.join(', ') : String(value))
})
