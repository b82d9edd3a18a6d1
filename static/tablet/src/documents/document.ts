// One document in memory: its birth, its answers, what of its history a peer lacks. Hashes are hex text, as the
// library has them. A document is changed in place; who could not bring the change to the disk throws it away.

import type { Answers, Scalar, Written } from '../notebook.ts'
import { A } from './library.ts'
import { toAutomerge, writesAt, type Write } from './values.ts'

type Held = Record<string, unknown>
const ROOT = '_root'

export interface Birth {
  readonly kind: string
  readonly grid: string
  readonly kindVersion: number
  /** Paths of notes: begun empty now, so that everybody will write in one and the same text. */
  readonly notes: readonly string[]
}

/** What a document says, without its history. */
export interface Content {
  readonly values: Record<string, Scalar>
  /** Paths whose value is an Automerge text. */
  readonly texts: ReadonlySet<string>
  readonly disputed: readonly string[]
}

export interface Change {
  readonly hash: string
  readonly actor: string
  readonly atMs: number
  readonly firstOperation: number
  readonly lastOperation: number
}

export interface OwnAnswer {
  readonly path: string
  readonly value: Scalar
  readonly text: boolean
  /** The change that wrote it. */
  readonly change: string
}

/** An answer that was taken away. */
export interface OwnRemoval {
  readonly path: string
  /** The change that took it away. */
  readonly change: string
}

export class Document {
  private constructor(private doc: A.Doc<Held>) {}

  static blank(actor: string): Document {
    return new Document(A.init<Held>({ actor }))
  }

  /** @throws where the bytes are no whole document */
  static opened(bytes: Uint8Array, actor: string): Document {
    return new Document(A.load<Held>(bytes, { actor }))
  }

  static born(birth: Birth, actor: string, nowMs: number): Document {
    const born = Document.blank(actor)
    born.change(nowMs, (draft) => {
      draft['kind'] = toAutomerge(birth.kind)
      draft['grid'] = toAutomerge(birth.grid)
      draft['kind_version'] = birth.kindVersion
      for (const path of birth.notes) draft[path] = ''
    })
    return born
  }

  get heads(): string[] {
    return [...A.getHeads(this.doc)].sort()
  }

  save(): Uint8Array {
    return A.save(this.doc)
  }

  free(): void {
    A.free(this.doc)
  }

  /**
   * Write answers, each in a change of its own or all in one.
   * @returns whether anything was written: an answer that stands already, undisputed, is not written again
   */
  answer(answers: Answers, nowMs: number, together: boolean): boolean {
    const due = Object.entries(answers).filter(([path, value]) => this.differs(path, value))
    if (!due.length) return false
    for (const group of together ? [due] : due.map((one) => [one])) {
      this.change(nowMs, (draft) => {
        for (const [path, value] of group) this.put(draft, path, value)
      })
    }
    return true
  }

  /** Make the text at `path` say this, keeping what others write in it meanwhile. @returns as `answer` */
  note(path: string, text: string, nowMs: number): boolean {
    const standing = this.standing(path)
    if (standing && standing.value === text && standing.text) return false
    if (!standing && text === '') return false
    this.change(nowMs, (draft) => {
      if (standing?.text) A.updateText(draft, [path], text)
      else draft[path] = text
    })
    return true
  }

  /**
   * Take chunks in.
   * @throws where they are no chunks, or do not reach the heads that they came with; the document is then spoiled
   */
  apply(chunks: Uint8Array, expected: readonly string[]): void {
    if (chunks.length) this.doc = A.loadIncremental(this.doc, chunks)
    if (!A.hasHeads(this.doc, [...expected])) throw new Error('the chunks do not reach the heads they came with')
  }

  read(): Content {
    const values: Record<string, Scalar> = {}
    const texts = new Set<string>()
    const disputed: string[] = []
    for (const [path, writes] of this.writes()) {
      const last = writes.at(-1)
      if (!last || last.value === null) continue
      values[path] = last.value
      if (last.text) texts.add(path)
      if (isDisputed(writes)) disputed.push(path)
    }
    return { values, texts, disputed }
  }

  /** Who wrote what stands, and the rivals where several writes do: as history tells it. */
  provenance(): { authors: Record<string, Written>; rivals: Record<string, Written[]> } {
    const changes = this.history()
    const authors: Record<string, Written> = {}
    const rivals: Record<string, Written[]> = {}
    for (const [path, writes] of this.writes()) {
      const told = writes.map((write) => written(write, changes))
      const last = told.at(-1)
      if (last) authors[path] = last
      if (isDisputed(writes)) rivals[path] = told
    }
    return { authors, rivals }
  }

  history(): Change[] {
    return this.changesMetaSince([]).map((meta) => ({
      hash: meta.hash,
      actor: meta.actor,
      atMs: meta.time * 1000,
      firstOperation: meta.startOp,
      lastOperation: meta.maxOp,
    }))
  }

  /** Change chunks that came after `known`; what the document does not hold of these counts for nothing. */
  changesSince(known: readonly string[]): Uint8Array[] {
    return A.getChangesSince(this.doc, this.held(known))
  }

  /** Of change chunks. */
  hashesOf(chunks: readonly Uint8Array[]): string[] {
    return chunks.map((chunk) => A.decodeChange(chunk).hash)
  }

  actorsSince(known: readonly string[]): Set<string> {
    return new Set(this.changesMetaSince(known).map((change) => change.actor))
  }

  /** Whether all of `hashes` are here, and among the ancestors of `above` or these themselves. */
  covers(above: readonly string[], hashes: readonly string[]): boolean {
    if (this.held(hashes).length < hashes.length) return false
    const outside = new Set(this.changesMetaSince(above).map((change) => change.hash))
    return hashes.every((hash) => !outside.has(hash))
  }

  /** Of these hashes those that are held, and of them the fewest that stand for all; sorted. */
  frontier(hashes: readonly string[]): string[] {
    const here = [...new Set(this.held(hashes))]
    if (here.length < 2) return here
    if (here.length === this.heads.length && this.heads.every((head) => here.includes(head))) return here.sort()
    return here.filter((hash) => !this.covers(here.filter((other) => other !== hash), [hash])).sort()
  }

  /** What these authors wrote and nobody has written over: for finding what of it another history lacks. */
  answersBy(isOwn: (actor: string) => boolean): OwnAnswer[] {
    const changes = this.history()
    const found: OwnAnswer[] = []
    for (const [path, writes] of this.writes()) {
      const last = writes.filter((write) => isOwn(actorOf(write))).at(-1)
      if (last?.value != null) found.push({ path, value: last.value, text: last.text, change: written(last, changes).change })
    }
    return found
  }

  /** What these authors took away and nobody has written again. */
  removalsBy(isOwn: (actor: string) => boolean): OwnRemoval[] {
    const standing = new Set([...this.writes()].filter(([, writes]) => writes.length > 0).map(([path]) => path))
    const found = new Map<string, OwnRemoval>()
    for (const { actor, hash, ops } of A.getAllChanges(this.doc).map((chunk) => A.decodeChange(chunk))) {
      if (!isOwn(actor)) continue
      for (const { action, obj, key } of ops) {
        if (action === 'del' && obj === ROOT && key !== undefined && !standing.has(key)) found.set(key, { path: key, change: hash })
      }
    }
    return [...found.values()]
  }

  /** The changes whose writes to a path stand. */
  changesAt(path: string): string[] {
    const changes = this.history()
    return writesAt(A.getBackend(this.doc), path).map((write) => written(write, changes).change)
  }

  holds(change: string): boolean {
    return this.held([change]).length > 0
  }

  private *writes(): Generator<[string, Write[]]> {
    const backend = A.getBackend(this.doc)
    for (const path of backend.keys('_root')) yield [path, writesAt(backend, path)]
  }

  private standing(path: string): Write | undefined {
    return writesAt(A.getBackend(this.doc), path).at(-1)
  }

  private differs(path: string, value: Scalar | null): boolean {
    const writes = writesAt(A.getBackend(this.doc), path)
    if (value === null) return writes.length > 0
    const last = writes.at(-1)
    return !last || last.value !== value || isDisputed(writes)
  }

  private put(draft: Held, path: string, value: Scalar | null): void {
    if (value === null) delete draft[path]
    else if (typeof value === 'string' && this.standing(path)?.text) A.updateText(draft, [path], value)
    else draft[path] = toAutomerge(value)
  }

  private change(nowMs: number, fill: (draft: Held) => void): void {
    // Automerge counts the time of a change in seconds, and takes whatever it is given.
    this.doc = A.change(this.doc, { time: Math.floor(nowMs / 1000) }, fill)
  }

  private held(hashes: readonly string[]): string[] {
    // Hashes that are not held would silently be taken to mean "everything".
    const backend = A.getBackend(this.doc)
    return hashes.filter((hash) => backend.getChangeMetaByHash(hash) !== null)
  }

  private changesMetaSince(known: readonly string[]): ReturnType<typeof A.getChangesMetaSince> {
    return A.getChangesMetaSince(this.doc, this.held(known))
  }
}

const isDisputed = (writes: readonly Write[]): boolean => new Set(writes.map((write) => write.value)).size > 1

const actorOf = (write: Write): string => write.operation.slice(write.operation.indexOf('@') + 1)

function written(write: Write, changes: readonly Change[]): Written {
  const counter = Number(write.operation.slice(0, write.operation.indexOf('@')))
  const actor = actorOf(write)
  const by = changes.find(
    (change) => change.actor === actor && change.firstOperation <= counter && counter <= change.lastOperation,
  )
  return { value: write.value, author: authorOf(actor), atMs: by?.atMs ?? 0, change: by?.hash ?? '' }
}

/** The tablet or person behind an actor: its first 16 bytes, as a UUID. */
export function authorOf(actor: string): string {
  const digits = actor.slice(0, 32)
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-')
}
