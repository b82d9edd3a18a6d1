// Scalars of a document between this app and Automerge.

import type { Scalar } from '../notebook.ts'
import { A } from './library.ts'

/** One surviving write as the library tells it: type, value (or the text's id), and the operation's id. */
export interface Write {
  readonly value: Scalar | null
  readonly text: boolean
  /** `<counter>@<actor>`. */
  readonly operation: string
}

/** A plain JavaScript string would become a text, in which two people's words mix letter by letter. */
export function toAutomerge(value: Scalar): unknown {
  return typeof value === 'string' ? new A.ImmutableString(value) : value
}

/**
 * The writes to a path that no other write there has seen; the one that all replicas show comes last.
 * What this protocol does not carry (lists, maps, counters, bytes) reads as null.
 */
export function writesAt(backend: ReturnType<typeof A.getBackend>, path: string): Write[] {
  return backend.getAll('_root', path).map((found): Write => {
    const [type, given] = found
    if (type === 'text') return { value: backend.text(given), text: true, operation: given }
    return { value: plain(given), text: false, operation: found[2] ?? String(given) }
  })
}

function plain(given: unknown): Scalar | null {
  if (typeof given === 'number' || typeof given === 'boolean' || typeof given === 'string') return given
  if (typeof given === 'bigint') return Number(given)
  if (given instanceof Date) return given.toISOString()
  return null
}
