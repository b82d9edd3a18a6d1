// One profile's database. Keys are names that say nothing, values are encrypted bytes: there is no plain word in it.

import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb'
import { Fault, storageFault } from '../fault.ts'

export const STORES = ['books', 'documents', 'pages', 'state', 'attachments', 'contents', 'aside'] as const
export type StoreName = (typeof STORES)[number]

type Schema = DBSchema & { [Name in StoreName]: { key: string; value: Uint8Array } }
export type Database = IDBPDatabase<Schema>
export type Writing = IDBPTransaction<Schema, StoreName[], 'readwrite'>

const VERSION = 1
export const databaseName = (profile: string): string => `mulin-${profile}`

/**
 * @param make false: it must be there. IndexedDB makes what it does not find, which would begin a lost store afresh
 * @throws Fault `profile.gone` where it is not, `storage.broken` where it will not open
 */
export async function openDatabase(profile: string, make: boolean): Promise<Database> {
  let gone = false
  try {
    const database = await openDB<Schema>(databaseName(profile), VERSION, {
      upgrade(upgrading, before, _now, transaction) {
        if (before === 0 && !make) {
          gone = true
          transaction.done.catch(() => undefined)
          transaction.abort()
          return
        }
        for (const name of STORES) if (!upgrading.objectStoreNames.contains(name)) upgrading.createObjectStore(name)
      },
      blocking(_current, _wanted, event) {
        // Somebody erases the profile, or a newer app opened it: do not stand in the way.
        ;(event.target as IDBDatabase).close()
      },
    })
    return database
  } catch (reason) {
    if (gone) throw new Fault('profile.gone', 'the database of this profile is not there')
    throw storageFault(reason)
  }
}

/** Resolves once all of it is on the disk; nothing of it is, where it throws. */
export async function onDisk(database: Database, stores: StoreName[], fill: (writing: Writing) => void): Promise<void> {
  try {
    const writing = database.transaction(stores, 'readwrite', { durability: 'strict' }) as Writing
    const done = writing.done
    try {
      fill(writing)
    } catch (reason) {
      done.catch(() => undefined)
      writing.abort()
      throw reason
    }
    await done
  } catch (reason) {
    throw storageFault(reason)
  }
}

/** Resolves at once if nobody has it open, and otherwise when they let go. */
export async function eraseDatabase(profile: string): Promise<void> {
  await deleteDB(databaseName(profile))
}
