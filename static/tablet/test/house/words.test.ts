// Both languages have the same sentences, and no screen asks for one that is not there.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = join(import.meta.dirname, '../../src')
const WORDS = join(SRC, 'words')
// t('area.key'), keypath="area.key", t(`area.key.${which}`): of the last only what stands before the first gap is known.
const USED = /\b(?:t|te|d|n)\(\s*(?:'([\w.-]+)'|"([\w.-]+)"|`([\w.-]+)(\$\{)?)|keypath="([\w.-]+)"/g

type Catalogue = { readonly [key: string]: string | Catalogue }

const areas = [...new Set(readdirSync(WORDS).filter((name) => name.endsWith('.json')).map((name) => name.split('.')[0]!))]

describe.each(areas)('the sentences of %s', (area) => {
  const zh = sentences(area, 'zh')
  const en = sentences(area, 'en')

  it('are there in both languages', () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort())
  })

  it('have the same gaps in both', () => {
    // As a set: a plural repeats its gaps in every form.
    const gaps = (text: string) => [...new Set([...text.matchAll(/\{\s*(\w+)\s*\}/g)].map((found) => found[1]))].sort().join()
    const differing = [...zh].filter(([key, text]) => gaps(text) !== gaps(en.get(key) ?? ''))
    expect(differing.map(([key]) => key)).toEqual([])
  })

  it('say something', () => {
    expect([...zh, ...en].filter(([, text]) => text.trim() === '')).toEqual([])
  })
})

describe('the sentences that screens use', () => {
  const there = new Set(areas.flatMap((area) => [...sentences(area, 'zh').keys()]))
  const used = sources().flatMap(({ name, text }) =>
    [...text.matchAll(USED)].map((found) => ({
      name,
      key: found[1] ?? found[2] ?? found[3] ?? found[5]!,
      open: found[4] !== undefined,
    })),
  )

  it('are found at all', () => {
    expect(used.length).toBeGreaterThan(5)
  })

  it('are there', () => {
    const missing = used.filter(({ key, open }) => !(open ? [...there].some((one) => one.startsWith(key)) : there.has(key)))
    expect(missing.map(({ name, key }) => `${name}: ${key}`)).toEqual([])
  })

  it('are all that is there', () => {
    const idle = [...there].filter((one) => !used.some(({ key, open }) => (open ? one.startsWith(key) : one === key)))
    expect(idle).toEqual([])
  })
})

function sentences(area: string, language: 'zh' | 'en'): Map<string, string> {
  const catalogue = JSON.parse(readFileSync(join(WORDS, `${area}.${language}.json`), 'utf8')) as Catalogue
  return new Map(flat(catalogue, area))
}

function flat(catalogue: Catalogue, path: string): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, one]): [string, string][] =>
    typeof one === 'string' ? [[`${path}.${key}`, one]] : flat(one, `${path}.${key}`),
  )
}

function sources(): { name: string; text: string }[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|vue)$/.test(name))
    .map((name) => ({ name, text: readFileSync(join(SRC, name), 'utf8') }))
}
