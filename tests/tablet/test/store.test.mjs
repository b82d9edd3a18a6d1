// What a tablet recorded is there after a restart, whatever moment the power went.

import assert from "node:assert/strict"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { test } from "node:test"
import * as documents from "../src/documents.mjs"
import { Shelf } from "../src/shelf.mjs"
import { record, Store } from "../src/store.mjs"

const IDENTITY = {
  tablet: "6f1c0000-0000-4000-8000-000000000007",
  community: { namespace: "6f1c0000-0000-4000-8000-00000000c0de" },
}

function enrolled(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "mulin-store-"))
  t.after(() => fs.rmSync(folder, { recursive: true }))
  const store = new Store(folder)
  store.commit([record.state({ ...store.state, identity: IDENTITY })])
  return { folder, store, shelf: new Shelf(store) }
}

const VISIT = { kind: "visit", grid: "g1", values: { result: "1", "vitals.sbp": 142, note: { text: "" } }, clock: 1_790_000_000_000 }

test("a document comes back with its history, and the next run has another actor", (t) => {
  const { folder, store, shelf } = enrolled(t)
  const { document } = shelf.create(VISIT)
  shelf.edit({ document, values: { "vitals.dbp": 88 }, text: { note: { splice: [0, 0, "水管漏水"] } } })
  const before = shelf.read(document)
  store.close()
  const again = new Shelf(new Store(folder))
  assert.deepEqual(again.read(document), before)
  again.edit({ document, values: { "vitals.pulse": 71 } })
  const changes = documents.history(again.open(document))
  assert.equal(changes.length, 6)
  assert.equal(new Set(changes.map(({ actor }) => actor)).size, 2)
  for (const { actor } of changes) assert.equal(actor.slice(0, 32), IDENTITY.tablet.replaceAll("-", ""))
  assert.equal(changes[0].time, 1_790_000_000)
})

test("a write cut off at any byte loses that write alone", (t) => {
  const { folder, store, shelf } = enrolled(t)
  const { document } = shelf.create(VISIT)
  const whole = fs.statSync(path.join(folder, "journal")).size
  shelf.edit({ document, values: { "vitals.dbp": 88 } })
  store.close()
  const file = fs.readFileSync(path.join(folder, "journal"))
  for (let length = whole; length < file.length; length += 1) {
    fs.writeFileSync(path.join(folder, "journal"), file.subarray(0, length))
    const torn = new Store(folder)
    assert.equal(torn.torn, length - whole)
    assert.equal(new Shelf(torn).read(document).values["vitals.dbp"], undefined)
    torn.close()
    assert.equal(fs.statSync(path.join(folder, "journal")).size, whole, "the torn part is cut away")
  }
})

test("zeros after the last write are a torn write; damage in the middle is not passed over", (t) => {
  const { folder, store, shelf } = enrolled(t)
  const { document } = shelf.create(VISIT)
  store.close()
  const file = fs.readFileSync(path.join(folder, "journal"))
  fs.writeFileSync(path.join(folder, "journal"), Buffer.concat([file, Buffer.alloc(100)]))
  const torn = new Store(folder)
  assert.equal(torn.torn, 100)
  assert.equal(new Shelf(torn).read(document).values.result, "1")
  torn.close()
  const damaged = Buffer.from(file)
  damaged[20] ^= 1
  fs.writeFileSync(path.join(folder, "journal"), damaged)
  assert.throws(() => new Store(folder), { code: "store.damaged" })
})

test("compacting keeps everything", (t) => {
  const { folder, store, shelf } = enrolled(t)
  const { document } = shelf.create(VISIT)
  for (let sbp = 100; sbp < 160; sbp += 1) shelf.edit({ document, values: { "vitals.sbp": sbp } })
  const before = shelf.read(document)
  const size = store.journal.size
  store.compact()
  assert.ok(store.journal.size < size)
  shelf.edit({ document, values: { mood_state: "2" } })
  store.close()
  const again = new Shelf(new Store(folder))
  assert.deepEqual(again.read(document).values, { ...before.values, mood_state: "2" })
})

test("a backup put back brings the older state and a fresh actor", (t) => {
  const { folder, store, shelf } = enrolled(t)
  const { document } = shelf.create(VISIT)
  const actor = shelf.actor
  store.backup(`${folder}-backup`)
  t.after(() => fs.rmSync(`${folder}-backup`, { recursive: true }))
  shelf.edit({ document, values: { "vitals.sbp": 150 } })
  shelf.setActor(null)
  store.restore(`${folder}-backup`)
  assert.equal(shelf.read(document).values["vitals.sbp"], 142)
  assert.notEqual(shelf.actor, actor)
})

test("erasing leaves nothing but the fact", (t) => {
  const { folder, store, shelf } = enrolled(t)
  const { document } = shelf.create(VISIT)
  store.putAttachment("ab".repeat(32), { document, size: 3, done: false }, Buffer.from("png"))
  store.erase()
  const file = fs.readFileSync(path.join(folder, "journal"))
  assert.ok(!file.includes("visit") && !file.includes(IDENTITY.tablet))
  assert.deepEqual(fs.readdirSync(folder), ["journal"])
  store.close()
  assert.equal(new Store(folder).state.erased, true)
})
