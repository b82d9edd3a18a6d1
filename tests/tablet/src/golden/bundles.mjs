// Bundles and sealed roots with fixed keys and nonces, made by WebCrypto, and answers to a tablet's question.

import { createECDH, createHash } from "node:crypto"
import { extensionAnswer, itemBody, makeBundle, sealRoot } from "../bundle.mjs"
import { decodePlain } from "../wire.mjs"
import { encode } from "../cbor.mjs"
import { bytes, hex, uuidBytes } from "../ids.mjs"
import { START, TABLETS } from "./cast.mjs"

const TOKEN = "golden-token-of-tablet-A-0123456789abcdefghi"
const CURVE = { name: "ECDH", namedCurve: "P-256" }

const secretOf = (name) => createHash("sha256").update(`mulin golden ${name}`).digest()

function pointOf(secret) {
  const pair = createECDH("prime256v1")
  pair.setPrivateKey(secret)
  return pair.getPublicKey()
}

const url = (part) => Buffer.from(part).toString("base64url")

async function pairOf(secret) {
  const point = pointOf(secret)
  const jwk = { kty: "EC", crv: "P-256", x: url(point.subarray(1, 33)), y: url(point.subarray(33)) }
  return {
    privateKey: await crypto.subtle.importKey("jwk", { ...jwk, d: url(secret) }, CURVE, true, ["deriveBits"]),
    publicKey: await crypto.subtle.importKey("jwk", jwk, CURVE, true, []),
  }
}

function keyOf(name) {
  const secret = secretOf(name)
  const point = pointOf(secret)
  return { id: createHash("sha256").update(point).digest("hex").slice(0, 16), key: hex(point), secret: hex(secret) }
}

async function vector(name, says, key, content) {
  const nonce = secretOf(`nonce of ${name}`).subarray(0, 12)
  const file = await makeBundle({ key, token: TOKEN, content, pair: await pairOf(secretOf(`pair of ${name}`)), nonce })
  return { name, says, key: key.id, tablet: TABLETS.A, file: hex(file), means: decodePlain(encode(content)) }
}

/** `pair`: the private scalar of the pair that was made for this one sealing. */
async function sealedRoot(name, key) {
  const [pair, root] = [secretOf(`pair of ${name}`), secretOf(`root of ${name}`)]
  const nonce = secretOf(`nonce of ${name}`).subarray(0, 12)
  const sealed = await sealRoot({ key, tablet: TABLETS.A, root, pair: await pairOf(pair), nonce })
  return { name, key: key.id, tablet: TABLETS.A, root: hex(root), pair: hex(pair), sealed: hex(sealed) }
}

export async function bundles([visit, , check]) {
  const keys = [keyOf("first key"), keyOf("second key")]
  const common = { tablet: uuidBytes(TABLETS.A), now: START }
  const item = (of) => itemBody({ document: of.document, chunks: [bytes(of.saved)], heads: of.heads })
  const photo = Buffer.from("ffd8ffe000104a464946", "hex")
  const attachment = { document: uuidBytes(visit.document), sha256: createHash("sha256").update(photo).digest(), data: photo }
  const answers = []
  for (const [question, days] of [["483920", 14], ["000000", 1], ["999999", 60]]) {
    answers.push({ question, days, answer: await extensionAnswer(TOKEN, question, days) })
  }
  return {
    token: TOKEN,
    keys,
    bundles: [
      await vector("two_documents", "A visit and a check, and a photo of the visit", keys[0], {
        ...common, push: [item(visit), item(check)], attachments: [attachment], unsent: 0, app: "example/1.0",
      }),
      await vector("other_key", "The same visit, for the key that came after the first", keys[1], { ...common, push: [item(visit)] }),
      await vector("empty", "Nothing at all", keys[0], { ...common, push: [], attachments: [] }),
    ],
    roots: [await sealedRoot("root", keys[0]), await sealedRoot("root_for_other_key", keys[1])],
    extensions: answers,
  }
}
