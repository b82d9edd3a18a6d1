// What to hand in next: bounded batches of items, and what becomes of a document after the server's answer.

import * as documents from "./documents.mjs"
import { toSend } from "./seals.mjs"
import { isUnsent } from "./shelf.mjs"

export const ITEMS_MAX = 1000
export const BYTES_MAX = 4 * 1024 * 1024

/** Documents with work for the centre. A refused one waits for a person: the same bytes would be refused again. */
export const waiting = (shelf, except = new Set()) =>
  shelf.metas().filter((meta) => isUnsent(meta) && !meta.refused && !except.has(meta.document))

/**
 * The items of the next request.
 * @returns {{document: string, chunks: Uint8Array[], heads: string[], seals: object[]}[]}
 */
export function batch(shelf, { except, documentsMax = ITEMS_MAX } = {}) {
  const items = []
  let size = 0
  for (const meta of waiting(shelf, except).slice(0, documentsMax)) {
    const parts = itemsOf(shelf, meta)
    const bytes = parts.reduce((sum, part) => sum + part.size, 0)
    // The first document always goes, however large: otherwise it would wait for ever.
    if (items.length && (size + bytes > BYTES_MAX || items.length + parts.length > ITEMS_MAX)) break
    items.push(...parts)
    size += bytes
  }
  return items
}

/** The items of one document; `whole` in its bookkeeping asks for all of its history. */
export function itemsOf(shelf, meta) {
  const doc = shelf.open(meta.document)
  const known = meta.whole ? [] : meta.safe
  const own = shelf.store.state.identity.tablet.replaceAll("-", "")
  const foreign = [...documents.actorsSince(doc, known)].some((actor) => !actor.startsWith(own))
  const seals = foreign || meta.whole ? toSend(meta.seals) : []
  const item = (chunks, heads) => ({
    document: meta.document, chunks, heads, seals, size: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
  })
  if (!known.length && !meta.whole) {
    // The centre has none of it: one saved document is a third of the size of its changes.
    const saved = documents.save(doc)
    if (saved.length <= BYTES_MAX) return [item([saved], meta.heads)]
  }
  return parts(doc, known).map(({ chunks, last, heads }) => item(chunks, last ? meta.heads : heads))
}

/** The changes since `known`, in order, in as many parts as the limit of one item asks for. */
function parts(doc, known) {
  const result = [{ chunks: [], size: 0 }]
  for (const chunk of documents.changesSince(doc, known)) {
    let part = result.at(-1)
    if (part.chunks.length && part.size + chunk.length > BYTES_MAX) result.push((part = { chunks: [], size: 0 }))
    part.chunks.push(chunk)
    part.size += chunk.length
  }
  const before = [...known]
  return result.map(({ chunks }, place) => {
    const last = place === result.length - 1
    if (!last) before.push(...chunks.map(documents.hashOf))
    return { chunks, last, heads: last ? [] : documents.frontier(doc, before) }
  })
}

/** A random order of items and of the chunks in them, the same for the same seed. */
export function shuffled(items, seed) {
  const next = random(seed)
  return shuffle(items, next).map((item) => ({ ...item, chunks: shuffle(item.chunks, next) }))
}

function shuffle(list, next) {
  const result = [...list]
  for (let place = result.length - 1; place > 0; place -= 1) {
    const other = Math.floor(next() * (place + 1))
    ;[result[place], result[other]] = [result[other], result[place]]
  }
  return result
}

/** mulberry32: small, and the same on every machine. */
function random(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The document's bookkeeping after one answered item. */
export function settled(shelf, meta, item, result) {
  const { outcome, heads = [], need = [] } = result
  if (outcome === "refused") {
    return { ...meta, refused: { code: result.code ?? "", hint: result.hint ?? "", heads: item.heads } }
  }
  // `merged` may name changes that it still misses: then what was pushed is not all there yet.
  if (outcome === "missing" || need.length) return { ...meta, whole: true }
  const doc = shelf.open(item.document)
  return { ...meta, whole: false, safe: documents.frontier(doc, [...meta.safe, ...item.heads, ...heads]) }
}
