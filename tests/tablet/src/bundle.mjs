// What only the centre can open: everything unsent in one file (protocol §14), and what opens the store of whoever forgot
// the PIN (§3). By the WebCrypto that browsers have too.

import { encode } from "./cbor.mjs"
import { bytes, uuidBytes } from "./ids.mjs"

const { subtle } = globalThis.crypto
const CURVE = { name: "ECDH", namedCurve: "P-256" }
const ascii = (text) => new TextEncoder().encode(text)

/** A pair of keys for one file. */
export const freshPair = () => subtle.generateKey(CURVE, true, ["deriveBits"])

/**
 * The file. `content` is the body without `bundle` and `proof`; `gzip` what compresses it, if anything.
 * @param {{key: {id: string, key: string}, token: string, content: object, pair: CryptoKeyPair, nonce: Uint8Array, gzip?: Function}} given
 */
export async function makeBundle({ key, token, content, pair, nonce, gzip = (body) => body }) {
  const header = await headerOf("MULINBDL", { key, pair, nonce })
  const body = gzip(encode({ bundle: 1, proof: await proof(token, header), ...content }))
  return sealedTo({ key, pair, nonce }, header, "mulin bundle 1", body)
}

/** What opens the tablet's store, for whoever forgot the PIN (§3). */
export async function sealRoot({ key, tablet, root, pair, nonce }) {
  const header = await headerOf("MULINPIN", { key, pair, nonce })
  return sealedTo({ key, pair, nonce }, header, "mulin pin 1", encode({ tablet: uuidBytes(tablet), root }))
}

async function headerOf(magic, { key, pair, nonce }) {
  const point = new Uint8Array(await subtle.exportKey("raw", pair.publicKey))
  return Buffer.concat([ascii(magic), Uint8Array.of(1), bytes(key.id), point, nonce])
}

async function sealedTo({ key, pair, nonce }, header, info, body) {
  const opener = await openerOf(key, pair.privateKey, header, info)
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: header }, opener, body)
  return Buffer.concat([header, new Uint8Array(sealed)])
}

async function openerOf(key, privateKey, header, info) {
  const theirs = await subtle.importKey("raw", bytes(key.key), CURVE, false, [])
  const secret = await subtle.deriveBits({ name: "ECDH", public: theirs }, privateKey, 256)
  const material = await subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"])
  const how = { name: "HKDF", hash: "SHA-256", salt: header.subarray(9, 82), info: ascii(info) }
  return subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"])
}

async function macKey(token) {
  const hashed = await subtle.digest("SHA-256", ascii(token))
  return subtle.importKey("raw", hashed, { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
}

async function proof(token, header) {
  return new Uint8Array(await subtle.sign("HMAC", await macKey(token), header))
}

/** The answer to a question of six digits (§15). */
export async function extensionAnswer(token, question, days) {
  const told = String(days).padStart(2, "0")
  const mac = new DataView(await subtle.sign("HMAC", await macKey(token), ascii(`mulin extension ${question} ${told}`)))
  return told + String(mac.getUint32(0) % 1_000_000).padStart(6, "0")
}

/** An item as the wire has it. */
export const itemBody = ({ document, chunks, heads, seals = [] }) => ({
  document: uuidBytes(document),
  changes: Buffer.concat(chunks),
  heads: heads.map(bytes),
  ...(seals.length ? { seals: seals.map((one) => ({ heads: one.heads.map(bytes), seal: bytes(one.seal) })) } : {}),
})
