// How far this tablet has read the centre's log, and what was proven last. On the disk, encrypted.

import type { Cursors } from '../wire/bodies.ts'

export interface Standing {
  /** The log that cursors belong to; null: this tablet has read nothing yet. */
  readonly log: string | null
  readonly cursors: Cursors
  /** A restored centre's log, and what was compared with it so far (protocol §8). */
  readonly moved: { readonly log: string; readonly cursors: Cursors } | null
  readonly agreed: { readonly atMs: number; readonly now: boolean } | null
  readonly lastContactMs: number | null
}

export const NOTHING_READ: Standing = { log: null, cursors: {}, moved: null, agreed: null, lastContactMs: null }
export const STANDING = 'standing'
