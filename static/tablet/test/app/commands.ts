// What a driven tablet can be told to do. Names and arguments are those of the notebook.

import { writeFileSync } from 'node:fs'
import { toRaw } from 'vue'
import type { Answers } from '../../src/notebook.ts'
import { databaseName } from '../../src/store/database.ts'
import { PIN, type Driven } from './driven.ts'

type Json = Record<string, unknown>
type Command = (tablet: Driven, given: Json) => Promise<Json | undefined>

const text = (given: Json, key: string): string => String(given[key])
const answers = (given: Json): Answers => given['answers'] as Answers

/** The browser's own database, as whoever holds the tablet could read it. */
async function rawDatabase(name: string): Promise<Buffer[]> {
  const known = await indexedDB.databases()
  if (!known.some((one) => one.name === name)) return []
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const asked = indexedDB.open(name)
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error ?? new Error('no database'))
  })
  const found: Buffer[] = []
  for (const store of database.objectStoreNames) {
    const all = await new Promise<unknown[]>((resolve, reject) => {
      const asked = database.transaction(store).objectStore(store).getAll()
      asked.onsuccess = () => resolve(asked.result as unknown[])
      asked.onerror = () => reject(asked.error ?? new Error('not readable'))
    })
    for (const one of all) found.push(one instanceof Uint8Array ? Buffer.from(one) : Buffer.from(JSON.stringify(one)))
  }
  database.close()
  return found
}

export const COMMANDS: Record<string, Command> = {
  async enrol(tablet, given) {
    const before = new Set(tablet.profiles.state.profiles.map(({ id }) => id))
    const notebook = await tablet.profiles.enrol(text(given, 'server'), text(given, 'code'), text(given, 'name'), PIN)
    tablet.profile = tablet.profiles.state.profiles.find(({ id }) => !before.has(id))?.id ?? ''
    await notebook.syncNow()
    return { profile: notebook.profile, id: tablet.profile }
  },
  async lock(tablet) {
    await tablet.notebook.close()
    return undefined
  },
  async unlock(tablet, given) {
    const notebook = await tablet.profiles.unlock(tablet.profile, String(given['pin'] ?? PIN))
    await notebook.syncNow()
    return { profile: notebook.profile }
  },
  async begin(tablet, given) {
    const more = given['id_number'] === undefined ? {} : { idNumber: text(given, 'id_number') }
    return { document: await tablet.notebook.begin(text(given, 'kind'), text(given, 'grid'), answers(given), more) }
  },
  async write(tablet, given) {
    if (given['together'] === true) await tablet.notebook.writeTogether(text(given, 'document'), answers(given))
    else await tablet.notebook.write(text(given, 'document'), answers(given))
    return undefined
  },
  async note(tablet, given) {
    await tablet.notebook.writeNote(text(given, 'document'), text(given, 'path'), text(given, 'text'))
    return undefined
  },
  async read(tablet, given) {
    return { ...(await tablet.notebook.open(text(given, 'document'))) }
  },
  entries(tablet) {
    return Promise.resolve({ entries: [...tablet.notebook.entries.values()] })
  },
  async sync(tablet) {
    await tablet.notebook.syncNow()
    return { ...toRaw(tablet.profiles.state.notebook?.sync ?? {}) }
  },
  status(tablet) {
    return Promise.resolve({ ...toRaw(tablet.notebook.sync) })
  },
  declared(tablet) {
    const { kinds, ruleSets, programmes, reminders, colleagues } = tablet.notebook.declared
    const names = { kinds, ruleSets, programmes, reminders }
    return Promise.resolve({ ...Object.fromEntries(Object.entries(names).map(([part, of]) => [part, Object.keys(of)])), colleagues })
  },
  async hand_in_again(tablet, given) {
    await tablet.notebook.handInAgain(text(given, 'document'))
    return undefined
  },
  async attach(tablet, given) {
    const content = new Blob([Buffer.from(text(given, 'data'), 'hex')], { type: 'image/jpeg' })
    return { sha256: await tablet.notebook.attach(text(given, 'document'), text(given, 'path'), content) }
  },
  async attachment(tablet, given) {
    const content = await tablet.notebook.attachment(text(given, 'sha256'))
    return { data: content ? Buffer.from(await content.arrayBuffer()).toString('hex') : null }
  },
  async bundle(tablet, given) {
    const { name, content } = await tablet.notebook.bundle()
    writeFileSync(text(given, 'to'), Buffer.from(await content.arrayBuffer()))
    return { name, size: content.size }
  },
  profiles(tablet) {
    const { profiles, gone } = tablet.profiles.state
    return Promise.resolve({ profiles, gone, open: tablet.profiles.state.notebook !== undefined })
  },
  async disk(tablet) {
    const found = await rawDatabase(databaseName(tablet.profile))
    return { records: found.length, hex: found.map((one) => one.toString('hex')) }
  },
}
