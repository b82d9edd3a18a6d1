// Attachments go to the centre after the documents that name them, in pieces, going on where the last try stopped
// (protocol §12).

import { Fault } from '../fault.ts'
import { LIMITS } from '../limits.ts'
import { isUnsent, type Row } from '../store/row.ts'
import { hex, sha256, type Bytes } from '../wire/bytes.ts'
import type { Centre } from '../wire/centre.ts'
import type { AttachmentShelf, Kept } from './shelf.ts'

const PIECE_BYTES_MIN = 16_384
/** A place that is wrong again and again, or bytes that never have their hash: not by waiting will that be mended. */
const CORRECTIONS_MAX = 3

const addressOf = (hash: string, document: string): string => `/api/v1/attachments/${hash}?document=${document}`

/**
 * Whether the network is one for large things.
 * @param type what the browser says of the connection; many say nothing
 * @param asked whether a person has just asked for a sync
 */
export function maySend(wifiOnly: boolean, type: string | undefined, asked: boolean): boolean {
  if (!wifiOnly || type === 'wifi' || type === 'ethernet') return true
  // It cannot be told: then only when somebody who knows where they are has said so.
  return (type === undefined || type === 'unknown') && asked
}

export function connectionType(): string | undefined {
  const { connection } = (globalThis.navigator ?? {}) as { connection?: { type?: string } }
  return connection?.type
}

/** Send all that waits and whose document is at the centre. */
export async function sendAttachments(centre: Centre, shelf: AttachmentShelf, rows: ReadonlyMap<string, Row>, sent: () => void): Promise<void> {
  for (const kept of shelf.waiting) {
    const row = rows.get(kept.document)
    if (row && isUnsent(row) && !row.safe.length) continue
    const content = await shelf.content(kept.sha256)
    if (!content) continue
    if (await sendOne(centre, shelf, kept, content.bytes)) sent()
  }
}

async function sendOne(centre: Centre, shelf: AttachmentShelf, kept: Kept, content: Bytes): Promise<boolean> {
  try {
    await upload(centre, kept, content)
  } catch (reason) {
    const code = reason instanceof Fault ? reason.code : ''
    // The document is not at the centre, or not for this tablet: later, or never, but not in the way of others.
    if (code === 'not_found') return false
    if (code !== 'body.too_large') throw reason
    await shelf.settle(kept, code)
    return false
  }
  await shelf.settle(kept)
  return true
}

async function upload(centre: Centre, { sha256: hash, document }: Kept, content: Bytes): Promise<void> {
  const path = addressOf(hash, document)
  let { offset, complete } = await centre.attachment({ path, method: 'HEAD' }, 200).then(progressOf, whenUnknown)
  let size: number = LIMITS.attachment_piece_bytes
  for (let corrections = 0; !complete; ) {
    const piece = content.subarray(offset, offset + size)
    const range = `bytes ${offset}-${offset + piece.length - 1}/${content.length}`
    const headers = { 'content-range': range, 'content-type': 'application/octet-stream' }
    try {
      ;({ offset, complete } = progressOf(await centre.attachment({ path, method: 'PUT', headers, body: piece }, 200)))
    } catch (reason) {
      if (!(reason instanceof Fault)) throw reason
      if (reason.code === 'body.too_large' && size > PIECE_BYTES_MIN && content.length > size) size = Math.ceil(size / 2)
      else if (reason.code === 'attachment.offset' && corrections < CORRECTIONS_MAX) offset = reason.more.offset ?? 0
      else if (reason.code === 'attachment.hash_mismatch' && corrections < CORRECTIONS_MAX) offset = 0
      else throw reason
      corrections += 1
    }
  }
}

function progressOf({ headers }: { headers: Headers }): { offset: number; complete: boolean } {
  return { offset: Number(headers.get('upload-offset') ?? 0), complete: headers.get('upload-complete') === '?1' }
}

function whenUnknown(reason: unknown): never {
  // HEAD has no body to say its code with.
  if (reason instanceof Fault && reason.more.status === 404) throw new Fault('not_found', 'the document is not at the centre', reason.more)
  if (reason instanceof Fault && reason.more.status === 401) throw new Fault('token.unknown', reason.message, reason.more)
  throw reason
}

/** Fetch what the centre has. @returns undefined where it has not, or nobody answers */
export async function fetchAttachment(centre: Centre, hash: string, document: string): Promise<{ bytes: Bytes; type: string } | undefined> {
  try {
    const { body, headers } = await centre.attachment({ path: addressOf(hash, document), method: 'GET' }, 200)
    if (hex(await sha256(body)) !== hash) return undefined
    return { bytes: body, type: headers.get('content-type') ?? 'application/octet-stream' }
  } catch {
    return undefined
  }
}
