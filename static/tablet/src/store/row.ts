// What is known of a document without opening it: what its history adds up to, and how far its work has come.

import type { Content, Document } from '../documents/document.ts'
import { PROTECTED } from '../documents/names.ts'
import { LIMITS } from '../limits.ts'
import type { Entry, Mark, Scalar } from '../notebook.ts'

export interface Seal {
  readonly heads: readonly string[]
  readonly seal: string
}

/** What cannot be read out of the document itself. Kept beside it, encrypted, under the document's own name. */
export interface Book {
  readonly document: string
  /** Where the document is at the centre; from its birth field until the centre has said. */
  readonly grid: string
  /** Heads up to which the centre has said that it holds everything: sorted, and as few as can be. */
  readonly safe: readonly string[]
  /** The newest first. */
  readonly seals: readonly Seal[]
  readonly refused: { readonly code: string; readonly hint: string } | null
  /** The centre lacks something that was thought to be there: the whole history is due. */
  readonly whole: boolean
  /** It left the tablet's grids, and is forgotten once nothing of it is unsent. */
  readonly dropped: boolean
  readonly touchedMs: number
  readonly mine: boolean
}

/** A book and what is read out of the document: one line of the index. */
export interface Row extends Book {
  readonly kind: string
  readonly kindVersion: number
  readonly heads: readonly string[]
  readonly values: Readonly<Record<string, Scalar>>
  readonly disputed: readonly string[]
}

export function newBook(document: string, grid: string, nowMs: number): Book {
  return {
    document, grid, safe: [], seals: [], refused: null, whole: false, dropped: false, touchedMs: nowMs, mine: false,
  }
}

export function bookOf(row: Row): Book {
  const { document, grid, safe, seals, refused, whole, dropped, touchedMs, mine } = row
  return { document, grid, safe, seals, refused, whole, dropped, touchedMs, mine }
}

/** What people have answered: without what names the document, and without notes that were begun and say nothing yet. */
export function answersOf({ values, texts }: Content): Record<string, Scalar> {
  const given = Object.entries(values).filter(
    ([path, value]) => !(PROTECTED as readonly string[]).includes(path) && !(texts.has(path) && value === ''),
  )
  return Object.fromEntries(given)
}

/** Pure: the same document and book always give the same row, so that the index can be burnt and made again. */
export function rowOf(document: Document, book: Book): Row {
  const content = document.read()
  const { kind, kind_version: kindVersion } = content.values
  const listed = Object.entries(answersOf(content)).filter(
    ([path, value]) => !content.texts.has(path) || String(value).length <= LIMITS.entry_note_characters_max,
  )
  return {
    ...book,
    kind: typeof kind === 'string' ? kind : '',
    kindVersion: typeof kindVersion === 'number' ? kindVersion : 0,
    heads: document.heads,
    values: Object.fromEntries(listed),
    disputed: content.disputed,
  }
}

/** Whether something of it is not known to be at the centre. */
export const isUnsent = (row: Row): boolean => row.whole || row.heads.join() !== row.safe.join()

export function markOf(row: Row): Mark {
  if (row.refused) return 'refused'
  return isUnsent(row) ? 'here' : 'safe'
}

export function entryOf(row: Row): Entry {
  const { document, kind, kindVersion, grid, values, disputed, touchedMs, mine, refused } = row
  const entry = { document, kind, kindVersion, grid, values, disputed, touchedMs, mine, mark: markOf(row) }
  return refused ? { ...entry, refused } : entry
}
