// What a tablet holds, and holds again after a restart: who it is, its cursors, its documents and its attachments.
//
// Everything is written through `commit`, which is one frame of the journal: documents and the cursors that came
// with them reach the disk together, so a cursor can never be ahead of its documents.

import fs from "node:fs"
import path from "node:path"
import { decode, encode } from "./cbor.mjs"
import { Journal } from "./journal.mjs"

const COMPACT_FROM_BYTES = 1024 * 1024

/**
 * @typedef {object} Meta what is known of a document without opening it
 * @property {string} kind
 * @property {string} grid
 * @property {string[]} heads
 * @property {string[]} safe changes up to these are at the centre
 * @property {{heads: string[], seal: string}[]} seals
 * @property {{code: string, hint: string, heads: string[]} | null} refused
 * @property {boolean} whole the centre asked for the whole history
 * @property {boolean} dropped the centre said it left the grids; kept for its unsent work only
 */

const nobody = () => ({ identity: null, log: null, cursors: {}, moved: null, erased: false })

export class Store {
  constructor(folder, { durable = true } = {}) {
    this.folder = folder
    this.durable = durable
    this.#read()
    const live = [...this.documents.values()].reduce((sum, { chunks }) => sum + chunks.reduce((n, c) => n + c.length, 0), 0)
    if (this.journal.size > COMPACT_FROM_BYTES && this.journal.size > 4 * live) this.compact()
  }

  #read() {
    this.journal = new Journal(path.join(this.folder, "journal"), this.durable)
    this.torn = this.journal.torn
    this.state = nobody()
    /** @type {Map<string, {meta: Meta, chunks: Uint8Array[]}>} */
    this.documents = new Map()
    /** @type {Map<string, {document: string, size: number, done: boolean}>} */
    this.attachments = new Map()
    for (const body of this.journal.bodies) decode(body).forEach((record) => this.#take(record))
    this.journal.bodies = []
  }

  #take([type, ...rest]) {
    if (type === "state") this.state = rest[0]
    else if (type === "attachment") this.attachments.set(rest[0], rest[1])
    else if (type === "forget") this.documents.delete(rest[0])
    else if (type === "document") {
      const [id, meta, chunks, replace] = rest
      const before = replace ? [] : (this.documents.get(id)?.chunks ?? [])
      this.documents.set(id, { meta, chunks: chunks === null ? before : [...before, chunks] })
    }
  }

  /** @param {Array} records as `record` makes them: all of them, or after a failure none */
  commit(records) {
    if (!records.length) return
    this.journal.append(encode(records))
    records.forEach((one) => this.#take(one))
  }

  compact() {
    const records = [["state", this.state]]
    for (const [id, { meta, chunks }] of this.documents) records.push(["document", id, meta, Buffer.concat(chunks), true])
    for (const [sha256, about] of this.attachments) records.push(["attachment", sha256, about])
    this.journal.replace(encode(records))
  }

  attachmentFile(sha256) {
    return path.join(this.folder, "attachments", sha256)
  }

  putAttachment(sha256, about, content) {
    const file = this.attachmentFile(sha256)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    const handle = fs.openSync(`${file}.new`, "w")
    fs.writeFileSync(handle, content)
    if (this.durable) fs.fsyncSync(handle)
    fs.closeSync(handle)
    fs.renameSync(`${file}.new`, file)
    this.commit([["attachment", sha256, about]])
  }

  /** The community has said that this device is lost: nothing stays but the fact. */
  erase() {
    this.state = { ...nobody(), erased: true }
    this.documents.clear()
    this.attachments.clear()
    this.compact()
    fs.rmSync(path.join(this.folder, "attachments"), { recursive: true, force: true })
  }

  backup(to) {
    fs.cpSync(this.folder, to, { recursive: true })
  }

  /** As after a reset of the device to an older state: what was recorded since is gone from here. */
  restore(from) {
    this.journal.close()
    fs.rmSync(this.folder, { recursive: true, force: true })
    fs.cpSync(from, this.folder, { recursive: true })
    this.#read()
  }

  close() {
    this.journal.close()
  }
}

export const record = {
  state: (state) => ["state", state],
  document: (id, meta, chunks = null, replace = false) => ["document", id, meta, chunks, replace],
  forget: (id) => ["forget", id],
  attachment: (sha256, about) => ["attachment", sha256, about],
}
