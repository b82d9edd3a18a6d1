// Digests of sets of documents, document ids from identity numbers, and seals.

import { digest } from "../digest.mjs"
import { bytes, idNumber, residentId } from "../ids.mjs"
import * as seals from "../seals.mjs"
import { COMMUNITY, document, GRID, ID_NUMBERS, SEAL_KEY } from "./cast.mjs"

export function digests(vectors) {
  const held = vectors.map(({ document: id, heads }) => ({ document: id, heads }))
  const two = { document: document(0x30), heads: ["ff".repeat(32), "00".repeat(31) + "01"] }
  const sets = [
    ["empty", "Of no documents: zeros", []],
    ["one", "SHA-256 of the id and the one head", held.slice(0, 1)],
    ["two_heads", "Heads are taken in ascending order, in whatever order they are listed", [two]],
    ["all", "All documents of documents.json", held],
    ["all_backwards", "Order does not matter", [...held].reverse()],
  ]
  return sets.map(([name, says, documents]) => ({ name, says, grid: GRID, documents, digest: digest(documents) }))
}

const TYPED = [
  ...ID_NUMBERS.map((number) => [number, "as printed"]),
  ["37082219400229000x", "lower-case x"],
  [" 370822 19441001 0003 ", "with blanks"],
  ["370822401001000", "15 digits of 1989"],
  ["11010519491231002X", "the example of the standard"],
]

export const residentIds = () => ({
  namespace: COMMUNITY.namespace,
  numbers: TYPED.map(([typed, says]) => ({ typed, says, number: idNumber(typed), document: residentId(COMMUNITY.namespace, typed) })),
})

export function sealVectors(vectors) {
  const cases = [
    ...vectors.slice(0, 3).map(({ name, document: id, heads }) => [name, id, heads]),
    ["two_heads", document(0x30), ["ff".repeat(32), "00".repeat(31) + "01"]],
  ]
  return {
    key: SEAL_KEY,
    seals: cases.map(([name, id, heads]) => ({ name, document: id, heads, seal: seals.make(bytes(SEAL_KEY), id, heads) })),
  }
}
