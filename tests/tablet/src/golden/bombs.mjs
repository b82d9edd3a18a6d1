// A few hundred bytes that stand for millions of operations. They are never to be opened: only their framing and
// column headers say what they are. Small ones of the same make are opened by the tests, to show that the format
// is right and that it is the numbers which are wrong.

import * as A from "@automerge/automerge"
import { actor, START } from "./cast.mjs"
import {
  changeContents, changeHash, CHANGE, chunk, DEFLATE_BIT, DEFLATED, DOCUMENT, documentColumn, documentContents, falses, nulls,
  run, SPEC, stored, string, uleb,
} from "./format.mjs"

const SET = uleb(1), NULL = uleb(0), NO_PREDS = uleb(0), BOOLEAN_FALSE = uleb(1)

/** `count` times the same operation: set the key to null. */
const rows = (count) => [
  [SPEC.keyString, run(count, string("x"))],
  [SPEC.insert, falses(count)],
  [SPEC.action, run(count, SET)],
  [SPEC.valueType, run(count, NULL)],
  [SPEC.preds, run(count, NO_PREDS)],
]

export const runs = (count) => changeContents({ actor: actor("A"), columns: rows(count) })

/** Only the column of preds lies: each operation claims to replace so many others. */
const preds = (count) => changeContents({
  actor: actor("A"),
  columns: [
    [SPEC.keyString, run(2, string("x"))], [SPEC.insert, falses(2)], [SPEC.action, run(2, SET)], [SPEC.valueType, run(2, BOOLEAN_FALSE)],
    [SPEC.preds, run(2, uleb(count))], [SPEC.predActor, run(count * 2, uleb(0))], [SPEC.predCounter, run(count * 2, uleb(1))],
  ],
})

const emptyRows = (count) => changeContents({
  actor: actor("A"),
  columns: [[SPEC.keyString, nulls(count)], [SPEC.insert, falses(count)], [SPEC.action, run(count, SET)], [SPEC.valueType, run(count, NULL)], [SPEC.preds, run(count, NO_PREDS)]],
})

/** A saved document with one change and so many operations; its head is not that change's, which shows too late. */
function documentOf(count) {
  return documentContents({
    actors: [actor("A")],
    heads: [changeHash(runs(2))],
    // Actor, number, last operation, time, dependencies, extra bytes of that one change.
    changeColumns: [
      [0x01, run(1, uleb(0))], [0x03, run(1, uleb(1))], [0x13, run(1, uleb(count))], [0x23, run(1, uleb(0))], [0x40, run(1, uleb(0))],
      [0x56, run(1, uleb(7))],
    ],
    opColumns: [
      [SPEC.keyString, run(count, string("x"))], [SPEC.idActor, run(count, uleb(0))], [SPEC.idCounter, run(count, uleb(1))],
      [SPEC.insert, falses(count)], [SPEC.action, run(count, SET)], [SPEC.valueType, run(count, NULL)], [SPEC.succs, run(count, uleb(0))],
    ],
  })
}

/** A saved document with one answer of `length` equal letters, which the library deflates to a thousandth. */
function inflatingDocument(length) {
  const doc = A.change(A.init({ actor: actor("A") }), { time: START / 1000 }, (draft) => {
    draft["photo.1"] = new A.ImmutableString("a".repeat(length))
  })
  return { chunk: Buffer.from(A.save(doc)), heads: A.getHeads(doc) }
}

/** A deflated change. The library reads such chunks and no longer writes them, so its own deflated column is borrowed:
 *  that, and not Node's zlib, gives the same bytes on every machine. */
function inflatingChange(length, deflated) {
  const head = changeContents({ actor: actor("A"), columns: rows(1) })
  const inflated = Buffer.concat([head, Buffer.alloc(length, "a")])
  const hash = changeHash(inflated)
  return { chunk: chunk(DEFLATED, Buffer.concat([stored(head), deflated]), Buffer.from(hash, "hex").subarray(0, 4)), heads: [hash] }
}

const change = (contents) => ({ chunk: chunk(CHANGE, contents), heads: [changeHash(contents)] })

export function bombs() {
  const length = 24 * 1024 * 1024
  const saved = inflatingDocument(length)
  const change24 = inflatingChange(length, documentColumn(saved.chunk, SPEC.value | DEFLATE_BIT))
  const [millions, beyond] = [50_000_000, 2n ** 52n]
  return [
    ["runs", "Fifty million operations in run lengths", change(runs(millions)), "hand_in.too_many_operations"],
    ["runs_beyond", "2^52 operations in run lengths", change(runs(beyond)), "hand_in.too_many_operations"],
    ["null_runs", "The same with a run of nothing", change(emptyRows(millions)), "hand_in.too_many_operations"],
    ["preds", "Two operations that replace fifty million each", change(preds(millions)), "hand_in.too_many_operations"],
    ["document_runs", "A saved document with fifty million operations", { chunk: chunk(DOCUMENT, documentOf(millions)), heads: [changeHash(runs(2))] }, "hand_in.too_many_operations"],
    ["inflating_change", "A deflated change that inflates to 24 MiB", change24, "hand_in.too_large"],
    ["inflating_document", "A saved document with a column that inflates to 24 MiB", saved, "hand_in.too_large"],
  ]
}

/** Of the same make and harmless. */
export function small() {
  const length = 3000
  const deflated = documentColumn(inflatingDocument(length).chunk, SPEC.value | DEFLATE_BIT)
  return [
    ["runs_small", "Three operations in run lengths: by this the hand-made form is shown to be right", change(runs(3))],
    ["deflated_small", "A deflated change with three thousand extra bytes: read like any other", inflatingChange(length, deflated)],
  ]
}
