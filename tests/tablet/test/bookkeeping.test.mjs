// The pure parts: ids, digests, what counts as handed in, seals, batches, strict replies.

import assert from "node:assert/strict"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { test } from "node:test"
import { encode } from "../src/cbor.mjs"
import { digest } from "../src/digest.mjs"
import * as documents from "../src/documents.mjs"
import { idNumber, residentId, uuid5 } from "../src/ids.mjs"
import { Page } from "../src/inbox.mjs"
import * as outbox from "../src/outbox.mjs"
import * as seals from "../src/seals.mjs"
import { isUnsent, Shelf } from "../src/shelf.mjs"
import { record, Store } from "../src/store.mjs"
import { readSyncReply } from "../src/wire.mjs"

const ACTOR = "aa".repeat(24), OTHER = "bb".repeat(24)
const visit = (actor = ACTOR) =>
  documents.birth({ actor, kind: "visit", grid: "g1", kindVersion: 1, values: { a: 1, b: 2 }, atOnce: false, ms: 0 })
const copy = (doc, actor) => documents.open([documents.save(doc)], actor)

test("identity numbers are brought to one form", () => {
  assert.equal(idNumber(" 37082219400229000x "), "37082219400229000X")
  assert.equal(idNumber("370822401001000"), "370822194010010004")
  assert.equal(uuid5("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.example.com"), "2ed6657d-e927-568b-95e1-2665a8aea6a2")
  const namespace = "6ba7b811-9dad-11d1-80b4-00c04fd430c8"
  assert.equal(residentId(namespace, "370822401001000"), residentId(namespace, "370822194010010004"))
})

test("the digest of nothing is zeros, and order does not matter", () => {
  const one = { document: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", heads: ["ff".repeat(32), "00".repeat(32)] }
  const two = { document: "6ba7b811-9dad-11d1-80b4-00c04fd430c8", heads: ["11".repeat(32)] }
  assert.equal(digest([]), "00".repeat(32))
  assert.equal(digest([one, two]), digest([two, { ...one, heads: [...one.heads].reverse() }]))
  assert.equal(digest([one, one]), "00".repeat(32))
})

test("a hash the document does not hold counts for nothing", () => {
  const doc = visit()
  assert.equal(documents.changesSince(doc, ["cd".repeat(32)]).length, 3)
  assert.equal(documents.changesSince(doc, [...documents.heads(doc), "cd".repeat(32)]).length, 0)
  assert.equal(documents.covers(doc, documents.heads(doc), ["cd".repeat(32)]), false)
})

test("the frontier leaves out what others stand for", () => {
  const doc = visit()
  const all = documents.history(doc).map(({ hash }) => hash)
  assert.deepEqual(documents.frontier(doc, all), documents.heads(doc))
  const left = documents.answer(copy(doc, ACTOR), { a: 10 }, 0, false)
  const right = documents.answer(copy(doc, OTHER), { a: 20 }, 0, false)
  const both = documents.apply(left, documents.save(right), documents.heads(right))
  assert.deepEqual(documents.frontier(both, [...all, ...documents.heads(both)]), documents.heads(both))
  assert.deepEqual(documents.read(both).rivals, { a: [10, 20] })
})

test("chunks that do not reach their heads are refused", () => {
  const doc = visit()
  const [, second] = documents.changesSince(doc, [])
  assert.throws(() => documents.apply(documents.empty(OTHER), second, documents.heads(doc)), { code: "pull.incomplete" })
})

test("seals: a newer pair replaces what it covers, and nothing else", () => {
  const doc = visit()
  const hashes = documents.history(doc).map(({ hash }) => hash)
  let pairs = seals.remember(doc, [], [hashes[0]], "a")
  pairs = seals.remember(doc, pairs, [hashes[2]], "b")
  assert.deepEqual(pairs.map(({ seal }) => seal), ["b"])
  pairs = seals.remember(doc, pairs, [hashes[1]], "c")
  assert.deepEqual(pairs.map(({ seal }) => seal), ["c", "b"], "a restored server knows less: the older pair stays")
})

function shelfWith(t, count, values = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "mulin-outbox-"))
  t.after(() => fs.rmSync(folder, { recursive: true }))
  const store = new Store(folder, { durable: false })
  store.commit([record.state({ ...store.state, identity: { tablet: "6f1c0000-0000-4000-8000-000000000007", community: {} } })])
  const shelf = new Shelf(store)
  for (let made = 0; made < count; made += 1) shelf.create({ kind: "visit", grid: "g1", values })
  return shelf
}

test("a batch holds at most a thousand items", (t) => {
  const shelf = shelfWith(t, 1003)
  assert.equal(outbox.batch(shelf).length, 1000)
  assert.equal(outbox.batch(shelf, { documentsMax: 5 }).length, 5)
})

test("a document larger than one item goes in parts that can be merged one by one", (t) => {
  const shelf = shelfWith(t, 1)
  const [{ document, ...meta }] = shelf.metas()
  // Noise does not compress, so each answer is as large on the wire as it is here.
  for (let part = 0; part < 3; part += 1) {
    const noise = Buffer.from(Array.from({ length: 1_000_000 }, (_, place) => (place * place * 31 + part * 17 + (place >> 7)) % 256)).toString("hex")
    shelf.edit({ document, values: { [`photo.${part}`]: noise } })
  }
  shelf.store.commit([record.document(document, { ...meta, heads: shelf.meta(document).heads, whole: true })])
  const items = outbox.batch(shelf)
  let doc = shelf.blank()
  for (const item of items) doc = documents.apply(doc, Buffer.concat(item.chunks), item.heads)
  assert.deepEqual(documents.heads(doc), shelf.meta(document).heads)
})

test("what was recorded while a push was under way is not safe", (t) => {
  const shelf = shelfWith(t, 1, { a: 1 })
  const [item] = outbox.batch(shelf)
  shelf.edit({ document: item.document, values: { a: 2 } })
  const answer = { outcome: "merged", heads: item.heads }
  const after = outbox.settled(shelf, shelf.meta(item.document), item, answer)
  assert.ok(isUnsent(after))
  assert.deepEqual(after.safe, item.heads)
  assert.ok(outbox.settled(shelf, after, item, { ...answer, need: ["cd".repeat(32)] }).whole)
  assert.equal(outbox.settled(shelf, after, item, { outcome: "refused", code: "grid.not_yours" }).refused.code, "grid.not_yours")
})

const REPLY = {
  log: "l", now: 1, results: [], pull: [], drop: [], cursors: {}, more: false, digests: {}, problems: [],
}

test("a reply is held against the page", () => {
  assert.deepEqual(readSyncReply(encode(REPLY)), REPLY)
  assert.deepEqual(readSyncReply(encode({ ...REPLY, cursors: { g: [-1, 7] } })).cursors, { g: [-1, 7] })
  const wrong = [
    { ...REPLY, extra: 1 }, { ...REPLY, log: null }, { ...REPLY, drop: [new Uint8Array(15)] }, { ...REPLY, more: 1 },
    { ...REPLY, results: [{ document: new Uint8Array(16), outcome: "perhaps" }] }, { ...REPLY, cursors: { g: -1 } }, { ...REPLY, cursors: { g: [1] } },
  ]
  for (const one of wrong) assert.throws(() => readSyncReply(encode(one)), { code: "reply.malformed" })
  assert.throws(() => readSyncReply(Buffer.from("ff", "hex")), { code: "reply.malformed" })
})

test("poison does throw here, and is set aside while its neighbours are taken in", (t) => {
  const shelf = shelfWith(t, 0)
  const file = new URL("../../golden/hostile.json", import.meta.url)
  const poisons = JSON.parse(fs.readFileSync(file, "utf8")).filter(({ poison }) => poison)
  const good = visit()
  const neighbour = { grid: "g1", document: "6ba7b810-9dad-11d1-80b4-00c04fd430c8", chunks: documents.save(good), heads: documents.heads(good), seal: "00" }
  for (const { document, changes, heads } of poisons) {
    const page = new Page(shelf)
    page.pull([{ grid: "g1", document, chunks: Buffer.from(changes, "hex"), heads, seal: "00" }, neighbour])
    page.commit()
    assert.deepEqual(page.unreadable.map((one) => one.document), [document])
    assert.deepEqual(shelf.metas().map((one) => one.document), [neighbour.document])
  }
})
