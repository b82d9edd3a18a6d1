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

function answered<Result>(asked: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error ?? new Error('the database does not answer'))
  })
}

type Records = Record<string, [IDBValidKey, unknown][]>

/** The browser's own database, as whoever holds the tablet could read it. */
async function records(name: string): Promise<Records> {
  const known = await indexedDB.databases()
  if (!known.some((one) => one.name === name)) return {}
  const database = await answered(indexedDB.open(name))
  const found: Records = {}
  for (const store of database.objectStoreNames) {
    const reading = database.transaction(store).objectStore(store)
    const [keys, values] = await Promise.all([answered(reading.getAllKeys()), answered(reading.getAll() as IDBRequest<unknown[]>)])
    found[store] = keys.map((key, place) => [key, values[place]])
  }
  database.close()
  return found
}

/** Put a database back as it was, as a restored copy of the whole tablet would. */
async function putBack(name: string, saved: Records): Promise<void> {
  const database = await answered(indexedDB.open(name))
  for (const [store, all] of Object.entries(saved)) {
    const writing = database.transaction(store, 'readwrite').objectStore(store)
    await answered(writing.clear())
    for (const [key, value] of all) await answered(writing.put(value, key))
  }
  database.close()
}

/** How often the network has done what it was told to; `harm` says what comes next, one request to `/sync` each. */
const harms: string[] = []
const unharmed = globalThis.fetch

globalThis.fetch = async (asked, how) => {
  if (!String(asked).endsWith('/api/v1/sync') || !harms.length) return unharmed(asked, how)
  const harm = harms.shift()
  if (harm === 'lost before') throw new TypeError('no network')
  if (harm === 'fault') return new Response('<html>oh</html>', { status: 500 })
  if (harm === 'busy') return new Response('{"code": "server.busy"}', { status: 503, headers: { 'retry-after': '7', 'content-type': 'application/problem+json' } })
  if (harm === 'portal') return new Response('<html>please pay</html>', { status: 200, headers: { 'content-type': 'text/html' } })
  if (harm === 'full') return new Response('{"code": "storage.full"}', { status: 507, headers: { 'content-type': 'application/problem+json' } })
  const answer = await unharmed(asked, how)
  if (harm === 'lost after') throw new TypeError('no network')
  const bytes = new Uint8Array(await answer.arrayBuffer())
  if (harm === 'cut') return new Response(bytes.slice(0, bytes.length >> 1), { status: 200, headers: { 'content-type': 'application/cbor' } })
  if (harm === 'twice') return unharmed(asked, how)
  throw new Error(`no such harm: ${String(harm)}`)
}

const copies = new Map<string, Records>()

/** What no browser can be made to do: go on with an actor that was used before. */
interface Inside {
  parts: { shelf: { actor: string; actorNow: string; opened: Map<string, unknown> } }
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
  async forgot_pin(tablet, given) {
    const notebook = await tablet.profiles.forgotPin(tablet.profile, text(given, 'code'), text(given, 'pin'))
    await notebook.syncNow()
    return { profile: notebook.profile }
  },
  async answer_question(tablet, given) {
    return { right: await tablet.profiles.answerQuestion(text(given, 'digits')) }
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
  harm(_tablet, given) {
    harms.splice(0, harms.length, ...(given['harms'] as string[]))
    return Promise.resolve(undefined)
  },
  async sync_and_lock(tablet) {
    const { notebook } = tablet
    const running = notebook.syncNow()
    await notebook.close()
    await running
    return undefined
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
    const { name, content, left } = await tablet.notebook.bundle()
    writeFileSync(text(given, 'to'), Buffer.from(await content.arrayBuffer()))
    return { name, size: content.size, left }
  },
  profiles(tablet) {
    const { profiles, gone } = tablet.profiles.state
    return Promise.resolve({ profiles, gone, open: tablet.profiles.state.notebook !== undefined })
  },
  async disk(tablet) {
    const found = Object.values(await records(databaseName(tablet.profile))).flat()
    const bytes = found.flatMap(([key, value]) => [Buffer.from(String(key)), Buffer.from(value as Uint8Array)])
    return { hex: bytes.map((one) => one.toString('hex')) }
  },
  async copy_disk(tablet) {
    copies.set(tablet.profile, await records(databaseName(tablet.profile)))
    return undefined
  },
  async put_back_disk(tablet) {
    await putBack(databaseName(tablet.profile), copies.get(tablet.profile) ?? {})
    return undefined
  },
  actor(tablet, given) {
    const { shelf } = (tablet.notebook as unknown as Inside).parts
    if (given['actor'] !== undefined) {
      shelf.actorNow = text(given, 'actor')
      shelf.opened.clear()
    }
    return Promise.resolve({ actor: shelf.actor })
  },
  aside(tablet) {
    return Promise.resolve({ aside: [...tablet.notebook.aside] })
  },
  async seen_aside(tablet, given) {
    await tablet.notebook.seenAside(text(given, 'document'))
    return undefined
  },
  rules(tablet) {
    return Promise.resolve({ ...tablet.notebook.rules, grids: tablet.notebook.profile.grids })
  },
}
