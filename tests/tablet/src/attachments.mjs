// Photos and signatures: kept in the store, named by their hash from a field, handed in piece by piece.

import { createHash } from "node:crypto"
import fs from "node:fs"
import { Failure } from "./failure.mjs"
import { problem, send } from "./transport.mjs"

const PIECE_BYTES = 256 * 1024

/** Keep the bytes and let the document name them: the file first, so that no field ever names what is not there. */
export function attach(shelf, { document, field, content, clock }) {
  const sha256 = createHash("sha256").update(content).digest("hex")
  shelf.meta(document)
  shelf.store.putAttachment(sha256, { document, size: content.length, done: false }, content)
  if (field) shelf.edit({ document, values: { [field]: sha256 }, clock })
  return { sha256, size: content.length }
}

export const waitingAttachments = (store) => [...store.attachments].filter(([, { done }]) => !done).map(([sha256]) => sha256)

/**
 * Hand in one attachment, going on where the server says it stopped.
 * @param {{piece_bytes?: number, pieces?: number, corrupt?: boolean, from?: number, offset?: boolean}} options stop after so many `pieces`; send
 *   wrong bytes; start at a wrong place
 */
export async function upload(store, { origin, token }, sha256, options = {}) {
  const about = store.attachments.get(sha256)
  if (!about) throw new Failure("attachment.unknown", `this tablet does not hold ${sha256}`)
  const content = fs.readFileSync(store.attachmentFile(sha256))
  if (options.corrupt) content[0] ^= 1
  const url = `${origin}/api/v1/attachments/${sha256}?document=${about.document}`
  const headers = { authorization: `Bearer ${token}` }
  let { offset, complete } = options.from === undefined ? await ask(url, headers) : { offset: options.from, complete: false }
  const told = { sha256, resumed_at: offset, pieces: 0, conflicts: 0 }
  while (!complete && told.pieces < (options.pieces ?? Infinity)) {
    const last = Math.min(offset + (options.piece_bytes ?? PIECE_BYTES), content.length) - 1
    const range = `bytes ${offset}-${last}/${content.length}`
    const type = "application/octet-stream"
    const body = content.subarray(offset, last + 1)
    const reply = await send({ url, method: "PUT", gzip: false, body, headers: { ...headers, "content-range": range, "content-type": type } })
    if (reply.status === 409 && told.conflicts < 3) {
      told.conflicts += 1
      ;({ offset, complete } = await ask(url, headers))
      continue
    }
    if (reply.status >= 300) throw problem(reply)
    told.pieces += 1
    offset = last + 1
    complete = offset >= content.length
    told.status = reply.status
  }
  if (complete) store.commit([["attachment", sha256, { ...about, done: true }]])
  return { ...told, offset, complete }
}

/** How far the server is. One that has none of it may say so with 404 as well as with an offset of 0. */
async function ask(url, headers) {
  const reply = await send({ url, method: "HEAD", headers })
  if (reply.status === 404) return { offset: 0, complete: false }
  if (reply.status >= 300) throw new Failure(`http.${reply.status}`, `HEAD was answered ${reply.status}`, { status: reply.status })
  return { offset: Number(reply.headers["upload-offset"] ?? 0), complete: reply.headers["upload-complete"] === "?1" }
}
