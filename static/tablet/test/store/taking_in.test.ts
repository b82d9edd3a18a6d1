// What comes from the centre is taken in a few documents at a time; what defeats the library is set aside, and keeps
// nobody else out.

import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { Document } from '../../src/documents/document.ts'
import { documents, documentsFrom } from '../../src/documents/opening.ts'
import { Inbox } from '../../src/sync/inbox.ts'
import type { Pulled } from '../../src/wire/bodies.ts'
import { joined, unhex } from '../../src/wire/bytes.ts'
import { again, GRID, ground, WASM } from './ground.ts'

interface Hostile {
  readonly name: string
  readonly base: string[] | null
  readonly changes: string
  readonly heads: string[]
  readonly poison?: boolean
}

const poisons = (JSON.parse(readFileSync(new URL('../../../../tests/golden/hostile.json', import.meta.url), 'utf8')) as Hostile[]).filter(
  ({ poison }) => poison,
)

const OTHER = `${'22'.repeat(16)}0000000000000001`
const id = (number: number): string => `6f1c0a03-0000-4000-9000-${String(number).padStart(12, '0')}`

function sound(number: number): Pulled {
  const document = Document.born({ kind: 'visit', grid: GRID, kindVersion: 1, notes: [] }, OTHER, 1_790_000_000_000)
  document.answer({ result: '1', order: number }, 1_790_000_000_000, false)
  const pulled = { grid: GRID, document: id(number), chunks: document.save(), heads: document.heads, seal: 'ab'.repeat(16) }
  document.free()
  return pulled
}

beforeAll(async () => {
  documentsFrom(WASM)
  await documents()
})

it('there are poisons to try', () => expect(poisons.length).toBeGreaterThan(0))

it.each(poisons)('$name is set aside, and its neighbours are taken in', async ({ base, changes, heads }) => {
  const here = await ground()
  const poison = { ...sound(99), chunks: joined([...(base ?? []), changes].map(unhex)), heads }
  const counted: number[] = []
  const pull = [sound(1), poison, ...Array.from({ length: 30 }, (_, number) => sound(number + 2))]
  const unreadable = await new Inbox(here.shelf, here.turn).take(pull, (count) => counted.push(count))
  expect(unreadable).toEqual([id(99)])
  expect(here.store.rows.size).toBe(31)
  expect(counted).toEqual([16, 16])
  await here.writing.write(id(1), { result: '2' }, false)
  const later = await again(here)
  expect(later.store.row(id(1)).values).toEqual({ result: '2', order: 1 })
  expect(later.store.row(id(2))).toMatchObject({ safe: later.store.row(id(2)).heads, mine: false, seals: [{ seal: 'ab'.repeat(16) }] })
})

it('chunks that are cut off are set aside', async () => {
  const here = await ground()
  const whole = sound(1)
  const cut = { ...whole, chunks: whole.chunks.subarray(0, whole.chunks.length - 3) }
  const lacking = { ...sound(2), heads: ['cd'.repeat(32)] }
  expect(await new Inbox(here.shelf, here.turn).take([cut, lacking, sound(3)], () => undefined)).toEqual([id(1), id(2)])
  expect([...here.store.rows.keys()]).toEqual([id(3)])
})

it('an answer is saved while much is being taken in', async () => {
  const here = await ground()
  const visit = await here.writing.nameFor(undefined)
  await here.writing.begin(visit, undefined, 'visit', GRID, { result: '1' })
  const inbox = new Inbox(here.shelf, here.turn)
  let taken = 0
  const all = inbox.take(Array.from({ length: 60 }, (_, number) => sound(number)), (count) => (taken += count))
  await here.writing.write(visit, { result: '2' }, false)
  expect(taken).toBeLessThan(60)
  expect(here.store.row(visit).values).toEqual({ result: '2' })
  expect(await all).toEqual([])
  expect(here.store.rows.size).toBe(61)
})
