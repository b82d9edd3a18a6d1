// Values of a document between the JSON of a test and what Automerge stores.
//
// A string is an ImmutableString: a plain JavaScript string would become text. What JSON cannot say is said by a map
// with one key: {"text": …}, {"float": 36}, {"uint": …}, {"time": ms}, {"bytes": hex}, {"delete": true}; and, to make
// what the protocol does not carry, {"counter": …}, {"list": […]}, {"map": {…}}.

import * as A from "@automerge/automerge"
import { Failure } from "./failure.mjs"
import { bytes, hex } from "./ids.mjs"

const SPECIAL = {
  text: (given) => given,
  float: (given) => new A.Float64(given),
  uint: (given) => new A.Uint(given),
  time: (given) => new Date(given),
  bytes: (given) => bytes(given),
  counter: (given) => new A.Counter(given),
  list: (given) => given.map(toAutomerge),
  map: (given) => Object.fromEntries(Object.entries(given).map(([key, value]) => [key, toAutomerge(value)])),
}

export function toAutomerge(given) {
  if (typeof given === "string") return new A.ImmutableString(given)
  if (given === null || typeof given !== "object") return given
  const [name] = Object.keys(given)
  if (!SPECIAL[name]) throw new Failure("command.value", `no such value: ${JSON.stringify(given)}`)
  return SPECIAL[name](given[name])
}

export const isDelete = (given) => given !== null && typeof given === "object" && given.delete === true

/** A value as JSON. Text and string both read as a string; bytes and times in the same one-key maps as above. */
export function toJson(value) {
  if (A.isImmutableString(value)) return String(value)
  if (value instanceof Date) return { time: value.getTime() }
  if (value instanceof Uint8Array) return { bytes: hex(value) }
  if (A.isCounter(value)) return { counter: Number(value.value) }
  // Beyond 2^53 only: up to there every integer is a number.
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : { integer: String(value) }
  if (Array.isArray(value)) return { list: value.map(toJson) }
  if (value !== null && typeof value === "object") {
    return { map: Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)])) }
  }
  return value
}
