// The digest of what is held in common: XOR of SHA-256(document id ‖ heads in ascending order), raw bytes (protocol §6).

import type { Row } from '../store/row.ts'
import { hex, joined, sha256, unhex, uuidBytes } from '../wire/bytes.ts'

interface Held {
  readonly document: string
  readonly heads: readonly string[]
}

/** Rows are replaced and never changed, so what was worked out for one holds as long as it is there. */
const known = new WeakMap<Held, Uint8Array>()

async function one(held: Held): Promise<Uint8Array> {
  const already = known.get(held)
  if (already) return already
  // Lower-case hex sorts as its bytes do.
  const hash = await sha256(joined([uuidBytes(held.document), ...[...held.heads].sort().map(unhex)]))
  known.set(held, hash)
  return hash
}

/** @returns 32 bytes in hex */
export async function digest(documents: Iterable<Held>): Promise<string> {
  const sum = new Uint8Array(32)
  for (const hash of await Promise.all([...documents].map(one))) {
    for (let place = 0; place < sum.length; place += 1) sum[place] = (sum[place] ?? 0) ^ (hash[place] ?? 0)
  }
  return hex(sum)
}

/** All that is held of a grid and was not dropped. */
export const holdings = (rows: Iterable<Row>, grid: string): Row[] =>
  [...rows].filter((row) => row.grid === grid && !row.dropped)

/** What the centre can be expected to agree with: a refused document counts at the heads last known to be safe. */
export function digestOf(rows: Iterable<Row>, grid: string): Promise<string> {
  const held = holdings(rows, grid).map((row) => (row.refused ? { document: row.document, heads: row.safe } : row))
  return digest(held.filter((one) => one.heads.length))
}
