// What a start needs from the disk, read in one go while the key is still being made: encrypted, so that reading it early
// tells nobody anything.

import type { Database, StoreName } from './database.ts'

const STORES = ['pages', 'state', 'attachments', 'aside'] as const

/** The encrypted records of some stores by their keys; all there are of each, as long as nothing was written since. */
export interface Ahead {
  readonly books: number
  readonly records: Readonly<Partial<Record<StoreName, ReadonlyMap<string, Uint8Array>>>>
}

/** @throws as the disk does */
export async function readAhead(database: Database): Promise<Ahead> {
  const reading = database.transaction([...STORES, 'books'])
  const all = async (name: (typeof STORES)[number]): Promise<[StoreName, Map<string, Uint8Array>]> => {
    const store = reading.objectStore(name)
    const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()])
    return [name, new Map(keys.map((key, place) => [key, values[place] ?? new Uint8Array()]))]
  }
  const [books, ...stores] = await Promise.all([reading.objectStore('books').count(), ...STORES.map(all)])
  return { books, records: Object.fromEntries(stores) }
}
