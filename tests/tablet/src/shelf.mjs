// The documents of one tablet: made, answered, read. Each answer is in the store before the command returns.

import * as documents from "./documents.mjs"
import { Failure } from "./failure.mjs"
import { freshActor, randomUuid, residentId } from "./ids.mjs"
import { record } from "./store.mjs"

const OPEN_MAX = 256

export class Shelf {
  /** @param {import("./store.mjs").Store} store */
  constructor(store) {
    this.store = store
    /** Drawn afresh for each run of the app; `clone_actor` puts another in its place. */
    this.actor = null
    this.opened = new Map()
  }

  meta(id) {
    const held = this.store.documents.get(id)
    if (!held) throw new Failure("document.unknown", `this tablet does not hold ${id}`)
    return held.meta
  }

  metas() {
    return [...this.store.documents].map(([document, { meta }]) => ({ document, ...meta }))
  }

  setActor(actor) {
    this.actor = actor
    this.closeAll()
  }

  closeAll() {
    this.opened.forEach((doc) => documents.free(doc))
    this.opened.clear()
  }

  open(id) {
    const already = this.opened.get(id)
    if (already) return already
    this.meta(id)
    const doc = documents.open(this.store.documents.get(id).chunks, this.#author())
    return this.keep(id, doc)
  }

  keep(id, doc) {
    this.opened.delete(id)
    this.opened.set(id, doc)
    if (this.opened.size > OPEN_MAX) {
      const [oldest, other] = this.opened.entries().next().value
      this.opened.delete(oldest)
      documents.free(other)
    }
    return doc
  }

  /** Forget the open form of a document: what the disk holds is what is true. */
  close(id) {
    this.opened.delete(id)
  }

  /** Of these hashes the ones this tablet holds, and of those the fewest that stand for all. */
  frontier(id, hashes) {
    return documents.frontier(this.open(id), hashes)
  }

  #author() {
    const { identity } = this.store.state
    if (!identity) throw new Failure("tablet.not_enrolled", "this tablet is not enrolled")
    this.actor ??= freshActor(identity.tablet)
    return this.actor
  }

  blank() {
    return documents.empty(this.#author())
  }

  create({ kind, grid, kind_version = 1, values = {}, at_once = false, document, id_number, clock }) {
    const { identity } = this.store.state
    const actor = this.#author()
    const number = id_number ?? (kind === "resident" ? values.id_number : undefined)
    const derived = number ? residentId(identity.community.namespace, number) : randomUuid()
    const id = document ?? derived
    if (this.store.documents.has(id)) throw new Failure("document.exists", `${id} is on this tablet already: edit it`)
    const given = { actor, kind, grid, kindVersion: kind_version, values, atOnce: at_once, ms: clock ?? Date.now() }
    const doc = documents.birth(given)
    const meta = { kind, grid, heads: [], safe: [], seals: [], refused: null, whole: false, dropped: false }
    this.#write(id, doc, [], meta)
    return { document: id, heads: documents.heads(doc) }
  }

  edit({ document: id, values = {}, text = {}, at_once = false, clock }) {
    const before = this.open(id)
    const heads = documents.heads(before)
    const ms = clock ?? Date.now()
    try {
      const doc = documents.writeText(documents.answer(before, values, ms, at_once), text, ms)
      this.#write(id, doc, heads, this.meta(id))
      return { document: id, heads: documents.heads(doc) }
    } catch (error) {
      this.close(id)
      throw error
    }
  }

  #write(id, doc, since, meta) {
    const chunks = Buffer.concat(documents.changesSince(doc, since))
    this.store.commit([record.document(id, { ...meta, heads: documents.heads(doc) }, chunks)])
    this.keep(id, doc)
  }

  read(id) {
    const { kind, grid, heads, safe, refused, dropped } = this.meta(id)
    return { document: id, kind, grid, heads, ...documents.read(this.open(id)), unsent: isUnsent(this.meta(id)), safe, refused, dropped }
  }
}

/** True when something of the document is not known to be at the centre. Both lists are sorted and minimal. */
export const isUnsent = (meta) => meta.whole || meta.heads.join() !== meta.safe.join()
