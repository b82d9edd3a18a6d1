// Names of things as bytes and as people write them: documents, actors, and the citizen number behind a resident.

import { createHash, randomBytes } from "node:crypto"
import { Failure } from "./failure.mjs"

export const hex = (bytes) => Buffer.from(bytes).toString("hex")

export function bytes(text) {
  if (typeof text !== "string" || !/^([0-9a-fA-F]{2})*$/.test(text)) throw new Failure("command.hex", `not hex: ${text}`)
  return new Uint8Array(Buffer.from(text, "hex"))
}

export function uuidText(id) {
  const digits = hex(id)
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join("-")
}

export function uuidBytes(text) {
  const digits = String(text).replaceAll("-", "")
  if (digits.length !== 32) throw new Failure("command.uuid", `not a UUID: ${text}`)
  return bytes(digits)
}

/** RFC 9562: fixed version and variant bits over otherwise free bytes. */
function shaped(id, version) {
  id[6] = (id[6] & 0x0f) | (version << 4)
  id[8] = (id[8] & 0x3f) | 0x80
  return uuidText(id.subarray(0, 16))
}

export const randomUuid = () => shaped(randomBytes(16), 4)

export function uuid5(namespace, name) {
  return shaped(createHash("sha1").update(uuidBytes(namespace)).update(name, "utf8").digest(), 5)
}

/** The tablet's id, then eight random bytes for this run of the app. */
export const freshActor = (tablet) => hex(uuidBytes(tablet)) + hex(randomBytes(8))

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** The 18 characters of a citizen number (GB 11643): blanks out, X in upper case, 15 digits of 1989 brought to 18. */
export function idNumber(typed) {
  const cleaned = typed.normalize("NFKC").replace(/\s/g, "").toUpperCase()
  if (!/^\d{15}$/.test(cleaned)) return cleaned
  const first = cleaned.slice(0, 6) + "19" + cleaned.slice(6)
  const sum = [...first].reduce((total, digit, place) => total + Number(digit) * WEIGHTS[place], 0)
  return first + "10X98765432"[sum % 11]
}

export const residentId = (namespace, number) => uuid5(namespace, idNumber(number))
