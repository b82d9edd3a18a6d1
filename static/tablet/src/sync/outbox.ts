// What to hand in next, in bounded requests, and what becomes of a document after the centre's answer (protocol §4).

import type { Document } from '../documents/document.ts'
import { Fault } from '../fault.ts'
import { LIMITS } from '../limits.ts'
import { isUnsent, type Row } from '../store/row.ts'
import type { Shelf } from '../store/shelf.ts'
import type { Turn } from '../store/turn.ts'
import type { Item, Result } from '../wire/bodies.ts'
import { joined } from '../wire/bytes.ts'
import { toSend } from './seals.ts'

/** Documents with work for the centre. A refused one waits for a person: the same bytes would be refused again. */
export const waiting = (rows: Iterable<Row>, except: ReadonlySet<string> = new Set()): Row[] =>
  [...rows].filter((row) => isUnsent(row) && !row.refused && !except.has(row.document))

export interface Batch {
  readonly items: readonly Item[]
  /** How many documents these are, and how many wait after them. */
  readonly documents: number
  readonly left: number
}

/** The items of the next request; each document opened in a turn of its own, so that answers can be saved in between. */
export async function nextBatch(shelf: Shelf, turn: Turn, except: ReadonlySet<string>, documentsMax: number): Promise<Batch> {
  const due = waiting(shelf.store.rows.values(), except)
  const items: Item[] = []
  let size = 0
  let documents = 0
  for (const { document } of due.slice(0, documentsMax)) {
    const row = shelf.store.rows.get(document)
    if (!row) continue
    const parts = await turn.run(async () => itemsOf(await shelf.open(document), row, shelf.isOwn)).catch(unlessDamaged)
    // Its neighbours are not to wait for what does not open.
    if (!parts) continue
    const bytes = parts.reduce((sum, part) => sum + part.changes.length, 0)
    // The first document always goes, however large: otherwise it would wait for ever.
    const full = size + bytes > LIMITS.push_bytes_max || items.length + parts.length > LIMITS.push_items_max
    if (items.length && full) break
    items.push(...parts)
    size += bytes
    documents += 1
  }
  return { items, documents, left: due.length - documents }
}

function unlessDamaged(reason: unknown): undefined {
  if (!(reason instanceof Fault && reason.code === 'document.damaged')) throw reason
}

/** What the centre lacks of one document; all of it, with its seals, where `row.whole`. */
export function itemsOf(document: Document, row: Row, isOwn: (actor: string) => boolean): Item[] {
  const known = row.whole ? [] : row.safe
  const foreign = [...document.actorsSince(known)].some((actor) => !isOwn(actor))
  const seals = foreign || row.whole ? toSend(row.seals) : []
  const item = (changes: Uint8Array, heads: readonly string[]): Item => ({ document: row.document, changes, heads, seals })
  const heads = document.heads
  if (!known.length && !row.whole) {
    // The centre has none of it: one saved document is a third of the size of its changes.
    const saved = document.save()
    if (saved.length <= LIMITS.item_bytes_max) return [item(saved, heads)]
  }
  const parts = partsOf(document, known)
  const before = [...known]
  return parts.map((chunks, place) => {
    if (place === parts.length - 1) return item(joined(chunks), heads)
    before.push(...document.hashesOf(chunks))
    return item(joined(chunks), document.frontier(before))
  })
}

/** The changes since `known`, in order, in as many parts as the limit of one item asks for. */
function partsOf(document: Document, known: readonly string[]): Uint8Array[][] {
  const parts: Uint8Array[][] = []
  let size = Infinity
  for (const chunk of document.changesSince(known)) {
    if (size + chunk.length > LIMITS.item_bytes_max) {
      parts.push([])
      size = 0
    }
    parts.at(-1)?.push(chunk)
    size += chunk.length
  }
  return parts.length ? parts : [[]]
}

/** The document's row after one answered item. */
export async function settled(shelf: Shelf, row: Row, item: Item, result: Result): Promise<Row> {
  const { outcome, heads = [], need = [] } = result
  if (outcome === 'refused') return { ...row, refused: { code: result.code ?? '', hint: result.hint ?? '' } }
  // `merged` may name changes that it still misses: then what was pushed is not all there yet.
  if (outcome === 'missing' || need.length) return { ...row, whole: true }
  const sent = item.heads.join()
  // Everything went and nothing else is there: the usual case needs no look into the document.
  if (sent === row.heads.join() && sent === [...heads].sort().join()) return { ...row, whole: false, safe: row.heads }
  const opened = await shelf.open(row.document)
  return { ...row, whole: false, safe: opened.frontier([...row.safe, ...item.heads, ...heads]) }
}
