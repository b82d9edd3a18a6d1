// A document that does not open any more on this disk, and is sent again by the centre: it keeps nobody else out, and what
// is not at the centre yet is not written over by what is.

import { beforeAll, expect, it } from 'vitest'
import { Document } from '../../src/documents/document.ts'
import { documents } from '../../src/documents/opening.ts'
import { Inbox } from '../../src/sync/inbox.ts'
import { nextBatch } from '../../src/sync/outbox.ts'
import type { Pulled } from '../../src/wire/bodies.ts'
import { again, GRID, ground, type Ground } from './ground.ts'

const OTHER = `${'22'.repeat(16)}0000000000000001`
const DAMAGED = '6f1c0a03-0000-4000-9000-000000000001'
const SOUND = '6f1c0a03-0000-4000-9000-000000000002'

function sent(document: string): Pulled {
  const born = Document.born({ kind: 'visit', grid: GRID, kindVersion: 1, notes: [] }, OTHER, 1_790_000_000_000)
  born.answer({ result: '1' }, 1_790_000_000_000, false)
  const pulled = { grid: GRID, document, chunks: born.save(), heads: born.heads, seal: 'ab'.repeat(16) }
  born.free()
  return pulled
}

beforeAll(async () => {
  await ground()
  await documents()
})

/** The centre's visit with an answer of one's own that is not handed in, spoilt on the disk; its bytes there. */
async function spoilt(here: Ground, answered = true): Promise<{ name: string; bytes: Uint8Array }> {
  await new Inbox(here.shelf, here.turn).take([sent(DAMAGED)], () => undefined)
  if (answered) await here.writing.write(DAMAGED, { mood: 'low' }, false)
  const [name] = (await here.database.getAllKeys('documents')) as string[]
  const bytes = (await here.database.get('documents', name!)) as Uint8Array
  bytes[40]! ^= 1
  await here.database.put('documents', bytes, name)
  return { name: name!, bytes }
}

it.each(['with its line in the index', 'without one'])('%s it is let be, said to be unreadable, and its neighbours come in', async (how) => {
  const first = await ground()
  const { name, bytes } = await spoilt(first)
  if (how === 'without one') await first.database.clear('pages')
  const here = await again(first)
  const unreadable = await new Inbox(here.shelf, here.turn).take([sent(DAMAGED), sent(SOUND)], () => undefined)
  expect(unreadable).toEqual([DAMAGED])
  expect(here.store.rows.has(SOUND)).toBe(true)
  expect(await here.database.get('documents', name)).toEqual(bytes)
})

it('nobody else waits for it to be handed in', async () => {
  const first = await ground()
  await spoilt(first)
  await first.writing.begin(SOUND, undefined, 'visit', GRID, { result: '2' })
  const here = await again(first)
  const batch = await nextBatch(here.shelf, here.turn, new Set(), 100)
  expect(batch.items.map(({ document }) => document)).toEqual([SOUND])
  expect([...here.store.damagedOwn]).toEqual([DAMAGED])
})

it.each(['with its line in the index', 'without one'])('%s it is taken anew where nothing of it was one\'s own', async (how) => {
  const first = await ground()
  await spoilt(first, false)
  if (how === 'without one') await first.database.clear('pages')
  const here = await again(first)
  expect(await new Inbox(here.shelf, here.turn).take([sent(DAMAGED)], () => undefined)).toEqual([])
  expect((await here.shelf.open(DAMAGED)).read().values).toMatchObject({ result: '1' })
})
