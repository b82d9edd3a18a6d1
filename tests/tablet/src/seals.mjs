// What a tablet keeps so that it can vouch for other people's changes before a restored server.

import { createHmac } from "node:crypto"
import { covers } from "./documents.mjs"
import { hex, uuidBytes } from "./ids.mjs"

const SENT_MAX = 8

/** After a pull: the newest pair first, then every older one whose heads the newer ones do not cover. */
export function remember(doc, pairs, heads, seal) {
  const older = pairs.filter((pair) => pair.seal !== seal && !covers(doc, heads, pair.heads))
  return [{ heads: [...heads].sort(), seal }, ...older]
}

export const toSend = (pairs) => pairs.slice(0, SENT_MAX)

/** How the server makes one. The tablet never has the key; the test vectors do. */
export function make(key, document, heads) {
  const mac = createHmac("sha256", key).update(uuidBytes(document))
  for (const head of [...heads].sort()) mac.update(Buffer.from(head, "hex"))
  return hex(mac.digest().subarray(0, 16))
}
