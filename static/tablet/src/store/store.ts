// One worker's store: documents, what is known of them, and everything else that must survive, all encrypted. What is
// in memory here is what is on the disk.

import { documents } from '../documents/opening.ts'
import { Fault } from '../fault.ts'
import { fromUtf8, utf8, type Bytes } from '../wire/bytes.ts'
import { readAhead, type Ahead } from './ahead.ts'
import { onDisk, type Database, type StoreName } from './database.ts'
import { Pages, type Line } from './pages.ts'
import { bookOf, isUnsent, rowOf, type Book, type Row } from './row.ts'
import type { Vault } from './vault.ts'

/** What goes to the disk in one step, or not at all. */
export interface Step {
  /** Rows as they are from now on, with the document's bytes where these changed too. */
  readonly rows?: readonly { readonly row: Row; readonly bytes?: Uint8Array }[]
  readonly forget?: readonly string[]
  /** Plain JSON values by name; undefined takes one away. */
  readonly state?: Readonly<Record<string, unknown>>
  /** Bytes by store and key, beside documents. */
  readonly more?: readonly { readonly store: StoreName; readonly key: string; readonly bytes: Uint8Array | undefined }[]
}

type Listener = (rows: readonly Row[], forgotten: readonly string[]) => void

export class Store {
  readonly rows = new Map<string, Row>()
  /** Documents on this disk that do not open any more, as far as they are known by name. */
  readonly damaged: string[] = []
  /** Of these, such as may hold work of this tablet's that is nowhere else. */
  readonly damagedOwn = new Set<string>()
  private readonly names = new Map<string, string>()
  private readonly listeners: Listener[] = []
  private readonly pages: Pages

  private constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    /** What was on the disk when it was opened: good until something is written. */
    private ahead: Ahead | undefined,
  ) {
    this.pages = new Pages(vault)
  }

  /** Open the index; where it does not open, make it again from the documents. */
  static async open(database: Database, vault: Vault, ahead?: Ahead): Promise<Store> {
    const read = ahead ?? (await readAhead(database))
    const store = new Store(database, vault, read)
    const lines = await store.pages.load(read.records.pages ?? new Map())
    if (lines && lines.length === read.books) store.hold(lines)
    else await store.rebuild()
    return store
  }

  /** Burn the index and make it again from documents and books. */
  async rebuild(): Promise<void> {
    // Before anything is looked at: where the library is missing no document is damaged.
    await documents()
    const sealed = await this.database.getAllKeys('books')
    const lines: Line[] = []
    for (const name of sealed) {
      // One that does not open must not keep all others shut in; it stays where it is, and is said.
      const row = await this.readRow(name).catch(() => undefined)
      if (row) lines.push({ name, row })
      else await this.noteDamaged(name)
    }
    const fresh = new Pages(this.vault)
    const pages = await fresh.sealed(lines, [])
    await onDisk(this.database, ['pages'], (writing) => {
      void writing.objectStore('pages').clear()
      for (const [key, bytes] of pages) void writing.objectStore('pages').put(bytes, key)
    })
    this.pages.set(lines)
    this.hold(lines)
  }

  listen(listener: Listener): void {
    this.listeners.push(listener)
  }

  /** @throws Fault `document.unknown` */
  row(document: string): Row {
    const row = this.rows.get(document)
    if (!row) throw new Fault('document.unknown', 'this tablet does not hold that document')
    return row
  }

  async bytes(document: string): Promise<Bytes> {
    const name = await this.nameOf(document)
    const sealed = await this.database.get('documents', name)
    if (!sealed) throw this.isDamaged(document)
    try {
      return await this.vault.open(`documents/${name}`, sealed)
    } catch (reason) {
      throw reason instanceof Fault && reason.code === 'locked' ? reason : this.isDamaged(document)
    }
  }

  /** Note that what lies here does not open. @returns what to throw */
  isDamaged(document: string): Fault {
    if (!this.damaged.includes(document)) this.damaged.push(document)
    const row = this.rows.get(document)
    if (row && isUnsent(row)) this.damagedOwn.add(document)
    return new Fault('document.damaged', 'this document does not open any more')
  }

  async state<Value>(name: string): Promise<Value | undefined> {
    const bytes = await this.kept('state', name)
    return bytes && (JSON.parse(fromUtf8(bytes)) as Value)
  }

  /** What was put beside the documents under this key. */
  async kept(store: StoreName, key: string): Promise<Bytes | undefined> {
    const name = await this.vault.name(`${store}/${key}`)
    const ahead = this.ahead?.records[store]
    const sealed = ahead ? ahead.get(name) : await this.database.get(store, name)
    return sealed && this.vault.open(`${store}/${name}`, sealed)
  }

  async allKept(store: StoreName): Promise<Bytes[]> {
    const ahead = this.ahead?.records[store]
    const [keys, sealed] = ahead
      ? [[...ahead.keys()], [...ahead.values()]]
      : await Promise.all([this.database.getAllKeys(store), this.database.getAll(store)])
    return Promise.all(sealed.map((bytes, place) => this.vault.open(`${store}/${keys[place] ?? ''}`, bytes)))
  }

  /** Resolves once it is on the disk. Where it throws, neither the disk nor memory has changed. */
  async commit(step: Step): Promise<void> {
    const { rows = [], forget = [] } = step
    const lines = await Promise.all(rows.map(async ({ row }) => ({ name: await this.nameOf(row.document), row })))
    const gone = await Promise.all(forget.map((document) => this.nameOf(document)))
    const puts = await this.sealed(step, lines, gone)
    const stores = [...new Set(puts.map(({ store }) => store))]
    if (!stores.length) return
    this.ahead = undefined
    await onDisk(this.database, stores, (writing) => {
      for (const { store, name, bytes } of puts) {
        // What fails makes the whole transaction fail, which is waited for.
        if (bytes) writing.objectStore(store).put(bytes, name).catch(() => undefined)
        else writing.objectStore(store).delete(name).catch(() => undefined)
      }
    })
    this.pages.set(lines)
    this.pages.remove(gone)
    for (const { row } of rows) this.rows.set(row.document, row)
    for (const document of forget) this.rows.delete(document)
    if (rows.length || forget.length) {
      const now = rows.map(({ row }) => row)
      for (const listener of this.listeners) listener(now, forget)
    }
  }

  /** Encrypt what has no place on the disk. */
  sealStash(plain: Uint8Array): Promise<Bytes> {
    return this.vault.seal('stash', plain)
  }

  openStash(sealed: Uint8Array): Promise<Bytes> {
    return this.vault.open('stash', sealed)
  }

  /** Let go of database and keys. What is on the disk stays. */
  close(): void {
    this.database.close()
    this.vault.close()
    this.rows.clear()
  }

  private async sealed(step: Step, lines: readonly Line[], gone: readonly string[]): Promise<Put[]> {
    const jobs: Promise<Put>[] = []
    const seal = async (store: StoreName, name: string, bytes: Uint8Array): Promise<Put> => ({
      store, name, bytes: await this.vault.seal(`${store}/${name}`, bytes),
    })
    for (const [place, { row, bytes }] of (step.rows ?? []).entries()) {
      const name = lines[place]?.name ?? ''
      jobs.push(seal('books', name, utf8(JSON.stringify(bookOf(row)))))
      if (bytes) jobs.push(seal('documents', name, bytes))
    }
    const named = async (store: StoreName, key: string, bytes: Uint8Array | undefined): Promise<Put> => {
      const name = await this.vault.name(`${store}/${key}`)
      return bytes ? seal(store, name, bytes) : { store, name, bytes: undefined }
    }
    for (const [key, value] of Object.entries(step.state ?? {})) {
      jobs.push(named('state', key, value === undefined ? undefined : utf8(JSON.stringify(value))))
    }
    for (const { store, key, bytes } of step.more ?? []) jobs.push(named(store, key, bytes))
    const puts = await Promise.all(jobs)
    for (const name of gone) for (const store of ['books', 'documents'] as const) puts.push({ store, name, bytes: undefined })
    if (lines.length || gone.length) {
      for (const [name, bytes] of await this.pages.sealed(lines, gone)) puts.push({ store: 'pages', name, bytes })
    }
    return puts
  }

  private async nameOf(document: string): Promise<string> {
    const known = this.names.get(document)
    if (known) return known
    const name = await this.vault.name(`documents/${document}`)
    this.names.set(document, name)
    return name
  }

  private hold(lines: readonly Line[]): void {
    this.rows.clear()
    for (const { name, row } of lines) {
      this.rows.set(row.document, row)
      this.names.set(row.document, name)
    }
  }

  private async noteDamaged(name: string): Promise<void> {
    try {
      const sealed = await this.database.get('books', name)
      const book = JSON.parse(fromUtf8(await this.vault.open(`books/${name}`, sealed ?? new Uint8Array()))) as Book
      this.damaged.push(book.document)
      // How far it was handed in nobody can tell any more.
      if (book.mine) this.damagedOwn.add(book.document)
    } catch {
      this.damaged.push(name)
    }
  }

  private async readRow(name: string): Promise<Row> {
    const [sealedBook, sealedBytes] = await Promise.all([
      this.database.get('books', name),
      this.database.get('documents', name),
    ])
    if (!sealedBook || !sealedBytes) throw new Fault('storage.broken', 'a document and its book are not both there')
    const book = JSON.parse(fromUtf8(await this.vault.open(`books/${name}`, sealedBook))) as Book
    const opened = (await documents()).opened(await this.vault.open(`documents/${name}`, sealedBytes), READER)
    try {
      return rowOf(opened, book)
    } finally {
      opened.free()
    }
  }
}

interface Put {
  readonly store: StoreName
  readonly name: string
  readonly bytes: Bytes | undefined
}

/** Opened to be read, never to be written in. */
const READER = '00'.repeat(24)
