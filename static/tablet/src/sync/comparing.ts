// Naming what is held of one grid, so that both sides can exchange exactly what differs (protocol §5).

import { Fault } from '../fault.ts'
import { LIMITS } from '../limits.ts'
import type { Shelf } from '../store/shelf.ts'
import type { Turn } from '../store/turn.ts'
import { compareRequest, readCompareReply, type CompareReply, type Cursor } from '../wire/bodies.ts'
import { holdings } from './digest.ts'
import type { Inbox } from './inbox.ts'

export interface Compared {
  readonly log: string
  readonly cursor: Cursor
  readonly unreadable: readonly string[]
}

interface Named {
  readonly document: string
  readonly heads: readonly string[]
}

export interface Comparing {
  readonly shelf: Shelf
  readonly turn: Turn
  readonly inbox: Inbox
  readonly log: string | null
  readonly exchange: (path: string, body: Uint8Array) => Promise<Uint8Array>
  readonly collected: (count: number) => void
}

/**
 * Compare until the centre has no more to say.
 * @throws Fault `compare.stuck` where that never ends
 */
export async function compareGrid(with_: Comparing, grid: string): Promise<Compared> {
  const unreadable = new Set<string>()
  for (let round = 0; round < LIMITS.compare_rounds_max; round += 1) {
    const documents = holdings(with_.shelf.store.rows.values(), grid).map(({ document, heads }) => ({ document, heads }))
    const body = compareRequest({ log: with_.log, grid, documents, bytesMax: LIMITS.pull_bytes_max })
    const reply = readCompareReply(await with_.exchange('/api/v1/sync/compare', body))
    if (reply.grid !== grid) throw new Fault('reply.malformed', 'the answer is about another grid')
    const before = unreadable.size
    for (const document of await take(with_, reply)) unreadable.add(document)
    if (!reply.more) {
      await accept(with_, documents, reply)
      return { log: reply.log, cursor: reply.cursor, unreadable: [...unreadable] }
    }
    if (reply.pull.length === unreadable.size - before) break
  }
  throw new Fault('compare.stuck', 'the centre says there is more, and sends nothing that helps')
}

async function take({ shelf, turn, inbox, collected }: Comparing, reply: CompareReply): Promise<string[]> {
  const unreadable = await inbox.take(reply.pull, collected)
  await turn.run(async () => {
    const rows = []
    for (const { document, have } of reply.lacking) {
      const row = shelf.store.rows.get(document)
      if (!row) throw new Fault('reply.malformed', 'the answer names a document that was not named to it')
      // What was safe in the old log need not be in the restored one: only what the centre says it has counts now.
      if (shelf.store.damagedOwn.has(document)) continue
      const opened = await shelf.open(document)
      rows.push({ row: { ...row, safe: opened.frontier(have), whole: false } })
    }
    await shelf.store.commit({ rows })
  })
  await inbox.drop(reply.drop, new Set(reply.pull.map(({ document }) => document)))
  await inbox.forget()
  return unreadable
}

/**
 * What was refused once and is named by nobody as lacking is at the centre by now: somebody there had it tried again.
 * Only the last page says so, for only there `lacking` is all.
 */
async function accept({ shelf, turn }: Comparing, named: readonly Named[], reply: CompareReply): Promise<void> {
  const open = new Set([...reply.lacking, ...reply.pull].map(({ document }) => document))
  await turn.run(async () => {
    const rows = named.flatMap(({ document, heads }) => {
      const row = shelf.store.rows.get(document)
      if (!row?.refused || open.has(document) || row.heads.join() !== heads.join()) return []
      return [{ row: { ...row, refused: null, whole: false, safe: row.heads } }]
    })
    await shelf.store.commit({ rows })
  })
}
