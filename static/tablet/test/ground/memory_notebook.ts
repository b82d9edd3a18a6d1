// A notebook that keeps everything in memory: for trying screens without a disk, a lock or a centre. Test ground only.

import { reactive, shallowReactive } from 'vue'
import type { Answers, Declared, Entry, Notebook, Profile, Reading, Scalar, SyncState, Unwritten, Written } from '../../src/notebook.ts'

export const PERSON = '0f1e2d3c-0000-4000-8000-000000000001'
const TABLET = '0f1e2d3c-0000-4000-8000-00000000000a'

export interface Write {
  readonly document: string
  readonly answers: Answers
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] }

export class MemoryNotebook implements Notebook {
  readonly profile: Profile
  readonly entries = shallowReactive(new Map<string, Entry>())
  readonly sync: Mutable<SyncState> = reactive({
    running: false,
    progress: { sent: 0, toSend: 0, collected: 0 },
    unsent: 0,
    unsentAttachments: 0,
    safe: 0,
    refused: 0,
    agreed: undefined,
    lastContactMs: undefined,
    trouble: undefined,
    problems: [],
  })
  /** Every write, in order, as a screen asked for it. */
  readonly written: Write[] = []
  readonly asked: string[] = []
  readonly notes = new Map<string, Record<string, string>>()
  private next = 0

  constructor(
    entries: Iterable<Entry> = [],
    readonly declared: Declared = NOTHING_DECLARED,
    profile: Partial<Profile> = {},
  ) {
    this.profile = {
      tablet: TABLET,
      person: { id: PERSON, name: '王芳', role: 'grid_worker' },
      community: { id: 'c1', name: '睦邻演示社区' },
      grids: [{ id: 'g1', name: '1网格' }],
      server: 'http://127.0.0.1',
      ...profile,
    }
    for (const one of entries) this.entries.set(one.document, one)
    this.count()
  }

  ofKind(kind: string): readonly Entry[] {
    return [...this.entries.values()].filter((one) => one.kind === kind)
  }

  open(document: string): Promise<Reading> {
    const entry = this.entries.get(document)
    if (entry === undefined) return Promise.reject(new Error(`not held: ${document}`))
    const authors = Object.fromEntries(
      Object.entries(entry.values).map(([path, value]): [string, Written] => [
        path,
        { value, author: PERSON, atMs: entry.touchedMs, change: '' },
      ]),
    )
    return Promise.resolve({ entry, values: { ...entry.values, ...this.notes.get(document) }, rivals: {}, authors })
  }

  begin(kind: string, grid: string, answers: Answers, more?: { idNumber?: string }): Promise<string> {
    if (more?.idNumber !== undefined) {
      const held = this.ofKind(kind).find((one) => one.values.id_number === more.idNumber)
      if (held !== undefined) return Promise.resolve(held.document)
    }
    this.next += 1
    const document = `0f1e2d3c-0000-4000-9000-${String(this.next).padStart(12, '0')}`
    const values = kept({}, { kind, grid, ...answers })
    const base = { document, kind, grid, disputed: [], mine: true, touchedMs: Date.now() }
    this.entries.set(document, { ...base, values, mark: 'here' })
    this.written.push({ document, answers })
    this.count()
    return Promise.resolve(document)
  }

  write(document: string, answers: Answers): Promise<void> {
    const entry = this.entries.get(document)
    if (entry === undefined) return Promise.reject(new Error(`not held: ${document}`))
    this.written.push({ document, answers })
    const values = kept(entry.values, answers)
    this.entries.set(document, { ...entry, values, mark: 'here', mine: true, touchedMs: Date.now() })
    this.count()
    return Promise.resolve()
  }

  writeTogether(document: string, answers: Answers): Promise<void> {
    return this.write(document, answers)
  }

  async writeNote(document: string, path: string, text: string): Promise<void> {
    this.notes.set(document, { ...this.notes.get(document), [path]: text })
    await this.write(document, {})
    this.written.push({ document, answers: { [path]: text } })
  }

  attach(): Promise<string> {
    return Promise.reject(new Error('no attachments on this ground'))
  }

  attachment(): Promise<Blob | undefined> {
    return Promise.resolve(undefined)
  }

  syncNow(): Promise<void> {
    this.asked.push('sync')
    return Promise.resolve()
  }

  handInAgain(document: string): Promise<void> {
    this.asked.push(`again ${document}`)
    return Promise.resolve()
  }

  bundle(): Promise<{ name: string; content: Blob }> {
    this.asked.push('bundle')
    return Promise.resolve({ name: 'mulin.bundle', content: new Blob(['sealed']) })
  }

  /** What screens handed over when they went. */
  readonly handedOver: Unwritten[] = []

  keepUnwritten(answers: readonly Unwritten[]): void {
    this.handedOver.push(...answers)
  }

  lock(): void {
    this.asked.push('lock')
  }

  /** The centre has everything. */
  allSafe(): void {
    for (const one of this.entries.values()) this.entries.set(one.document, { ...one, mark: 'safe' })
    this.count()
  }

  private count(): void {
    const marks = [...this.entries.values()].map((one) => one.mark)
    this.sync.unsent = marks.filter((one) => one === 'here').length
    this.sync.safe = marks.filter((one) => one === 'safe').length
    this.sync.refused = marks.filter((one) => one === 'refused').length
  }
}

function kept(values: Readonly<Record<string, Scalar>>, answers: Answers): Record<string, Scalar> {
  const all = Object.entries({ ...values, ...answers })
  return Object.fromEntries(all.filter((one): one is [string, Scalar] => one[1] !== null))
}

export const NOTHING_DECLARED: Declared = {
  kinds: {},
  problems: {},
  ruleSets: {},
  programmes: {},
  reminders: {},
  colleagues: {},
}
