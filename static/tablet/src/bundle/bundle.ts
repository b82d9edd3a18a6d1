// Everything unsent in one file that only the centre can open, for the day without a network (protocol §14). Nothing is
// marked as safe by it: only an answer of the centre's says so.

import type { AttachmentShelf } from '../attachments/shelf.ts'
import { Fault } from '../fault.ts'
import { LIMITS } from '../limits.ts'
import { isUnsent } from '../store/row.ts'
import type { Shelf } from '../store/shelf.ts'
import type { Turn } from '../store/turn.ts'
import { itemsOf } from '../sync/outbox.ts'
import { plainItem, type Item } from '../wire/bodies.ts'
import { owned, randomBytes, unhex, uuidBytes, type Bytes } from '../wire/bytes.ts'
import { encode } from '../wire/cbor.ts'
import type { BundleKey, Identity } from '../wire/centre.ts'
import { freshPair, headerOf, sealTo, signed } from '../wire/sealing.ts'
import { gzipped } from '../wire/transport.ts'

interface Needs {
  readonly shelf: Shelf
  readonly turn: Turn
  readonly attachments: AttachmentShelf
  readonly identity: Identity
  readonly key: BundleKey | undefined
  readonly app: string
}

export interface Bundle {
  readonly name: string
  readonly content: Blob
  /** Documents and attachments that did not fit: for another bundle, once these are at the centre. */
  readonly left: number
}

interface Picture {
  readonly document: Bytes
  readonly sha256: Bytes
  readonly data: Bytes
}

/** @throws Fault `bundle.no_key` where this tablet was never told the community's key */
export async function makeBundle(needs: Needs): Promise<Bundle> {
  const { identity, key, app } = needs
  if (!key) throw new Fault('bundle.no_key', 'the centre has not told this tablet its key yet: it has to sync once')
  const { items, left } = await collect(needs)
  const room = LIMITS.bundle_bytes_max - items.reduce((sum, { changes }) => sum + changes.length, 0)
  const pictures = await picturesFor(needs.attachments, room)
  const leftPictures = needs.attachments.waiting.length - pictures.length
  const pair = await freshPair()
  const header = await headerOf('MULINBDL', key, pair, randomBytes(12))
  const nowMs = Date.now()
  const body = encode({
    bundle: 1, tablet: uuidBytes(identity.tablet), proof: await signed(identity.token, header), now: nowMs,
    push: items.map(plainItem), attachments: pictures, unsent: left, app,
  })
  const file = await sealTo(key, pair, header, 'mulin bundle 1', await gzipped(owned(body)))
  return { name: nameOf(identity, nowMs), content: new Blob([file], { type: 'application/octet-stream' }), left: left + leftPictures }
}

/** Nobody can answer `missing` from within a file, so every document goes with its whole history. Refused ones too. */
async function collect({ shelf, turn }: Needs): Promise<{ items: Item[]; left: number }> {
  const items: Item[] = []
  let size = 0
  let left = 0
  for (const { document } of [...shelf.store.rows.values()].filter(isUnsent)) {
    const row = shelf.store.rows.get(document)
    if (!row) continue
    const parts = await turn.run(async () => {
      const opened = await shelf.open(document)
      // A document chunk where it is small enough: it holds the same history in a third of the room.
      const whole = itemsOf(opened, { ...row, whole: false, safe: [] }, shelf.isOwn)
      return whole.map((item) => ({ ...item, seals: row.seals.slice(0, LIMITS.seals_sent_max) }))
    })
    const bytes = parts.reduce((sum, part) => sum + part.changes.length, 0)
    if (items.length && (size + bytes > LIMITS.bundle_bytes_max || items.length + parts.length > LIMITS.bundle_items_max)) {
      left += 1
      continue
    }
    items.push(...parts)
    size += bytes
  }
  return { items, left }
}

async function picturesFor(attachments: AttachmentShelf, room: number): Promise<Picture[]> {
  const pictures: Picture[] = []
  let free = room
  for (const { sha256, document, bytes } of attachments.waiting) {
    if (bytes > free || pictures.length >= LIMITS.bundle_attachments_max) continue
    const content = await attachments.content(sha256)
    if (!content) continue
    pictures.push({ document: uuidBytes(document), sha256: unhex(sha256), data: content.bytes })
    free -= bytes
  }
  return pictures
}

/** Says whose it is no more than by four digits: files on sticks are seen by many. */
function nameOf({ tablet }: Identity, nowMs: number): string {
  const day = new Date(nowMs).toISOString().slice(0, 16).replaceAll(/[-:T]/g, '')
  return `mulin-${tablet.slice(0, 4)}-${day}.mulin`
}
