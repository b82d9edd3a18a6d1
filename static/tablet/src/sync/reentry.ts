// An actor that was used twice (its store was copied, or lost and brought back) has made two histories under one name,
// which no merge can mend. So the own copy is set aside, the centre's whole is taken, and the own answers that are
// missing there are entered again, as new changes under a fresh actor (protocol §2).

import type { Document, OwnAnswer, OwnRemoval } from '../documents/document.ts'
import { PROTECTED } from '../documents/names.ts'
import { documents } from '../documents/opening.ts'
import type { Aside } from '../notebook.ts'
import { answersOf, bookOf, rowOf } from '../store/row.ts'
import type { Shelf } from '../store/shelf.ts'
import type { Turn } from '../store/turn.ts'
import { base64, fromUtf8, unbase64, utf8 } from '../wire/bytes.ts'

export const REUSED = 'actor.reused'

interface KeptAside extends Aside {
  readonly grid: string
  /** The copy itself, base64. */
  readonly copy: string
}

export class Reentry {
  private constructor(
    private readonly shelf: Shelf,
    private readonly turn: Turn,
    private readonly kept: Map<string, KeptAside>,
    private readonly changed: (list: readonly Aside[]) => void,
  ) {
    this.tell()
  }

  static async open(shelf: Shelf, turn: Turn, changed: (list: readonly Aside[]) => void): Promise<Reentry> {
    const kept = (await shelf.store.allKept('aside')).map((bytes) => JSON.parse(fromUtf8(bytes)) as KeptAside)
    return new Reentry(shelf, turn, new Map(kept.map((one) => [one.document, one])), changed)
  }

  /** Set aside what was refused for this reason. @returns the grids in which the centre's whole is to be had */
  async setAside(): Promise<Set<string>> {
    await this.turn.run(async () => {
      for (const row of [...this.shelf.store.rows.values()].filter(({ refused }) => refused?.code === REUSED)) {
        const opened = await this.shelf.open(row.document)
        const values = answersOf(opened.read())
        const before = this.kept.get(row.document)
        const aside: KeptAside = {
          document: row.document, grid: row.grid, atMs: Date.now(), values: { ...before?.values, ...values }, copy: base64(opened.save()),
        }
        // In one step: the copy is never nowhere.
        await this.shelf.store.commit({ forget: [row.document], more: [this.record(aside)] })
        this.kept.set(row.document, aside)
        this.shelf.renew()
      }
    })
    this.tell()
    return new Set([...this.kept.values()].filter((aside) => !aside.entered).map(({ grid }) => grid))
  }

  /** The centre's whole is here: enter what is missing in it. */
  async enter(): Promise<void> {
    for (const aside of this.kept.values()) {
      if (aside.entered || !this.shelf.store.rows.has(aside.document)) continue
      await this.turn.run(async () => {
        const copy = (await documents()).opened(unbase64(aside.copy), this.shelf.actor)
        const opened = await this.shelf.open(aside.document)
        const written = copy.answersBy(this.shelf.isOwn).filter((answer) => again(opened, answer))
        const removed = copy.removalsBy(this.shelf.isOwn).filter((removal) => removedAgain(opened, copy, removal))
        const entered = [...written, ...removed].map(({ path }) => path)
        copy.free()
        const book = { ...bookOf(this.shelf.store.row(aside.document)), mine: true }
        const done = { ...aside, entered }
        const row = rowOf(opened, book)
        try {
          await this.shelf.store.commit({ rows: [{ row, bytes: opened.save() }], more: [this.record(done)] })
        } catch (reason) {
          this.shelf.renew()
          throw reason
        }
        this.kept.set(aside.document, done)
      })
    }
    this.tell()
  }

  /** Somebody has seen that nothing is missing: the copy goes. */
  async seen(document: string): Promise<void> {
    await this.shelf.store.commit({ more: [{ store: 'aside', key: document, bytes: undefined }] })
    this.kept.delete(document)
    this.tell()
  }

  private record(aside: KeptAside): { store: 'aside'; key: string; bytes: Uint8Array } {
    return { store: 'aside', key: aside.document, bytes: utf8(JSON.stringify(aside)) }
  }

  private tell(): void {
    this.changed([...this.kept.values()].map(({ grid: _grid, copy: _copy, ...aside }) => aside))
  }
}

/** What only the centre writes. */
const isCentres = (path: string): boolean =>
  (PROTECTED as readonly string[]).includes(path) || (path.startsWith('review.') && path !== 'review.answer') || path === 'same_as'

/** @returns whether what had been taken away stood there, and has been taken away; what came later was not meant */
function removedAgain(opened: Document, copy: Document, { path, change }: OwnRemoval): boolean {
  if (isCentres(path) || opened.holds(change)) return false
  if (!opened.changesAt(path).every((write) => copy.holds(write))) return false
  return opened.answer({ [path]: null }, Date.now(), false)
}

/** @returns whether the answer was missing, and has been written */
function again(opened: Document, { path, value, text, change }: OwnAnswer): boolean {
  if (isCentres(path) || opened.holds(change)) return false
  const nowMs = Date.now()
  if (!text) return opened.answer({ [path]: value }, nowMs, false)
  const there = String(opened.read().values[path] ?? '')
  const own = String(value)
  if (!own || there.includes(own)) return false
  return opened.note(path, own.includes(there) ? own : `${there}\n${own}`, nowMs)
}
