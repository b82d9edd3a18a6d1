// From a document to its test vector: bytes in every form in which they travel, and what they add up to.

import * as documents from "../documents.mjs"
import { hex } from "../ids.mjs"
import { actor, GRID, START } from "./cast.mjs"

export function written(example) {
  const { kind, grid = GRID, tablet = "A", values = {}, atOnce = false, note = [], noteAt = "note", then = [] } = example
  let doc = documents.birth({ actor: actor(tablet), kind, grid, kindVersion: 1, values, atOnce, ms: START })
  for (const splice of note) doc = documents.writeText(doc, { [noteAt]: { splice } }, START + 60_000)
  for (const more of then) doc = documents.answer(doc, more, START + 120_000, false)
  return doc
}

export const chunksHex = (doc, since = []) => documents.changesSince(doc, since).map(hex)

export function described(doc) {
  const { values, types, rivals } = documents.read(doc)
  return { heads: documents.heads(doc), saved: hex(documents.save(doc)), changes: chunksHex(doc), values, types, rivals }
}

export function kindVector(example) {
  const { name, says, document, tablet } = example
  return { name, says, document, tablet, ...described(written(example)) }
}

/** The same document on another tablet. */
export const onTablet = (doc, tablet, run = 1) => documents.open([documents.save(doc)], actor(tablet, run))

/** All of several copies together, as whoever collects from all of them has it. */
export function together(copies) {
  return copies.slice(1).reduce(
    (doc, other) => documents.apply(doc, documents.save(other), documents.heads(other)),
    onTablet(copies[0], "C", 0xff),
  )
}
