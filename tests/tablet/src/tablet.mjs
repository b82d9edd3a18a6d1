// One tablet: a store, its shelf, and the server it talks to. Every method is a command of bin/tablet.mjs.

import { randomBytes } from "node:crypto"
import fs from "node:fs"
import { gzipSync } from "node:zlib"
import { attach, upload, waitingAttachments } from "./attachments.mjs"
import * as documents from "./documents.mjs"
import { freshPair, itemBody, makeBundle } from "./bundle.mjs"
import { Failure } from "./failure.mjs"
import { bytes, uuidBytes } from "./ids.mjs"
import * as outbox from "./outbox.mjs"
import { compareGrid, digestOf } from "./proof.mjs"
import { isUnsent, Shelf } from "./shelf.mjs"
import { record, Store } from "./store.mjs"
import { optionsOf, Sync } from "./sync.mjs"
import { patiently, problem, send } from "./transport.mjs"
import { decodePlain } from "./wire.mjs"

const CBOR = "application/cbor"

export class Tablet {
  constructor({ store, durable }) {
    this.store = new Store(store, { durable })
    this.shelf = new Shelf(this.store)
  }

  get identity() {
    const { identity, erased } = this.store.state
    if (erased) throw new Failure("tablet.erased", "this tablet was revoked and erased itself")
    if (!identity) throw new Failure("tablet.not_enrolled", "this tablet is not enrolled")
    return identity
  }

  async enrol({ server, code, name }) {
    const origin = server.replace(/\/$/, "")
    const body = Buffer.from(JSON.stringify({ code, name }))
    const reply = await send({ url: `${origin}/api/v1/enrol`, headers: { "content-type": "application/json" }, body })
    if (reply.status !== 201) throw problem(reply)
    const identity = { ...JSON.parse(reply.body.toString("utf8")), origin }
    if (identity.protocol !== 1) throw new Failure("protocol.unsupported", `the server speaks ${identity.protocol}`)
    // A tablet that holds nothing says `log: null`; the log it was told at enrolment is not one it has read.
    this.store.commit([record.state({ ...this.store.state, identity, log: null, cursors: {}, erased: false })])
    this.shelf.setActor(null)
    const { token: _secret, ...open } = identity
    return open
  }

  /** The forms of the tablet's community; what it has already is not sent again. */
  async kinds() {
    const { origin, token } = this.identity
    const headers = { authorization: `Bearer ${token}` }
    if (this.forms) headers["if-none-match"] = this.forms.etag
    const reply = await send({ url: `${origin}/api/v1/kinds`, method: "GET", headers })
    if (reply.status !== 200 && reply.status !== 304) throw problem(reply)
    if (reply.status === 200) this.forms = { etag: reply.headers.etag, ...JSON.parse(reply.body.toString("utf8")) }
    return { changed: reply.status === 200, version: this.forms.version, kinds: this.forms.kinds }
  }

  create(given) {
    this.identity
    return this.shelf.create(given)
  }

  edit(given) {
    this.identity
    return this.shelf.edit(given)
  }

  read({ document }) {
    return this.shelf.read(document)
  }

  history({ document }) {
    return { changes: documents.history(this.shelf.open(document)) }
  }

  list({ kind, grid } = {}) {
    const all = this.shelf.metas().filter((meta) => (!kind || meta.kind === kind) && (!grid || meta.grid === grid))
    return { documents: all.map(({ seals, ...meta }) => ({ ...meta, seals: seals.length, unsent: isUnsent(meta) })) }
  }

  heads({ document } = {}) {
    if (document) return { heads: this.shelf.meta(document).heads }
    return { heads: Object.fromEntries(this.shelf.metas().map((meta) => [meta.document, meta.heads])) }
  }

  /** The document's bytes: saved whole, and as change chunks. */
  chunks({ document, since = [] }) {
    const doc = this.shelf.open(document)
    const hex = (chunk) => Buffer.from(chunk).toString("hex")
    return { saved: hex(documents.save(doc)), changes: documents.changesSince(doc, since).map(hex) }
  }

  seals({ document }) {
    return { seals: this.shelf.meta(document).seals }
  }

  digest({ grid } = {}) {
    const grids = grid ? [grid] : [...new Set([...Object.keys(this.store.state.cursors), ...this.shelf.metas().map((meta) => meta.grid)])]
    return { digests: Object.fromEntries(grids.sort().map((one) => [one, digestOf(this.shelf, one)])) }
  }

  status() {
    const { identity, log, cursors, moved, erased, proofs = {} } = this.store.state
    const metas = this.shelf.metas()
    const { token: _secret, ...open } = identity ?? {}
    return {
      identity: identity ? open : null, log, cursors, moved, erased, proofs, actor: this.shelf.actor,
      documents: metas.filter((meta) => !meta.dropped).length,
      dropped: metas.filter((meta) => meta.dropped).map((meta) => meta.document),
      unsent: outbox.waiting(this.shelf).length,
      refused: metas.filter((meta) => meta.refused).map(({ document, refused }) => ({ document, ...refused })),
      attachments_waiting: waitingAttachments(this.store),
      torn_bytes: this.store.torn,
    }
  }

  async sync(given = {}) {
    this.identity
    const { meanwhile, ...rest } = optionsOf(given)
    const run = meanwhile && (() => meanwhile.map(({ do: name, ...command }) => this[name](command)))
    const options = { ...rest, meanwhile: run }
    return new Sync(this.shelf, this.#post, options).run()
  }

  async compare({ grid, bytes_max: bytesMax = 1024 * 1024, ...options } = {}) {
    this.identity
    const grids = grid ? [grid] : Object.keys(this.store.state.cursors)
    const compared = []
    for (const one of grids) {
      compared.push(await compareGrid(this.shelf, (path, body) => this.#post(path, body, options), one, { bytesMax }))
    }
    return { compared }
  }

  #post = async (path, body, { lose_reply: lose, gzip = true, retries = 0 } = {}) => {
    const { origin, token } = this.identity
    const headers = { authorization: `Bearer ${token}`, "content-type": CBOR, accept: CBOR }
    const how = { url: origin + path, headers, body: Buffer.from(body), gzip, lose: lose === true ? "answered" : lose || undefined }
    const reply = await patiently(retries, async () => {
      const answer = await send(how)
      if (answer.status !== 200) throw this.#refusal(answer)
      return answer
    })
    if (!(reply.headers["content-type"] ?? "").startsWith(CBOR)) throw new Failure("reply.malformed", "the reply is no CBOR")
    return reply.body
  }

  #refusal(answer) {
    const failure = problem(answer)
    if (answer.status === 401 && failure.code === "revoked") this.#erase()
    return failure
  }

  #erase() {
    this.shelf.setActor(null)
    this.store.erase()
  }

  /** Send exactly these bytes. Nothing of the reply is taken in. */
  async raw({ request = "", path = "/api/v1/sync", method = "POST", headers = {}, gzip = false, token }) {
    const { origin, token: own } = this.identity
    const all = { authorization: `Bearer ${token ?? own}`, "content-type": CBOR, ...headers }
    for (const [key, value] of Object.entries(all)) if (value === null) delete all[key]
    const reply = await send({ url: origin + path, method, headers: all, body: Buffer.from(bytes(request)), gzip })
    const type = reply.headers["content-type"] ?? ""
    const told = { status: reply.status, headers: reply.headers, body: reply.body.toString("hex") }
    if (type.startsWith(CBOR)) told.value = decodePlain(reply.body)
    else if (type.includes("json")) told.value = JSON.parse(reply.body.toString("utf8"))
    return told
  }

  /** A person looked at a refused document and wants it handed in again. */
  retry({ document }) {
    const meta = { ...this.shelf.meta(document), refused: null }
    this.store.commit([record.document(document, meta)])
    return { document }
  }

  attach({ document, field, data, text, clock }) {
    this.identity
    const content = data === undefined ? Buffer.from(text ?? "", "utf8") : Buffer.from(bytes(data))
    return attach(this.shelf, { document, field, content, clock })
  }

  async upload({ sha256, ...options } = {}) {
    const all = sha256 ? [sha256] : waitingAttachments(this.store)
    const uploads = []
    for (const one of all) uploads.push(await upload(this.store, this.identity, one, options))
    return { uploads }
  }

  /** Everything unsent in one file; of documents that the centre knows in part, the whole history. */
  async bundle({ to, gzip = true, whole = false, attachments = true, token }) {
    const { tablet, bundle_key: key, token: own } = this.identity
    const metas = whole ? this.shelf.metas() : outbox.waiting(this.shelf)
    const items = metas.flatMap((meta) => outbox.itemsOf(this.shelf, meta.safe.length ? { ...meta, whole: true } : meta))
    const photos = attachments ? waitingAttachments(this.store).map((sha256) => this.#bundled(sha256)) : []
    const content = { tablet: uuidBytes(tablet), now: Date.now(), push: items.map(itemBody), attachments: photos, unsent: 0 }
    const nonce = randomBytes(12)
    const file = await makeBundle({ key, token: token ?? own, content, pair: await freshPair(), nonce, gzip: gzip ? gzipSync : undefined })
    fs.writeFileSync(to, file)
    return { items: items.length, attachments: photos.length, bytes: file.length }
  }

  #bundled(sha256) {
    const { document } = this.store.attachments.get(sha256)
    return { document: uuidBytes(document), sha256: bytes(sha256), data: fs.readFileSync(this.store.attachmentFile(sha256)) }
  }

  /** Go on with an actor that was used before, as a copied or restored store would. */
  clone_actor({ actor }) {
    this.shelf.setActor(actor)
    return { actor }
  }

  backup_store({ to }) {
    this.store.backup(to)
    return { to }
  }

  restore_store({ from }) {
    this.shelf.setActor(null)
    this.store.restore(from)
    return this.status()
  }

  close() {
    this.shelf.closeAll()
    this.store.close()
    return {}
  }
}
