// What came from the centre goes onto the shelf. Each function returns records for one commit, so that a page is
// stored whole or not at all, and its cursors never before its documents.

import * as documents from "./documents.mjs"
import * as seals from "./seals.mjs"
import { isUnsent } from "./shelf.mjs"
import { record } from "./store.mjs"

/** One transaction on the shelf: the latest meta of each document touched, and the chunks that came for it. */
export class Page {
  constructor(shelf) {
    this.shelf = shelf
    this.metas = new Map()
    this.chunks = new Map()
    /** What the library could not take: set aside, so that one bad document does not keep all others out. */
    this.unreadable = []
  }

  meta(id) {
    return this.metas.get(id) ?? this.shelf.store.documents.get(id)?.meta
  }

  set(id, meta) {
    this.metas.set(id, meta)
  }

  pull(items) {
    for (const item of items) {
      try {
        this.#take(item)
      } catch (error) {
        this.shelf.close(item.document)
        this.unreadable.push({ document: item.document, code: error.code ?? "pull.unreadable", error: String(error.message ?? error) })
      }
    }
  }

  #take({ grid, document: id, chunks, heads, seal }) {
    const fresh = { kind: "", grid, heads: [], safe: [], seals: [], refused: null, whole: false, dropped: false }
    const meta = this.meta(id) ?? fresh
    const before = this.shelf.opened.get(id) ?? (meta === fresh ? this.shelf.blank() : this.shelf.open(id))
    // Until the commit the open document is ahead of the disk; whoever fails must close it (see `undo`).
    const doc = this.shelf.keep(id, documents.apply(before, chunks, heads))
    const after = {
      ...meta,
      grid,
      kind: documents.read(doc).values.kind ?? "",
      heads: documents.heads(doc),
      safe: documents.frontier(doc, [...meta.safe, ...heads]),
      seals: seals.remember(doc, meta.seals, heads, seal),
      dropped: false,
    }
    this.chunks.set(id, [...(this.chunks.get(id) ?? []), chunks])
    this.set(id, after)
  }

  /** Documents that left this tablet's grids. One that came in the same reply is here to stay. */
  drop(ids) {
    const arrived = new Set(this.chunks.keys())
    for (const id of ids) {
      const meta = this.meta(id)
      if (meta && !arrived.has(id)) this.set(id, { ...meta, dropped: true })
    }
  }

  /** Grids that were taken from the tablet: their documents go the way of the dropped. */
  carry(grids) {
    const gone = this.shelf.metas().filter((meta) => !grids.includes(meta.grid)).map((meta) => meta.document)
    this.drop(gone)
  }

  /** Write everything, forget what is dropped and safe. @returns {string[]} what was forgotten */
  commit(state) {
    const forgotten = []
    const records = []
    for (const [id, meta] of this.metas) {
      const came = this.chunks.has(id) ? Buffer.concat(this.chunks.get(id)) : null
      if (meta.dropped && !isUnsent(meta) && !meta.refused) forgotten.push(id)
      else records.push(record.document(id, meta, came))
    }
    records.push(...forgotten.map(record.forget))
    if (state) records.push(record.state(state))
    this.shelf.store.commit(records)
    forgotten.forEach((id) => this.shelf.close(id))
    // A resident that was forgotten may be met again under the same name, and counts from one again: not as the same actor.
    if (forgotten.length) this.shelf.setActor(null)
    return forgotten
  }

  undo() {
    this.metas.forEach((_, id) => this.shelf.close(id))
  }
}

/** Run `fill` on a new page and commit it; after any failure memory is as the disk is. */
export function inOnePage(shelf, fill) {
  const page = new Page(shelf)
  try {
    return fill(page)
  } catch (error) {
    page.undo()
    throw error
  }
}

export const sizeOf = (pull) => pull.reduce((sum, { chunks }) => sum + chunks.length, 0)
