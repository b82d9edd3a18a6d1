// A worker's notebook: what the screens ask, answered from the store.

import { shallowReactive } from 'vue'
import { fetchAttachment } from '../attachments/sending.ts'
import { AttachmentShelf } from '../attachments/shelf.ts'
import { makeBundle, type Bundle } from '../bundle/bundle.ts'
import type { Answers, Aside, Entry, OpenNotebook, Profile, Reading, Unwritten } from '../notebook.ts'
import { Entries } from '../store/entries.ts'
import { answersOf, entryOf } from '../store/row.ts'
import { Shelf } from '../store/shelf.ts'
import type { Store } from '../store/store.ts'
import { Turn } from '../store/turn.ts'
import { Reentry } from '../sync/reentry.ts'
import { fromUtf8, utf8, type Bytes } from '../wire/bytes.ts'
import { Centre, type Identity } from '../wire/centre.ts'
import { Being } from './being.ts'
import { KeptDeclared } from './declared.ts'
import { Syncing, type Told } from './syncing.ts'
import { UnwrittenAnswers } from './unwritten.ts'
import { Writing } from './writing.ts'

/** What a notebook is made of, and whom it tells. */
export interface Surroundings extends Told {
  readonly store: Store
  readonly identity: Identity
  readonly app: string
  readonly locked: () => void
  /** Where answers that the disk did not take wait, encrypted, while the store is locked. */
  readonly stash: { readonly put: (sealed: Bytes) => void; readonly take: () => Bytes | undefined }
}

interface Parts {
  readonly turn: Turn
  readonly shelf: Shelf
  readonly declared: KeptDeclared
  readonly being: Being
  readonly attachments: AttachmentShelf
  readonly reentry: Reentry
  readonly centre: Centre
  readonly ending: AbortController
  readonly aside: readonly Aside[]
}

export class KeptNotebook implements OpenNotebook {
  readonly declared: KeptDeclared
  readonly profile: Profile
  private readonly lists: Entries
  private readonly writing: Writing
  private readonly syncing: Syncing
  private readonly answers: UnwrittenAnswers
  private closed: Promise<void> | undefined
  private ask: () => Promise<readonly Unwritten[]> = () => Promise.resolve([])

  private constructor(
    private readonly around: Surroundings,
    private readonly parts: Parts,
  ) {
    const { store, identity } = around
    const { shelf, turn, being } = parts
    this.declared = parts.declared
    this.profile = {
      tablet: identity.tablet,
      server: identity.server,
      // As the centre has said last, which may be later than the enrolment.
      get person() {
        return being.shown.person
      },
      get community() {
        return being.shown.community
      },
      get grids() {
        return being.shown.grids
      },
    }
    this.lists = new Entries(store.rows.values())
    this.writing = new Writing(shelf, turn, identity.community.namespace)
    this.answers = new UnwrittenAnswers((intent) => this.bring(intent))
    this.syncing = new Syncing({ ...around, ...parts })
    store.listen((rows, forgotten) => {
      this.lists.update(rows, forgotten)
      // After the answer that made them go is on the disk; should it fail, they go when the next one does.
      if (forgotten.length) void parts.attachments.forget(forgotten).catch(() => undefined)
    })
  }

  static async open(around: Surroundings): Promise<KeptNotebook> {
    const { store, identity } = around
    const turn = new Turn()
    const shelf = new Shelf(store, identity.tablet)
    const aside: Aside[] = shallowReactive([])
    const [declared, being, attachments, reentry] = await Promise.all([
      KeptDeclared.open(store),
      Being.open(store, identity),
      AttachmentShelf.open(store),
      Reentry.open(shelf, turn, (list) => aside.splice(0, aside.length, ...list)),
    ])
    const ending = new AbortController()
    const centre = new Centre(identity.server, identity.token, ending.signal)
    const notebook = new KeptNotebook(around, { turn, shelf, declared, being, attachments, reentry, centre, ending, aside })
    await notebook.syncing.recall()
    const stashed = around.stash.take()
    if (stashed) notebook.answers.recall(JSON.parse(fromUtf8(await store.openStash(stashed))) as Unwritten[])
    return notebook
  }

  /** Begin to sync by itself. */
  beginSyncing(): void {
    this.syncing.begin()
  }

  get sync(): OpenNotebook['sync'] {
    return this.syncing.shown
  }

  get entries(): ReadonlyMap<string, Entry> {
    return this.lists.all
  }

  ofKind(kind: string): readonly Entry[] {
    return this.lists.ofKind(kind)
  }

  open(document: string): Promise<Reading> {
    return this.parts.turn.run(async () => {
      const row = this.around.store.row(document)
      const opened = await this.parts.shelf.open(document)
      return { entry: entryOf(row), values: answersOf(opened.read()), ...opened.provenance() }
    })
  }

  async begin(kind: string, grid: string, answers: Answers, more: { idNumber?: string } = {}): Promise<string> {
    const document = await this.writing.nameFor(more.idNumber)
    await this.writing.begin(document, this.declared.kinds[kind], kind, grid, answers)
    return document
  }

  write(document: string, answers: Answers): Promise<void> {
    return this.answers.attempt({ document, answers, how: 'each' })
  }

  writeTogether(document: string, answers: Answers): Promise<void> {
    return this.answers.attempt({ document, answers, how: 'together' })
  }

  writeNote(document: string, path: string, text: string): Promise<void> {
    return this.answers.attempt({ document, answers: { [path]: text }, how: 'note' })
  }

  get unwritten(): OpenNotebook['unwritten'] {
    return this.answers.list
  }

  retryUnwritten(): Promise<boolean> {
    return this.answers.retry()
  }

  keepUnwritten(answers: readonly Unwritten[]): void {
    this.answers.recall(answers)
  }

  beforeLock(ask: () => Promise<readonly Unwritten[]>): void {
    this.ask = ask
  }

  async attach(document: string, path: string, content: Blob): Promise<string> {
    this.around.store.row(document)
    const bytes = new Uint8Array(await content.arrayBuffer())
    // The bytes first, so that no field ever names what is not there.
    const hash = await this.parts.attachments.keep(document, bytes, content.type)
    await this.write(document, { [path]: hash })
    return hash
  }

  async attachment(sha256: string): Promise<Blob | undefined> {
    const { attachments, centre } = this.parts
    const here = await attachments.content(sha256)
    if (here) return new Blob([here.bytes], { type: here.type })
    const named = [...this.lists.all.values()].find((entry) => Object.values(entry.values).includes(sha256))
    const fetched = named && (await fetchAttachment(centre, sha256, named.document))
    if (!fetched) return undefined
    // Shown even where there is no room to keep it.
    await attachments.keepFetched(named.document, sha256, fetched.bytes, fetched.type).catch(() => undefined)
    return new Blob([fetched.bytes], { type: fetched.type })
  }

  syncNow(): Promise<void> {
    return this.syncing.now(true)
  }

  async handInAgain(document: string): Promise<void> {
    await this.parts.turn.run(async () => {
      const row = this.around.store.row(document)
      await this.around.store.commit({ rows: [{ row: { ...row, refused: null } }] })
    })
    await this.syncNow()
  }

  bundle(): Promise<Bundle> {
    const { shelf, turn, attachments, being } = this.parts
    const { identity, app } = this.around
    return makeBundle({ shelf, turn, attachments, identity, app, key: being.bundleKey })
  }

  get rules(): OpenNotebook['rules'] {
    return this.parts.being.shown.rules
  }

  setAttachmentsOnWifiOnly(only: boolean): Promise<void> {
    return this.parts.being.attachmentsOnWifiOnly(only)
  }

  get aside(): readonly Aside[] {
    return this.parts.aside
  }

  seenAside(document: string): Promise<void> {
    return this.parts.reentry.seen(document)
  }

  lock(): void {
    void this.close()
  }

  close(): Promise<void> {
    // What is being written is let finish: it was typed before the key was to go.
    this.closed ??= this.end()
    return this.closed
  }

  private async end(): Promise<void> {
    const { store, stash } = this.around
    this.keepUnwritten(await this.ask())
    await this.syncing.stop()
    await this.parts.turn.run(async () => {
      this.answers.stop()
      if (this.answers.list.length) stash.put(await store.sealStash(utf8(JSON.stringify(this.answers.list))))
      this.parts.shelf.renew()
      store.close()
      this.lists.clear()
      this.around.locked()
    })
  }

  private async bring({ document, answers, how, kind, grid }: Unwritten): Promise<void> {
    if (how === 'birth') return this.writing.begin(document, this.declared.kinds[kind!], kind!, grid!, answers)
    if (how !== 'note') return this.writing.write(document, answers, how === 'together')
    for (const [path, text] of Object.entries(answers)) await this.writing.note(document, path, String(text ?? ''))
  }
}
