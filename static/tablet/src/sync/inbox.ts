// What came from the centre goes into the store: a few documents at a time, so that the screen stays alive and answers
// can be saved in between. Cursors are stored by the caller, and only after what came with them.

import { documents } from '../documents/opening.ts'
import { Fault } from '../fault.ts'
import { LIMITS } from '../limits.ts'
import { bookOf, isUnsent, newBook, rowOf, type Row } from '../store/row.ts'
import type { Shelf } from '../store/shelf.ts'
import type { Turn } from '../store/turn.ts'
import type { Pulled } from '../wire/bodies.ts'
import { remember } from './seals.ts'

export class Inbox {
  constructor(
    private readonly shelf: Shelf,
    private readonly turn: Turn,
  ) {}

  /**
   * Take documents in.
   * @param step called with how many were taken in since it was called last
   * @returns those of which the library could not take the chunks: they are set aside
   */
  async take(items: readonly Pulled[], step: (taken: number) => void): Promise<string[]> {
    const unreadable: string[] = []
    for (let place = 0; place < items.length; place += LIMITS.batch_documents_max) {
      const batch = items.slice(place, place + LIMITS.batch_documents_max)
      unreadable.push(...(await this.turn.run(() => this.batch(batch))))
      step(batch.length)
      await breath()
    }
    return unreadable
  }

  private async batch(items: readonly Pulled[]): Promise<string[]> {
    const { shelf } = this
    const unreadable: string[] = []
    const rows = new Map<string, { row: Row; bytes: Uint8Array }>()
    try {
      for (const item of items) {
        try {
          rows.set(item.document, await this.one(item, rows.get(item.document)?.row))
        } catch (reason) {
          if (reason instanceof Fault && reason.code !== 'document.damaged') throw reason
          shelf.close(item.document)
          rows.delete(item.document)
          unreadable.push(item.document)
        }
      }
      await shelf.store.commit({ rows: [...rows.values()] })
    } catch (reason) {
      for (const { document } of items) shelf.close(document)
      throw reason
    }
    return unreadable
  }

  private async one(item: Pulled, before: Row | undefined): Promise<{ row: Row; bytes: Uint8Array }> {
    const { shelf } = this
    // What does not open any more is taken anew, unless work of this tablet's may lie in it that is nowhere else.
    if (shelf.store.damagedOwn.has(item.document)) throw shelf.store.isDamaged(item.document)
    const held = before ?? (await this.sound(item.document))
    // Until the disk has it the opened form is ahead of it; whoever fails closes it.
    const opened = held ? await shelf.open(item.document) : shelf.keep(item.document, (await documents()).blank(shelf.actor))
    const book = held ? bookOf(held) : newBook(item.document, item.grid, Date.now())
    opened.apply(item.chunks, item.heads)
    const mine = book.mine || [...opened.actorsSince([])].some(shelf.isOwn)
    const seals = remember(opened, book.seals, item.heads, item.seal)
    const safe = opened.frontier([...book.safe, ...item.heads])
    // What was refused once, and comes from the centre now, was tried again there.
    const refused = opened.heads.join() === safe.join() ? null : book.refused
    const fresh = { ...book, grid: item.grid, safe, seals, mine, refused, dropped: false, touchedMs: Date.now() }
    return { row: rowOf(opened, fresh), bytes: opened.save() }
  }

  /** @returns undefined where nothing is held, or nothing that would open; then the centre's is a new one */
  private async sound(document: string): Promise<Row | undefined> {
    const row = this.shelf.store.rows.get(document)
    if (!row) return undefined
    try {
      await this.shelf.open(document)
      return row
    } catch (reason) {
      if (!(reason instanceof Fault && reason.code === 'document.damaged') || this.shelf.store.damagedOwn.has(document)) throw reason
      return undefined
    }
  }

  /** Note which documents left; one that came in the same reply is here to stay. */
  async drop(documents: Iterable<string>, arrived: ReadonlySet<string>): Promise<void> {
    await this.mark([...documents].filter((document) => !arrived.has(document)), true)
  }

  /** Grids that were taken from the tablet: their documents go the way of the dropped. */
  async carry(grids: readonly string[]): Promise<void> {
    const gone = [...this.shelf.store.rows.values()].filter((row) => !grids.includes(row.grid))
    await this.mark(gone.map((row) => row.document), true)
  }

  /** Whoever was to be forgotten on the word of an old log is asked about again. */
  async keepDropped(): Promise<void> {
    await this.mark([...this.shelf.store.rows.keys()], false)
  }

  private async mark(documents: readonly string[], dropped: boolean): Promise<void> {
    await this.turn.run(async () => {
      const rows = documents.map((document) => this.shelf.store.rows.get(document))
      const changed = rows.filter((row): row is Row => row !== undefined && row.dropped !== dropped)
      await this.shelf.store.commit({ rows: changed.map((row) => ({ row: { ...row, dropped } })) })
    })
  }

  /** Forget what left and has nothing unsent. */
  async forget(): Promise<void> {
    await this.turn.run(async () => {
      const rows = [...this.shelf.store.rows.values()].filter((row) => row.dropped && !isUnsent(row) && !row.refused)
      if (!rows.length) return
      await this.shelf.store.commit({ forget: rows.map((row) => row.document) })
      // One that is met again is born under the same name, and counts its changes from one: not as the same actor.
      this.shelf.renew()
    })
  }
}

/** Let the screen draw, and whoever waits for a turn have it. */
const breath = (): Promise<void> => new Promise((resume) => setTimeout(resume, 0))
