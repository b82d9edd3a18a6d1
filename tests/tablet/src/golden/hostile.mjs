// Chunks that a server must survive: wrong, dangerous or not allowed, and some that only look so.
//
// `expect` is what docs/protocol.md says of them: an outcome, and a code where it is `refused`. Where it is null anything
// but a fault will do. `base` is what the centre holds of the document before.

import * as A from "@automerge/automerge"
import * as documents from "../documents.mjs"
import { hex } from "../ids.mjs"
import { bombs, small } from "./bombs.mjs"
import { actor, document, GRID, OTHER_GRID, START, TABLETS } from "./cast.mjs"
import { BUNDLE, CHANGE, changeContents, changeHash, chunk, falses, refitted, regions, run, SPEC, string, uleb } from "./format.mjs"
import { EXAMPLES } from "./kinds.mjs"
import { chunksHex, onTablet, written } from "./vectors.mjs"

const ID = document(0x40)
const BASE = { kind: "visit", values: { note: { text: "" }, method: "1", result: "1", "vitals.sbp": 142 } }
const refused = (code) => ({ outcome: "refused", code })
const merged = { outcome: "merged" }
const bytesOf = (list) => Buffer.concat(list.map((one) => Buffer.from(one, "hex")))

function entry(name, says, { changes, heads, base = null, expect }) {
  return { name, says, document: ID, tablet: TABLETS.A, base: base ? chunksHex(base) : [], changes: hex(changes), heads, expect }
}

/** A change on top of the base, by tablet A in a later run unless said otherwise. */
function further(name, says, values, expect, tablet = "A") {
  const base = written(BASE)
  const doc = documents.answer(onTablet(base, tablet, 2), values, START, true)
  return entry(name, says, { base, changes: bytesOf(chunksHex(doc, documents.heads(base))), heads: documents.heads(doc), expect })
}

function born(name, says, example, expect) {
  const doc = written(example)
  return entry(name, says, { changes: bytesOf(chunksHex(doc)), heads: documents.heads(doc), expect })
}

const contents = () => [
  further("counter", "A counter", { visits: { counter: 1 } }, refused("value.unsupported")),
  further("list", "A list: kept, not reconciled", { "vitals.sbp": { list: [142, 150] } }, merged),
  further("nested_map", "A map in the map: kept, not reconciled", { vitals: { map: { sbp: 142 } } }, merged),
  further("unknown_field", "A field that the kind does not have: merged, kept and flagged", { "shoe.size": 43 }, merged),
  further("wrong_type", "A pressure in words: merged, kept and flagged", { "vitals.sbp": "高" }, merged),
  further("out_of_range", "A pressure that no living person has: merged, kept and flagged", { "vitals.sbp": 1420 }, merged),
  further("grid_moved", "A tablet moves a document to another grid", { grid: OTHER_GRID }, refused("field.protected")),
  further("kind_changed", "A tablet makes another kind of it", { kind: "household" }, refused("field.protected")),
  further("grid_deleted", "The grid taken away", { grid: { delete: true } }, refused("field.protected")),
  further("another_author", "A change by another tablet, without a seal", { mood_state: "2" }, refused("author.not_sender"), "B"),
  born("unknown_kind", "A kind nobody declared: merged, kept and flagged", { kind: "wishes", values: { wish: "电梯" } }, merged),
  born("other_grid", "A new document in a grid that the tablet does not serve", { ...BASE, grid: "999999999999-9999" }, refused("grid.not_yours")),
  born("no_kind", "A birth without a kind", { ...BASE, kind: undefined }, refused("document.no_birth")),
  born("no_grid", "A birth without a grid", { ...BASE, grid: null }, refused("document.no_birth")),
  born("kind_a_number", "A kind that is no string", { ...BASE, kind: 7 }, refused("document.no_birth")),
]

/** The same faults inside one saved document, where nothing is held of it yet. */
function savedWhole() {
  const saved = (name, says, values, expect, tablet = "A") => {
    const doc = documents.answer(written({ ...BASE, tablet }), values, START, true)
    return entry(`saved_${name}`, says, { changes: documents.save(doc), heads: documents.heads(doc), expect })
  }
  return [
    saved("fine", "A new document, saved whole", { mood_state: "2" }, merged),
    saved("counter", "A counter in it", { visits: { counter: 1 } }, refused("value.unsupported")),
    saved("list", "A list in it: kept, not reconciled", { pressures: { list: [142, 150] } }, merged),
    saved("grid_moved", "A later change in it writes the grid again", { grid: OTHER_GRID }, refused("field.protected")),
    saved("another_author", "All of it by another tablet, without a seal", { mood_state: "2" }, refused("author.not_sender"), "B"),
  ]
}

/** What only a careless or a broken client does with history. */
function histories() {
  const base = written(BASE)
  const [one, other] = ["2", "3"].map((mood) => documents.answer(onTablet(base, "A", 2), { mood_state: mood }, START, true))
  const later = documents.answer(onTablet(one, "A", 2), { hygiene: "2" }, START, true)
  const since = (doc, from) => bytesOf(chunksHex(doc, documents.heads(from)))
  const missing = entry("missing_dependency", "A change whose predecessor did not come", {
    base, changes: since(later, one), heads: documents.heads(later), expect: { outcome: "missing", need: documents.heads(one) },
  })
  const whole = documents.save(base)
  return [
    entry("actor_reused", "Two different changes by one actor under one number, as a copied store makes them", {
      base: one, changes: since(other, base), heads: documents.heads(other), expect: refused("actor.reused"),
    }),
    entry("actor_reused_at_once", "Both of them in one hand-in", {
      base, changes: Buffer.concat([since(one, base), since(other, base)]), heads: [...documents.heads(one), ...documents.heads(other)].sort(),
      expect: refused("actor.reused"),
    }),
    missing,
    entry("missing_everything", "A change to a document of which the centre has nothing", {
      changes: since(one, base), heads: documents.heads(one), expect: { outcome: "missing", need: documents.heads(base) },
    }),
    entry("backwards", "Changes in the wrong order are in order", {
      base, changes: bytesOf(chunksHex(later, documents.heads(base)).reverse()), heads: documents.heads(later), expect: merged,
    }),
    entry("document_chunk_again", "A saved document of what the centre holds already", {
      base, changes: Buffer.from(whole), heads: documents.heads(base), expect: { outcome: "known" },
    }),
    entry("document_and_changes", "A saved document and a change since, one behind the other", {
      changes: Buffer.concat([whole, since(one, base)]), heads: documents.heads(one), expect: null,
    }),
    entry("bundle", "A chunk of another type, as the library's newer ways to store write it", {
      changes: Buffer.from(A.saveBundle(base, documents.history(base).map(({ hash }) => hash))), heads: documents.heads(base), expect: refused("chunk.unknown_type"),
    }),
  ]
}

function damaged() {
  const doc = written(BASE)
  const heads = documents.heads(doc)
  const wrong = refused("bytes.not_automerge")
  const forms = { change: Buffer.from(chunksHex(doc)[0], "hex"), document: Buffer.from(documents.save(doc)) }
  const all = [
    entry("empty", "No bytes", { changes: Buffer.alloc(0), heads, expect: refused("bytes.empty") }),
    entry("text", "Something else altogether", { changes: Buffer.from("我不是 Automerge"), heads, expect: wrong }),
    entry("magic_only", "The first four bytes and nothing more", { changes: forms.change.subarray(0, 4), heads, expect: wrong }),
    entry("trailing", "A whole chunk and one byte more", { changes: Buffer.concat([forms.change, Buffer.from([0])]), heads, expect: wrong }),
  ]
  for (const [form, bytes] of Object.entries(forms)) {
    all.push(entry(`${form}_truncated`, `A ${form} chunk without its last byte`, { changes: bytes.subarray(0, -1), heads, expect: wrong }))
    all.push(entry(`${form}_cut_in_half`, `Half a ${form} chunk`, { changes: bytes.subarray(0, bytes.length >> 1), heads, expect: wrong }))
    for (const [region, place] of Object.entries(regions(bytes))) {
      const changed = Buffer.from(bytes)
      changed[place] ^= 1
      all.push(entry(`${form}_${region}_changed`, `One bit changed in a ${form} chunk: ${region}`, { changes: changed, heads, expect: region === "type" ? { outcome: "refused" } : wrong }))
      if (["first", "middle", "last"].includes(region)) {
        all.push(entry(`${form}_${region}_refitted`, `The same, with a checksum that fits: ${region}`, { changes: refitted(changed), heads, expect: null }))
      }
    }
  }
  return all
}

/** Saved documents with one bit changed and a checksum that fits. The Python binding opens them and sees the right heads
 *  and values; the JavaScript library throws. What a server merges of these must not go on to other tablets as it is. */
function poisons() {
  const places = [
    ["length", EXAMPLES[0], 83, 1, "a column of the wrong length"],
    ["panic", EXAMPLES[0], 380, 4, "JavaScript panics"],
    ["saved_again", EXAMPLES[1], 464, 0, "JavaScript panics also when Python has saved it again; its change chunks, taken one by one, are sound"],
  ]
  return places.map(([name, example, place, bit, says]) => {
    const doc = written(example)
    const bytes = Buffer.from(documents.save(doc))
    bytes[place] ^= 1 << bit
    const given = { changes: refitted(bytes), heads: documents.heads(doc), expect: null }
    return { ...entry(`poison_${name}`, `A saved document that Python opens and JavaScript does not: ${says}`, given), poison: true }
  })
}

/** One operation whose value has a type that the format keeps for later. */
function reserved(type) {
  const payload = changeContents({
    actor: actor("A"),
    columns: [
      [SPEC.keyString, run(1, string("x"))], [SPEC.insert, falses(1)], [SPEC.action, run(1, uleb(1))],
      [SPEC.valueType, run(1, uleb(16 + type))], [SPEC.value, Buffer.from([0])], [SPEC.preds, run(1, uleb(0))],
    ],
  })
  return entry(`reserved_type_${type}`, `A value of type ${type}, which the format reserves`, {
    changes: chunk(CHANGE, payload), heads: [changeHash(payload)], expect: refused("value.unsupported"),
  })
}

const unknownType = (type) => entry(`chunk_type_${type}`, `A chunk of type ${type} with the right checksum`, {
  changes: chunk(type, Buffer.from("later")), heads: ["00".repeat(32)], expect: refused("chunk.unknown_type"),
})

const hugeClaim = () => entry("huge_length", "A chunk that claims 2^60 bytes", {
  changes: Buffer.concat([chunk(CHANGE, Buffer.alloc(0)).subarray(0, 9), uleb(2n ** 60n), Buffer.alloc(16)]), heads: ["00".repeat(32)], expect: refused("bytes.not_automerge"),
})

const dangerous = () => [
  ...bombs().map(([name, says, { chunk: changes, heads }, code]) => ({ ...entry(`bomb_${name}`, says, { changes, heads, expect: refused(code) }), never_open: true })),
  ...small().map(([name, says, { chunk: changes, heads }]) => entry(name, says, { changes, heads, expect: refused("document.no_birth") })),
]

export const hostile = () => [
  ...contents(), ...savedWhole(), ...histories(), ...damaged(), ...poisons(), ...[10, 15].map(reserved), unknownType(BUNDLE + 1), unknownType(255), hugeClaim(), ...dangerous(),
]
