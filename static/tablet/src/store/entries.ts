// The lists of the screens: every entry by id and by kind, replaced and never changed, so that what shows one is
// drawn again when it differs.

import { shallowReactive } from 'vue'
import type { Entry } from '../notebook.ts'
import { entryOf, type Row } from './row.ts'

export class Entries {
  readonly all: Map<string, Entry>
  private readonly kinds: Map<string, readonly Entry[]>

  /** Also such as left the tablet's grids with work that is not handed in yet, or was refused: somebody has to see it. */
  constructor(rows: Iterable<Row>) {
    const all = new Map<string, Entry>()
    for (const row of rows) all.set(row.document, entryOf(row))
    // Filled before it is made reactive: nobody has to hear of each of two thousand.
    this.all = shallowReactive(all)
    this.kinds = shallowReactive(new Map(byKind(all.values())))
  }

  ofKind(kind: string): readonly Entry[] {
    return this.kinds.get(kind) ?? []
  }

  update(rows: Iterable<Row>, forgotten: Iterable<string>): void {
    const kinds = new Set<string>()
    for (const row of rows) {
      kinds.add(row.kind)
      this.all.set(row.document, entryOf(row))
    }
    for (const document of forgotten) {
      kinds.add(this.all.get(document)?.kind ?? '')
      this.all.delete(document)
    }
    this.list(kinds)
  }

  private list(kinds: ReadonlySet<string>): void {
    if (!kinds.size) return
    const found = byKind([...this.all.values()].filter((entry) => kinds.has(entry.kind)))
    for (const kind of kinds) this.kinds.set(kind, found.get(kind) ?? [])
  }

  clear(): void {
    this.all.clear()
    this.kinds.clear()
  }
}

function byKind(entries: Iterable<Entry>): Map<string, Entry[]> {
  const found = new Map<string, Entry[]>()
  for (const entry of entries) {
    const list = found.get(entry.kind)
    if (list) list.push(entry)
    else found.set(entry.kind, [entry])
  }
  return found
}
