// Who is on this tablet, and who ought to be: profiles that are known, and such as are gone without anybody's doing.

import { databaseName, eraseDatabase } from '../store/database.ts'
import type { Marked, Markers } from './marker.ts'
import type { Registered, Registry } from './registry.ts'
import { waitLeftMs } from './waits.ts'

export interface ProfileCard {
  readonly id: string
  readonly label: string
  readonly community: string
  readonly sinceMs: number
  /** After wrong PINs: no try before this moment. */
  readonly waitUntilMs?: number
  /** It was revoked, and has erased itself: nothing of it is left but this. */
  readonly erasedMs?: number
}

export interface Found {
  readonly profiles: readonly ProfileCard[]
  /** Profiles whose store is not there any more: to be said, and seen by a person. */
  readonly gone: readonly ProfileCard[]
}

export class Roster {
  private readonly missing = new Set<string>()

  constructor(
    private readonly registry: Registry,
    private readonly markers: Markers,
  ) {}

  /** @param found what was found is shown before the marks are on the disk */
  async look(found: (found: Found) => void): Promise<void> {
    const [registered, marked] = await Promise.all([this.registry.all(), this.markers.read()])
    const known = new Set(registered.map(({ id }) => id))
    const lost = marked.filter(({ id }) => !known.has(id))
    found({
      profiles: registered.filter(({ id }) => !this.missing.has(id)).map(cardOf),
      gone: [...registered.filter(({ id }) => this.missing.has(id)).map(cardOf), ...lost],
    })
    const living = registered.filter(({ erased }) => !erased).map(markOf)
    await this.markers.write([...living, ...lost])
  }

  /** Look for databases that are known and are not there, where the browser can tell without making them. */
  async findMissing(): Promise<void> {
    const [names, registered] = await Promise.all([
      globalThis.indexedDB.databases?.().catch(() => undefined),
      this.registry.all(),
    ])
    if (!names) return
    const there = new Set(names.map(({ name }) => name))
    for (const { id, erased } of registered) if (!erased && !there.has(databaseName(id))) this.missing.add(id)
  }

  /** The database of this profile was not there, or was empty. */
  isGone(id: string): void {
    this.missing.add(id)
  }

  /** A person has seen that the store of this profile is gone, or that it erased itself. */
  async acknowledge(id: string): Promise<void> {
    const marked = (await this.markers.read()).filter((one) => one.id !== id)
    if (this.missing.delete(id) || (await this.registry.get(id))?.erased) {
      await this.registry.remove(id)
      await eraseDatabase(id)
    }
    await this.markers.write(marked)
  }
}

const markOf = ({ id, label, community, sinceMs }: Registered): Marked => ({ id, label, community, sinceMs })

function cardOf(registered: Registered): ProfileCard {
  const waitMs = waitLeftMs(registered.tries, Date.now())
  return {
    ...markOf(registered),
    ...(waitMs > 0 ? { waitUntilMs: Date.now() + waitMs } : {}),
    ...(registered.erased ? { erasedMs: registered.erased.atMs } : {}),
  }
}
