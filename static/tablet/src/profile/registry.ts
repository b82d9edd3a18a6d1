// Which profiles are on this tablet. It is read before any PIN is known, so it holds what the lock screen shows, the
// wrapped keys, and nothing of residents.

import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { storageFault } from '../fault.ts'
import type { Wrapped } from './pin.ts'
import type { Tries } from './waits.ts'

export interface Registered {
  readonly id: string
  /** The worker's own name, as the lock screen shows it. */
  readonly label: string
  readonly community: string
  readonly server: string
  readonly sinceMs: number
  readonly tries: Tries
  /** Absent once the profile erased itself: then nothing of it can be opened any more. */
  readonly wrapped?: Wrapped
  /** The root again, sealed for the centre. */
  readonly sealedRoot?: Uint8Array
  readonly erased?: { readonly atMs: number; readonly why: 'revoked' }
}

interface Schema extends DBSchema {
  profiles: { key: string; value: Registered }
}

const NAME = 'mulin'
const VERSION = 1

export class Registry {
  private constructor(private readonly database: IDBPDatabase<Schema>) {}

  /** @throws Fault `storage.broken` where IndexedDB will not open */
  static async open(): Promise<Registry> {
    try {
      return new Registry(
        await openDB<Schema>(NAME, VERSION, {
          upgrade(upgrading) {
            upgrading.createObjectStore('profiles', { keyPath: 'id' })
          },
        }),
      )
    } catch (reason) {
      throw storageFault(reason)
    }
  }

  async all(): Promise<Registered[]> {
    try {
      return await this.database.getAll('profiles')
    } catch (reason) {
      throw storageFault(reason)
    }
  }

  async get(id: string): Promise<Registered | undefined> {
    return (await this.all()).find((one) => one.id === id)
  }

  /** Resolves once it is on the disk. */
  async put(registered: Registered): Promise<void> {
    await this.write((profiles) => profiles.put(registered))
  }

  async remove(id: string): Promise<void> {
    await this.write((profiles) => profiles.delete(id))
  }

  close(): void {
    this.database.close()
  }

  private async write(change: (profiles: { put(value: Registered): Promise<unknown>; delete(id: string): Promise<unknown> }) => Promise<unknown>): Promise<void> {
    try {
      const writing = this.database.transaction('profiles', 'readwrite', { durability: 'strict' })
      const [done] = await Promise.allSettled([writing.done, change(writing.store)])
      if (done.status === 'rejected') throw done.reason
    } catch (reason) {
      throw storageFault(reason)
    }
  }
}
