// The bodies of /sync and /sync/compare. Inside the tablet ids and hashes are text; here they become byte strings,
// and every reply is held against the protocol page: a key it does not name, a wrong length or type is a fault.

import { decode, encode } from "./cbor.mjs"
import { Failure } from "./failure.mjs"
import { bytes, hex, uuidBytes, uuidText } from "./ids.mjs"

export const PROTOCOL = 1
const OUTCOMES = ["merged", "known", "missing", "refused"]

function fault(where, what) {
  throw new Failure("reply.malformed", `${where}: ${what}`)
}

const text = (value, where) => (typeof value === "string" ? value : fault(where, "not text"))
const flag = (value, where) => (typeof value === "boolean" ? value : fault(where, "not a boolean"))
const count = (value, where) => (Number.isSafeInteger(value) && value >= 0 ? value : fault(where, "not a count"))
/** Not looked into, and stored as it came; but it must be one of the two forms that the page knows. */
const cursor = (value, where) => {
  const pair = Array.isArray(value) && value.length === 2 && value.every(Number.isSafeInteger)
  return pair ? value : count(value, where)
}
const blob = (value, where) => (value instanceof Uint8Array ? value : fault(where, "not bytes"))
const sized = (length) => (value, where) =>
  blob(value, where).length === length ? hex(value) : fault(where, `not ${length} bytes`)
const hash = sized(32)
const seal = sized(16)
const uuid = (value, where) => uuidText(blob(value, where).length === 16 ? value : fault(where, "not 16 bytes"))
const list = (each) => (value, where) =>
  Array.isArray(value) ? value.map((one, place) => each(one, `${where}[${place}]`)) : fault(where, "not a list")
const table = (each) => (value, where) => {
  if (value === null || typeof value !== "object" || Array.isArray(value)) fault(where, "not a map")
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, each(one, `${where}.${key}`)]))
}
const outcome = (value, where) => (OUTCOMES.includes(value) ? value : fault(where, `no outcome: ${value}`))

/** A map with exactly these keys; those under `optional` may be absent or null, and then do not appear. */
const shape = (required, optional = {}) => (value, where) => {
  table((one) => one)(value, where)
  const result = {}
  for (const key of Object.keys(value)) if (!required[key] && !optional[key]) fault(where, `unknown key ${key}`)
  for (const [key, check] of Object.entries(required)) {
    if (!Object.hasOwn(value, key)) fault(where, `no ${key}`)
    result[key] = check(value[key], `${where}.${key}`)
  }
  for (const [key, check] of Object.entries(optional)) {
    if (value[key] !== undefined && value[key] !== null) result[key] = check(value[key], `${where}.${key}`)
  }
  return result
}

const pull = list(shape({ grid: text, document: uuid, chunks: blob, heads: list(hash), seal }))

const SYNC_REPLY = shape({
  log: text,
  now: count,
  results: list(shape({ document: uuid, outcome }, { heads: list(hash), need: list(hash), code: text, hint: text })),
  pull,
  drop: list(uuid),
  cursors: table(cursor),
  more: flag,
  digests: table(hash),
  problems: list(shape({ code: text }, { grid: text, hint: text })),
})

const COMPARE_REPLY = shape({
  log: text,
  grid: text,
  cursor,
  digest: hash,
  lacking: list(shape({ document: uuid, have: list(hash) })),
  pull,
  drop: list(uuid),
  more: flag,
})

function read(body, check, where) {
  let value
  try {
    value = decode(body)
  } catch (error) {
    fault(where, `no CBOR: ${error.message}`)
  }
  return check(value, where)
}

export const readSyncReply = (body) => read(body, SYNC_REPLY, "reply")
export const readCompareReply = (body) => read(body, COMPARE_REPLY, "reply")

const hashes = (heads) => [...heads].sort().map(bytes)

export function pushItem({ document, changes, heads, seals }) {
  const vouched = seals?.length
    ? seals.map((pair) => ({ heads: hashes(pair.heads), seal: bytes(pair.seal) }))
    : undefined
  return { document: uuidBytes(document), changes, heads: hashes(heads), seals: vouched }
}

/** @returns {Uint8Array} the body; `push` holds items as the outbox makes them */
export function syncRequest({ now, log, cursors, push, bytesMax, unsent, app }) {
  return encode({ protocol: PROTOCOL, now, log, cursors, push: push.map(pushItem), bytes_max: bytesMax, unsent, app })
}

export function compareRequest({ log, grid, documents, bytesMax }) {
  const held = documents.map(({ document, heads }) => ({ document: uuidBytes(document), heads: hashes(heads) }))
  return encode({ protocol: PROTOCOL, log, grid, documents: held, bytes_max: bytesMax })
}

/** Any CBOR as JSON: byte strings as {"hex": …}. */
export function plain(value) {
  if (value instanceof Uint8Array) return { hex: hex(value) }
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== "object") return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}

export const decodePlain = (body) => plain(decode(body))
