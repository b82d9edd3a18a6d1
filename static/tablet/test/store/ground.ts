// What the tests of the store stand on: real Automerge, real WebCrypto, an IndexedDB in memory, a PIN that costs little.

import 'fake-indexeddb/auto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { documentsFrom } from '../../src/documents/opening.ts'
import { Shelf } from '../../src/store/shelf.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'
import { Store } from '../../src/store/store.ts'
import { Turn } from '../../src/store/turn.ts'
import { Vault } from '../../src/store/vault.ts'
import { Writing } from '../../src/notebook/writing.ts'
import { hex, randomBytes, type Bytes } from '../../src/wire/bytes.ts'

export const WASM = readFileSync(createRequire(import.meta.url).resolve('@automerge/automerge/automerge.wasm'))
export const QUICK = { memoryKib: 64, iterations: 1, lanes: 1 }
export const GRID = '370812003001-1001'
export const NAMESPACE = '5b2f7c52-0d0a-4c53-9a08-7f3c0d1e2f4a'
export const TABLET = '6f1c0a52-8d0a-4c53-9a08-7f3c0d1e2f4a'

export interface Ground {
  readonly profile: string
  readonly root: Bytes
  readonly database: Database
  readonly store: Store
  readonly shelf: Shelf
  readonly turn: Turn
  readonly writing: Writing
}

export async function ground(): Promise<Ground> {
  documentsFrom(WASM)
  const profile = hex(randomBytes(8))
  const root = randomBytes(32)
  return over(profile, root, await openDatabase(profile, true))
}

/** The same store again, as after a restart of the app. */
export async function again({ profile, root, store }: Ground): Promise<Ground> {
  store.close()
  return over(profile, root, await openDatabase(profile, false))
}

async function over(profile: string, root: Bytes, database: Database): Promise<Ground> {
  const store = await Store.open(database, await Vault.of(root, profile))
  const shelf = new Shelf(store, TABLET)
  const turn = new Turn()
  return { profile, root, database, store, shelf, turn, writing: new Writing(shelf, turn, NAMESPACE) }
}

/** Everything that lies in a database, as bytes and as text. */
export async function raw(database: Database): Promise<string> {
  const found: string[] = []
  for (const store of database.objectStoreNames) {
    for (const key of await database.getAllKeys(store)) found.push(String(key))
    for (const value of await database.getAll(store)) found.push(Buffer.from(value).toString('latin1'), Buffer.from(value).toString('utf8'))
  }
  return found.join('\n')
}
