// A sign outside IndexedDB that a profile was here: a browser that cleared IndexedDB, or lost it, is found out, and a
// store that is gone is said to be gone instead of being begun afresh.

export interface Marked {
  readonly id: string
  readonly label: string
  readonly community: string
  readonly sinceMs: number
}

export interface Markers {
  read(): Promise<Marked[]>
  write(marked: readonly Marked[]): Promise<void>
}

const KEY = 'mulin.profiles'
const CACHE = 'mulin-profiles'
const ADDRESS = '/tablet/profiles.json'

/** Two places, because browsers clear them on different occasions; what either remembers counts. */
export class BrowserMarkers implements Markers {
  /** What each place said last: nothing is written that stands there. */
  private here: { local: string | null; cached: string | null } = { local: null, cached: null }

  async read(): Promise<Marked[]> {
    this.here = { local: this.local(), cached: await this.cached() }
    const found = new Map<string, Marked>()
    for (const text of Object.values(this.here)) for (const one of parsed(text)) found.set(one.id, one)
    return [...found.values()]
  }

  async write(marked: readonly Marked[]): Promise<void> {
    const text = JSON.stringify(marked)
    const before = this.here
    this.here = { local: text, cached: text }
    try {
      if (before.local !== text) globalThis.localStorage?.setItem(KEY, text)
    } catch {
      // Full or forbidden: the other place has it.
    }
    if (before.cached === text) return
    try {
      const cache = await globalThis.caches?.open(CACHE)
      await cache?.put(ADDRESS, new Response(text, { headers: { 'content-type': 'application/json' } }))
    } catch {
      // As above.
    }
  }

  private local(): string | null {
    try {
      return globalThis.localStorage?.getItem(KEY) ?? null
    } catch {
      return null
    }
  }

  private async cached(): Promise<string | null> {
    try {
      const cache = await globalThis.caches?.open(CACHE)
      return (await (await cache?.match(ADDRESS))?.text()) ?? null
    } catch {
      return null
    }
  }
}

function parsed(text: string | null): Marked[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value) ? value.filter(isMarked) : []
  } catch {
    return []
  }
}

const isMarked = (value: unknown): value is Marked =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && 'label' in value
