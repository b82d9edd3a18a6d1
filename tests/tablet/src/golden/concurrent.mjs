// What happens to a document on two or three tablets that did not meet.

import * as documents from "../documents.mjs"
import { residentId } from "../ids.mjs"
import { COMMUNITY, document, ID_NUMBERS, START } from "./cast.mjs"
import { chunksHex, described, onTablet, together, written } from "./vectors.mjs"

const BASE = {
  kind: "visit", document: document(0x20), tablet: "A",
  values: { note: { text: "" }, method: "1", result: "1", mood_state: "1", "safety.gas": "1" }, note: [[0, 0, "水管漏水"]],
}
const at = START + 3_600_000

const answers = (values) => (doc) => documents.answer(doc, values, at, false)
const splices = (...all) => (doc) =>
  all.reduce((current, splice) => documents.writeText(current, { note: { splice } }, at), doc)
const removed = { delete: true }

/** Each branch goes on from the base, on its own tablet, without having seen the others. */
const STORIES = [
  ["different_fields", "Both keep their work: no rivals", { A: answers({ mood_state: "2" }), B: answers({ "safety.gas": "2" }) }],
  ["rivals", "The same question answered differently", { A: answers({ mood_state: "2" }), B: answers({ mood_state: "3" }) }],
  ["agreeing", "The same question answered alike: two surviving writes, no rivals", { A: answers({ mood_state: "2" }), B: answers({ mood_state: "2" }) }],
  ["rivals_of_three", "Three answers to one question", { A: answers({ mood_state: "1" }), B: answers({ mood_state: "2" }), C: answers({ mood_state: "3" }) }],
  ["rewritten", "One tablet changed its mind: only its last answer survives beside the other's", { A: answers({ mood_state: "2" }), B: (doc) => answers({ mood_state: "1" })(answers({ mood_state: "3" })(doc)) }],
  ["delete_and_answer", "One takes an answer back, one gives another: the answer stays", { A: answers({ mood_state: removed }), B: answers({ mood_state: "3" }) }],
  ["both_delete", "Both take it back: it is gone", { A: answers({ mood_state: removed }), B: answers({ mood_state: removed }) }],
  ["types_differ", "A number and a string are different answers", { A: answers({ "vitals.sbp": 142 }), B: answers({ "vitals.sbp": "142" }) }],
  ["note", "A note merges by character", { A: splices([0, 0, "厨房"]), B: splices([4, 0, "，已报修"]) }],
  ["note_overlap", "Both deleted the same characters and each wrote something else there", { A: splices([2, 2, "堵塞"]), B: splices([2, 2, "爆裂"]) }],
  ["note_begun_twice", "A note begun on two tablets is two rival texts", { A: answers({ fraud_note: { text: "有人推销保健品" } }), B: answers({ fraud_note: { text: "接到诈骗电话" } }) }],
]

export function story([name, says, branches]) {
  const base = written(BASE)
  const copies = Object.entries(branches).map(([tablet, act]) => [tablet, act(onTablet(base, tablet, 2))])
  return {
    name, says, document: BASE.document,
    base: described(base),
    branches: copies.map(([tablet, doc]) => ({
      tablet, heads: documents.heads(doc), changes: chunksHex(doc, documents.heads(base)), values: documents.read(doc).values,
    })),
    merged: described(together(copies.map(([, doc]) => doc))),
  }
}

/** Rivals, then a change that had seen both: the way every dispute ends. */
function settled() {
  const base = written(BASE)
  const [a, b] = [answers({ mood_state: "2" })(onTablet(base, "A", 2)), answers({ mood_state: "3" })(onTablet(base, "B", 2))]
  const disputed = together([a, b])
  const doc = answers({ mood_state: "3" })(onTablet(disputed, "C", 2))
  return {
    name: "settled", says: "A change that had seen both rivals ends the dispute", document: BASE.document,
    base: described(disputed),
    branches: [{ tablet: "C", heads: documents.heads(doc), changes: chunksHex(doc, documents.heads(disputed)), values: documents.read(doc).values }],
    merged: described(doc),
  }
}

/** Two doors, one person: both tablets give birth to the document that the identity number names. */
function bornTwice() {
  const born = (tablet, values) => written({ kind: "resident", tablet, values: { ...values, id_number: ID_NUMBERS[1] } })
  const copies = [["A", born("A", { name: "颜秋水", phone: "13800000001" })], ["B", born("B", { name: "颜秋水", phone: "13800000002" })]]
  return {
    name: "born_twice", says: "The same resident registered on two tablets: one document with two births; the numbers of the telephone are rivals",
    document: residentId(COMMUNITY.namespace, ID_NUMBERS[1]),
    base: null,
    branches: copies.map(([tablet, doc]) => ({ tablet, ...described(doc) })),
    merged: described(together(copies.map(([, doc]) => doc))),
  }
}

export const stories = () => [...STORIES.map(story), settled(), bornTwice()]
