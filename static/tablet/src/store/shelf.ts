// Documents opened, a few at a time, under this run's actor.

import type { Document } from '../documents/document.ts'
import { freshActor } from '../documents/names.ts'
import { documents } from '../documents/opening.ts'
import { LIMITS } from '../limits.ts'
import { bookOf, rowOf, type Book, type Row } from './row.ts'
import type { Store } from './store.ts'

export class Shelf {
  private readonly opened = new Map<string, Document>()
  private actorNow: string

  constructor(
    readonly store: Store,
    readonly tablet: string,
  ) {
    this.actorNow = freshActor(tablet)
  }

  get actor(): string {
    return this.actorNow
  }

  /** Whether this tablet's own hand. */
  isOwn = (actor: string): boolean => actor.startsWith(this.tablet.replaceAll('-', ''))

  async open(document: string): Promise<Document> {
    const already = this.opened.get(document)
    if (already) return this.keep(document, already)
    const Document = await documents()
    const bytes = await this.store.bytes(document)
    try {
      return this.keep(document, Document.opened(bytes, this.actor))
    } catch {
      throw this.store.isDamaged(document)
    }
  }

  keep(document: string, opened: Document): Document {
    this.opened.delete(document)
    this.opened.set(document, opened)
    for (const [oldest, other] of this.opened) {
      if (this.opened.size <= LIMITS.documents_open_max) break
      this.opened.delete(oldest)
      other.free()
    }
    return opened
  }

  /** Throw the opened form away: what the disk holds is what is true. */
  close(document: string): void {
    this.opened.get(document)?.free()
    this.opened.delete(document)
  }

  /** From now on another actor: a name that was used, and whose work did not stay, is never used again. */
  renew(): void {
    for (const opened of this.opened.values()) opened.free()
    this.opened.clear()
    this.actorNow = freshActor(this.tablet)
  }

  /**
   * Bring a changed document to the disk, with its line in the index.
   * @throws as the disk does; the opened form is thrown away, and the actor with it
   */
  async save(document: string, opened: Document, book: Book): Promise<Row> {
    try {
      const row = rowOf(opened, book)
      await this.store.commit({ rows: [{ row, bytes: opened.save() }] })
      this.keep(document, opened)
      return row
    } catch (reason) {
      if (this.opened.get(document) !== opened) opened.free()
      this.renew()
      throw reason
    }
  }

  book(document: string): Book {
    return bookOf(this.store.row(document))
  }
}
