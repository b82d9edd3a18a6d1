// The bodies of /sync and /sync/compare (protocol §4, §5). Inside the app ids and hashes are text; on the wire, bytes.

import { unhex, uuidBytes } from './bytes.ts'
import { decode, encode } from './cbor.ts'
import { asIs, blob, bytesAsHex, count, flag, list, malformed, maybe, oneOf, shape, table, text, uuid, type Shape } from './shapes.ts'

export const PROTOCOL = 1

/** As it came: a client does not look into it. */
export type Cursor = unknown
export type Cursors = Readonly<Record<string, Cursor>>

export interface Item {
  readonly document: string
  readonly changes: Uint8Array
  readonly heads: readonly string[]
  readonly seals: readonly { readonly heads: readonly string[]; readonly seal: string }[]
}

const hash = bytesAsHex(32)
const pulled = shape({ grid: text, document: uuid, chunks: blob, heads: list(hash), seal: bytesAsHex(16) })
const result = shape({
  document: uuid,
  outcome: oneOf('merged', 'known', 'missing', 'refused'),
  heads: maybe(list(hash)),
  need: maybe(list(hash)),
  code: maybe(text),
  hint: maybe(text),
})
const problem = shape({ code: text, grid: maybe(text), hint: maybe(text) })

const syncReply = shape({
  log: text,
  now: count,
  results: list(result),
  pull: list(pulled),
  drop: list(uuid),
  cursors: table(asIs),
  more: flag,
  digests: table(hash),
  problems: list(problem),
})

const compareReply = shape({
  log: text,
  grid: text,
  cursor: asIs,
  digest: hash,
  lacking: list(shape({ document: uuid, have: list(hash) })),
  pull: list(pulled),
  drop: list(uuid),
  more: flag,
})

export type Pulled = ReturnType<typeof pulled>
export type Result = ReturnType<typeof result>
export type Problem = ReturnType<typeof problem>
export type SyncReply = ReturnType<typeof syncReply>
export type CompareReply = ReturnType<typeof compareReply>

/** @throws Fault `reply.malformed` */
export const readSyncReply = (body: Uint8Array): SyncReply => read(body, syncReply)
/** @throws Fault `reply.malformed` */
export const readCompareReply = (body: Uint8Array): CompareReply => read(body, compareReply)

function read<Value>(body: Uint8Array, inner: Shape<Value>): Value {
  let value: unknown
  try {
    value = decode(body)
  } catch (reason) {
    malformed('reply', `no CBOR: ${reason instanceof Error ? reason.message : String(reason)}`)
  }
  return inner(value, 'reply')
}

const hashes = (heads: readonly string[]): Uint8Array[] => [...heads].sort().map(unhex)

/** An item as it stands in `push`, of a sync or of a bundle. */
export function plainItem({ document, changes, heads, seals }: Item): Record<string, unknown> {
  const vouched = seals.map((pair) => ({ heads: hashes(pair.heads), seal: unhex(pair.seal) }))
  return {
    document: uuidBytes(document), changes, heads: hashes(heads), seals: vouched.length ? vouched : undefined,
  }
}

export function syncRequest(given: {
  readonly now: number
  readonly log: string | null
  readonly cursors: Cursors
  readonly push: readonly Item[]
  readonly bytesMax: number
  readonly unsent: number
  readonly app: string
}): Uint8Array {
  const { now, log, cursors, push, bytesMax, unsent, app } = given
  return encode({ protocol: PROTOCOL, now, log, cursors, push: push.map(plainItem), bytes_max: bytesMax, unsent, app })
}

export function compareRequest(given: {
  readonly log: string | null
  readonly grid: string
  readonly documents: readonly { readonly document: string; readonly heads: readonly string[] }[]
  readonly bytesMax: number
}): Uint8Array {
  const documents = given.documents.map(({ document, heads }) => ({ document: uuidBytes(document), heads: hashes(heads) }))
  return encode({ protocol: PROTOCOL, log: given.log, grid: given.grid, documents, bytes_max: given.bytesMax })
}
