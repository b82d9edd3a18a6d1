// The digest of a set of documents: XOR of SHA-256(document id ‖ heads in ascending byte order), raw bytes.

import { createHash } from "node:crypto"
import { hex, uuidBytes } from "./ids.mjs"

/** @param {Iterable<{document: string, heads: string[]}>} documents @returns {string} 32 bytes in hex */
export function digest(documents) {
  const sum = Buffer.alloc(32)
  for (const { document, heads } of documents) {
    const hash = createHash("sha256").update(uuidBytes(document))
    // Lower-case hex sorts as its bytes do.
    for (const head of [...heads].sort()) hash.update(Buffer.from(head, "hex"))
    const one = hash.digest()
    for (let place = 0; place < 32; place += 1) sum[place] ^= one[place]
  }
  return hex(sum)
}
