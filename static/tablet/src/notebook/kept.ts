// A worker's notebook: what the screens ask, answered from the store.

import { Fault } from '../fault.ts'
import type { Answers, Entry, OpenNotebook, Profile, Reading } from '../notebook.ts'
import { Entries } from '../store/entries.ts'
import { entryOf } from '../store/row.ts'
import { Shelf } from '../store/shelf.ts'
import type { Store } from '../store/store.ts'
import { Turn } from '../store/turn.ts'
import type { Identity } from '../wire/centre.ts'
import { KeptDeclared } from './declared.ts'
import { Syncing, type Told } from './syncing.ts'
import { UnwrittenAnswers, type Intent } from './unwritten.ts'
import { Writing } from './writing.ts'

/** What a notebook is made of, and whom it tells. */
export interface Surroundings extends Told {
  readonly store: Store
  readonly identity: Identity
  readonly app: string
}

export class KeptNotebook implements OpenNotebook {
  private readonly turn = new Turn()
  private readonly shelf: Shelf
  private readonly lists: Entries
  private readonly writing: Writing
  private readonly syncing: Syncing
  private readonly answers: UnwrittenAnswers
  private closed: Promise<void> | undefined

  private constructor(
    private readonly around: Surroundings,
    readonly declared: KeptDeclared,
    readonly profile: Profile,
  ) {
    const { store, identity } = around
    this.shelf = new Shelf(store, identity.tablet)
    this.lists = new Entries(store.rows.values())
    this.writing = new Writing(this.shelf, this.turn, identity.community.namespace)
    this.answers = new UnwrittenAnswers((intent) => this.bring(intent))
    this.syncing = new Syncing({ ...around, shelf: this.shelf, turn: this.turn, declared })
    store.listen((rows, forgotten) => this.lists.update(rows, forgotten))
  }

  static async open(around: Surroundings): Promise<KeptNotebook> {
    const { tablet, person, community, grids, server } = around.identity
    const profile = { tablet, person, community: { id: community.id, name: community.name }, grids, server }
    const notebook = new KeptNotebook(around, await KeptDeclared.open(around.store), profile)
    await notebook.syncing.recall()
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
    return this.turn.run(async () => {
      const row = this.around.store.row(document)
      const opened = await this.shelf.open(document)
      const { kind: _kind, grid: _grid, kind_version: _version, ...values } = opened.read().values
      return { entry: entryOf(row), values, ...opened.provenance() }
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

  attach(): Promise<string> {
    return Promise.reject(new Fault('not_found', 'attachments come with the next part of the store'))
  }

  attachment(): Promise<Blob | undefined> {
    return Promise.resolve(undefined)
  }

  syncNow(): Promise<void> {
    return this.syncing.now()
  }

  async handInAgain(document: string): Promise<void> {
    await this.turn.run(async () => {
      const row = this.around.store.row(document)
      await this.around.store.commit({ rows: [{ row: { ...row, refused: null } }] })
    })
    await this.syncNow()
  }

  bundle(): Promise<{ readonly name: string; readonly content: Blob }> {
    return Promise.reject(new Fault('not_found', 'bundles come with the next part of the store'))
  }

  lock(): void {
    void this.close()
  }

  close(): Promise<void> {
    // What is being written is let finish: it was typed before the key was to go.
    this.closed ??= this.syncing.stop().then(() =>
      this.turn.run(() => {
        this.shelf.renew()
        this.around.store.close()
        this.lists.clear()
        this.around.locked()
        return Promise.resolve()
      }),
    )
    return this.closed
  }

  private async bring({ document, answers, how }: Intent): Promise<void> {
    if (how !== 'note') return this.writing.write(document, answers, how === 'together')
    for (const [path, text] of Object.entries(answers)) await this.writing.note(document, path, String(text ?? ''))
  }
}
