// Visits as tablets write them, for the benchmark: birth and seventeen answers, eighteen changes, one author each.
//
// usage: node bench/visits.mjs < plan.json > visits.json; the plan: {"seed", "unlike", "tablets": [{"id": hex, "grid",
// "worker", "documents": [{"id": hex, "resident": uuid}]}]}. Every visit comes as the document chunk that a tablet hands
// in first, its heads, and one later change of one field. `unlike`: no two are filled in alike. The answers come in any
// order and at any pace, and no two notes are of one length.

import { answer, birth, changesSince, heads, history, save } from "../tests/tablet/src/documents.mjs"

const plan = JSON.parse(await new Response(process.stdin).text())

let state = plan.seed
function random(below) {
  // Mulberry32: the same visits every time.
  state = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) % below
}

const pick = (...codes) => codes[random(codes.length)]
const randomHex = (length) => Array.from({ length }, () => random(16).toString(16)).join("")
const sentences = ["今天精神好，在院里晒太阳。", "说腿脚不如从前，下楼要扶。", "女儿周末来过，药还够半个月。", "让把燃气软管换一换。"]

function answers(tablet, document, ms) {
  return {
    note: { text: pick(...sentences) },
    resident: document.resident, worker: tablet.worker, at: ms, program: "SANSAN", method: "1", result: "1",
    health_state: pick("1", "1", "2"), mood_state: pick("1", "1", "2"), eating: pick("1", "1", "2"),
    sleeping: pick("1", "2"), mobility: pick("1", "2"), medication_ok: pick("1", "3", "9"), "safety.gas": "1",
    "safety.electricity": pick("1", "1", "2"), hygiene: "1", "policy_told.fraud": true,
  }
}

function shuffled(list) {
  const left = [...list]
  return list.map(() => left.splice(random(left.length), 1)[0])
}

function written(common, values, ms) {
  if (!plan.unlike) return birth({ ...common, values, atOnce: false, ms })
  values.note = { text: Array.from({ length: 4 + random(30) }, () => pick(...sentences.join(""))).join("") }
  let at = ms
  return shuffled(Object.entries(values)).reduce(
    (doc, [path, given]) => answer(doc, { [path]: given }, (at += 1000 * random(60)), false),
    birth({ ...common, values: {}, atOnce: true, ms }),
  )
}

const visits = []
for (const tablet of plan.tablets) {
  const actor = tablet.id + randomHex(16)
  for (const document of tablet.documents) {
    const ms = 1795000000000 + random(86400000)
    const values = answers(tablet, document, ms)
    const born = written({ actor, kind: "visit", grid: tablet.grid, kindVersion: 1 }, values, ms)
    // Taken down before the edit: Automerge's older values look into the newer document.
    const visit = { tablet: tablet.id, document: document.id, saved: hex(save(born)), heads: heads(born), changes: history(born).length }
    const edited = answer(born, { hygiene: "2" }, ms + 3600000, false)
    const edit = hex(Buffer.concat(changesSince(edited, visit.heads)))
    visits.push({ ...visit, edit, edited: heads(edited) })
  }
}
process.stdout.write(JSON.stringify(visits))

function hex(bytes) {
  return Buffer.from(bytes).toString("hex")
}
