// The index on disk: rows spread over a fixed number of encrypted pages, so that a start opens a few dozen pages and
// no document, and an answer writes one page.

import { LIMITS } from '../limits.ts'
import { fromUtf8, utf8, type Bytes } from '../wire/bytes.ts'
import type { Row } from './row.ts'
import type { Vault } from './vault.ts'

/** A row with the name that its document has in the database. */
export interface Line {
  readonly name: string
  readonly row: Row
}

export const pageOf = (name: string): string => String(parseInt(name.slice(0, 4), 16) % LIMITS.index_pages)

export class Pages {
  private readonly lines = new Map<string, Map<string, Line>>()

  constructor(private readonly vault: Vault) {}

  /** @returns all lines; undefined where pages are missing or do not open: the index is then made again */
  async load(sealed: ReadonlyMap<string, Uint8Array>): Promise<Line[] | undefined> {
    const open = async ([key, page]: [string, Uint8Array]): Promise<Line[]> =>
      JSON.parse(fromUtf8(await this.vault.open(`pages/${key}`, page))) as Line[]
    try {
      const lines = (await Promise.all([...sealed].map(open))).flat()
      this.set(lines)
      return lines
    } catch {
      return undefined
    }
  }

  /** The pages that these lines make anew, sealed; memory is as before until `set` and `remove`. */
  async sealed(put: readonly Line[], removed: readonly string[]): Promise<Map<string, Bytes>> {
    const changed = new Map<string, Map<string, Line>>()
    const page = (name: string): Map<string, Line> => {
      const key = pageOf(name)
      let copy = changed.get(key)
      if (!copy) changed.set(key, (copy = new Map(this.lines.get(key))))
      return copy
    }
    for (const line of put) page(line.name).set(line.name, line)
    for (const name of removed) page(name).delete(name)
    const done = await Promise.all(
      [...changed].map(async ([key, lines]) => {
        const bytes = utf8(JSON.stringify([...lines.values()]))
        return [key, await this.vault.seal(`pages/${key}`, bytes)] as const
      }),
    )
    return new Map(done)
  }

  set(lines: Iterable<Line>): void {
    for (const line of lines) {
      const key = pageOf(line.name)
      const page = this.lines.get(key)
      if (page) page.set(line.name, line)
      else this.lines.set(key, new Map([[line.name, line]]))
    }
  }

  remove(names: Iterable<string>): void {
    for (const name of names) this.lines.get(pageOf(name))?.delete(name)
  }
}
