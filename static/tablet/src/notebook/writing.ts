// Bringing answers to the disk. Everything here resolves only once the disk has it.

import type { Document } from '../documents/document.ts'
import { freshDocument, residentDocument } from '../documents/names.ts'
import { documents } from '../documents/opening.ts'
import type { Field, Form } from '../forms/form.ts'
import type { Answers } from '../notebook.ts'
import { newBook, type Book } from '../store/row.ts'
import type { Shelf } from '../store/shelf.ts'
import type { Turn } from '../store/turn.ts'

export class Writing {
  constructor(
    private readonly shelf: Shelf,
    private readonly turn: Turn,
    private readonly namespace: string,
  ) {}

  /** The name that a new document will have. */
  nameFor(idNumber: string | undefined): Promise<string> {
    return idNumber ? residentDocument(this.namespace, idNumber) : Promise.resolve(freshDocument())
  }

  /** Give birth, and write the first answers, each in its own change. One that is held already is left as it is. */
  begin(document: string, form: Form | undefined, kind: string, grid: string, answers: Answers): Promise<void> {
    return this.turn.run(async () => {
      if (this.shelf.store.rows.has(document)) return
      const nowMs = Date.now()
      const birth = { kind, grid, kindVersion: form?.version ?? 1, notes: form ? notesOf(form) : [] }
      const born = (await documents()).born(birth, this.shelf.actor, nowMs)
      born.answer(answers, nowMs, false)
      await this.shelf.save(document, born, { ...newBook(document, grid, nowMs), mine: true })
    })
  }

  write(document: string, answers: Answers, together: boolean): Promise<void> {
    return this.change(document, (opened, nowMs) => opened.answer(answers, nowMs, together))
  }

  note(document: string, path: string, text: string): Promise<void> {
    return this.change(document, (opened, nowMs) => opened.note(path, text, nowMs))
  }

  private change(document: string, make: (opened: Document, nowMs: number) => boolean): Promise<void> {
    return this.turn.run(async () => {
      const book = this.shelf.book(document)
      const opened = await this.shelf.open(document)
      const nowMs = Date.now()
      let changed: boolean
      try {
        changed = make(opened, nowMs)
      } catch (reason) {
        this.shelf.close(document)
        throw reason
      }
      if (changed) await this.shelf.save(document, opened, touched(book, nowMs))
    })
  }
}

const touched = (book: Book, nowMs: number): Book => ({ ...book, mine: true, touchedMs: nowMs })

/** Notes in which anybody may write later; what only the centre writes is not begun here. */
function notesOf(form: Form): string[] {
  const fields = form.sections.flatMap((section) => section.parts).filter((part): part is Field => 'path' in part)
  const review = form.review.parts.filter((part): part is Field => 'path' in part && part.path === 'review.answer')
  return [...fields, ...review].filter((field) => field.type === 'note' && !field.retired).map((field) => field.path)
}
