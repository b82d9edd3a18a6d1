// Photos, signatures and recordings as they lie on this tablet: encrypted, named by their hash, each known by the
// document that names it. What is at the centre is kept here for showing, and goes when room or document does.

import { Fault } from '../fault.ts'
import { LIMITS } from '../limits.ts'
import type { Step, Store } from '../store/store.ts'
import { fromUtf8, hex, sha256, utf8, type Bytes } from '../wire/bytes.ts'

export interface Kept {
  readonly sha256: string
  readonly document: string
  readonly bytes: number
  readonly type: string
  /** Whether the centre has all of it. */
  readonly done: boolean
  /** Why the centre will never have it, e.g. `body.too_large`. */
  readonly refused?: string
  readonly atMs: number
}

const keyOf = ({ sha256: hash, document }: Pick<Kept, 'sha256' | 'document'>): string => `${hash}/${document}`

export class AttachmentShelf {
  private readonly known = new Map<string, Kept>()
  private readonly listeners: (() => void)[] = []

  private constructor(private readonly store: Store) {}

  static async open(store: Store): Promise<AttachmentShelf> {
    const shelf = new AttachmentShelf(store)
    for (const bytes of await store.allKept('attachments')) {
      const kept = JSON.parse(fromUtf8(bytes)) as Kept
      shelf.known.set(keyOf(kept), kept)
    }
    return shelf
  }

  listen(listener: () => void): void {
    this.listeners.push(listener)
  }

  get waiting(): Kept[] {
    return [...this.known.values()].filter((kept) => !kept.done && !kept.refused)
  }

  /** Keep the bytes; resolves with their hash once they are on the disk. @throws Fault `attachment.too_large` */
  async keep(document: string, content: Bytes, type: string): Promise<string> {
    if (content.length > LIMITS.attachment_bytes_max) throw new Fault('attachment.too_large', 'larger than the centre takes')
    const hash = hex(await sha256(content))
    const before = this.known.get(keyOf({ sha256: hash, document }))
    if (before) return hash
    await this.put({ sha256: hash, document, bytes: content.length, type, done: false, atMs: Date.now() }, content)
    return hash
  }

  /** Keep what was fetched from the centre. */
  async keepFetched(document: string, hash: string, content: Bytes, type: string): Promise<void> {
    await this.put({ sha256: hash, document, bytes: content.length, type, done: true, atMs: Date.now() }, content)
    await this.prune()
  }

  async content(hash: string): Promise<{ bytes: Bytes; type: string } | undefined> {
    const kept = [...this.known.values()].find((one) => one.sha256 === hash)
    const bytes = kept && (await this.store.kept('contents', hash))
    return bytes && { bytes, type: kept.type }
  }

  /** The centre has all of it, or will never have it. */
  async settle(kept: Kept, refused?: string): Promise<void> {
    await this.put(refused ? { ...kept, refused } : { ...kept, done: true })
    if (!refused && !this.store.rows.has(kept.document)) await this.forget([kept.document])
    await this.prune()
  }

  /** Documents are gone from this tablet; so are their pictures, once they are at the centre. */
  async forget(documents: readonly string[]): Promise<void> {
    const gone = new Set(documents)
    await this.remove([...this.known.values()].filter((kept) => kept.done && gone.has(kept.document)))
  }

  /** Make room: of what is at the centre the oldest goes first. */
  private async prune(): Promise<void> {
    const all = [...this.known.values()].sort((one, other) => one.atMs - other.atMs)
    let total = all.reduce((sum, kept) => sum + kept.bytes, 0)
    const going: Kept[] = []
    for (const kept of all) {
      if (total <= LIMITS.attachments_kept_bytes_max) break
      if (!kept.done) continue
      going.push(kept)
      total -= kept.bytes
    }
    await this.remove(going)
  }

  private async put(kept: Kept, content?: Bytes): Promise<void> {
    const book = { store: 'attachments' as const, key: keyOf(kept), bytes: utf8(JSON.stringify(kept)) }
    const bytes = content ? [{ store: 'contents' as const, key: kept.sha256, bytes: content }] : []
    await this.store.commit({ more: [...bytes, book] })
    this.known.set(keyOf(kept), kept)
    this.tell()
  }

  private async remove(going: readonly Kept[]): Promise<void> {
    if (!going.length) return
    const leaving = new Set(going.map(keyOf))
    const others = new Set([...this.known.values()].filter((kept) => !leaving.has(keyOf(kept))).map((kept) => kept.sha256))
    const more: NonNullable<Step['more']>[number][] = going.map((kept) => ({ store: 'attachments', key: keyOf(kept), bytes: undefined }))
    for (const { sha256: hash } of going) if (!others.has(hash)) more.push({ store: 'contents', key: hash, bytes: undefined })
    await this.store.commit({ more })
    for (const kept of going) this.known.delete(keyOf(kept))
    this.tell()
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}
