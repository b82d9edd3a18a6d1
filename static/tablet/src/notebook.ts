// What the screens may ask of one worker's unlocked store, and nothing beside it: the one seam between what is shown
// and what is kept. `store/` implements it; screens and forms are written against these types alone.
//
// Words are those of the protocol page: a document is a flat map of path -> scalar, named by a UUID.

import type { Form, Label } from './forms/form.ts'
import type { PlainRuleSet } from './care/rule_set.ts'

export type Scalar = string | number | boolean
export type Values = Readonly<Record<string, Scalar>>
/** What to write: null takes an answer away. */
export type Answers = Readonly<Record<string, Scalar | null>>

/**
 * How far a document's work has come. `here`: on this tablet's disk, and not yet all at the centre. `safe`: the
 * centre has said that all of it is on its disk. `refused`: the centre will not have it; a person must look.
 */
export type Mark = 'here' | 'safe' | 'refused'

/** What is known of a document without opening it; lists are made of these and of nothing else. */
export interface Entry {
  readonly document: string
  readonly kind: string
  readonly grid: string
  /** The version of the kind's declaration that it was filled in with. */
  readonly kindVersion?: number
  /** All answers but long notes, as they stand now; without `kind`, `grid` and `kind_version`. */
  readonly values: Values
  readonly mark: Mark
  /** Paths at which several surviving writes differ. */
  readonly disputed: readonly string[]
  /** Why the centre refused it, where `mark` is `refused`. */
  readonly refused?: { readonly code: string; readonly hint: string }
  /** When this tablet last changed it or took a change in, by this tablet's clock: a claim, for showing only. */
  readonly touchedMs: number
  /** Whether this tablet's person wrote in it. */
  readonly mine: boolean
}

/** One write to one field, as history tells it. */
export interface Written {
  readonly value: Scalar | null
  /** The writing tablet's or person's id; `Colleagues` may know whose it is. */
  readonly author: string
  readonly atMs: number
  readonly change: string
}

/** A document opened. */
export interface Reading {
  readonly entry: Entry
  /** As `entry.values`, long notes included. */
  readonly values: Values
  readonly rivals: Readonly<Record<string, readonly Written[]>>
  /** The last write of each field that has one. */
  readonly authors: Readonly<Record<string, Written>>
}

export interface Person {
  readonly id: string
  readonly name: string
  readonly role: string
}

export interface Profile {
  readonly tablet: string
  readonly person: Person
  readonly community: { readonly id: string; readonly name: string }
  readonly grids: readonly { readonly id: string; readonly name: string }[]
  readonly server: string
}

/** What the centre has declared; kept on this tablet, so it is there without a network. */
export interface Declared {
  readonly kinds: Readonly<Record<string, Form>>
  readonly problems: Readonly<Record<string, Label>>
  readonly ruleSets: Readonly<Record<string, PlainRuleSet>>
  /** As `GET /api/v1/care` gives them. */
  readonly programmes: Readonly<Record<string, unknown>>
  readonly reminders: Readonly<Record<string, unknown>>
  /** Whose tablet or person an author's id is. */
  readonly colleagues: Readonly<Record<string, Person>>
}

export type SyncTrouble =
  | 'offline' // no answer: no network, or the centre is off
  | 'busy' // 429, 503: tried again by itself
  | 'full' // 507: the centre's disk
  | 'fault' // 500, or a reply that cannot be read
  | 'revoked'
  | 'storage' // this tablet's own disk

/** What the sync screen and the marks show. Reactive: read its fields inside a computed or a template. */
export interface SyncState {
  readonly running: boolean
  /** Documents handed in and to hand in, collected so far, of this run. */
  readonly progress: { readonly sent: number; readonly toSend: number; readonly collected: number }
  /** Documents and attachments that are on this tablet only. */
  readonly unsent: number
  readonly unsentAttachments: number
  readonly safe: number
  readonly refused: number
  /** When the digests last agreed, and whether they did at the last sync; undefined before the first. */
  readonly agreed: { readonly atMs: number; readonly now: boolean } | undefined
  readonly lastContactMs: number | undefined
  readonly trouble: SyncTrouble | undefined
  /** Something of the centre's that a person should read, e.g. `clock.skewed`. */
  readonly problems: readonly { readonly code: string; readonly hint?: string | undefined }[]
  /** Documents that the centre cannot put together though it was sent everything, and such as this tablet cannot read. */
  readonly stuck?: readonly string[]
  readonly unreadable?: readonly string[]
  /** Attachments are held back until there is Wi-Fi, as was wished. */
  readonly attachmentsWait?: boolean
}

export interface Notebook {
  readonly profile: Profile
  readonly declared: Declared
  readonly sync: SyncState

  /** Every document held, by id. Shallowly reactive: an entry is replaced, never changed. */
  readonly entries: ReadonlyMap<string, Entry>
  ofKind(kind: string): readonly Entry[]

  open(document: string): Promise<Reading>
  /**
   * Begin a record. Resolves with the document's id once it is on disk. `idNumber` names a resident's document after
   * it (protocol §2); should that one be held already, its id is given and nothing is written.
   */
  begin(kind: string, grid: string, answers: Answers, more?: { idNumber?: string }): Promise<string>
  /** One change for each answer that differs from what stands. Resolves once it is on disk, and not before. */
  write(document: string, answers: Answers): Promise<void>
  /** Several answers that belong together, as one change (a pair of pressures, computed results). */
  writeTogether(document: string, answers: Answers): Promise<void>
  /** Make a note say this, keeping what others write in it at the same time. */
  writeNote(document: string, path: string, text: string): Promise<void>

  /** Keep a photo, signature or recording, encrypted; its hash is written at `path` of the document. */
  attach(document: string, path: string, content: Blob): Promise<string>
  /** What is kept here under a hash, or can be fetched now; undefined where neither. */
  attachment(sha256: string): Promise<Blob | undefined>

  syncNow(): Promise<void>
  /** A person decided that a refused document is to be handed in again. */
  handInAgain(document: string): Promise<void>
  /** Everything unsent in one encrypted file for the centre. */
  /** `left`: what did not fit, and needs another once this one is at the centre. */
  bundle(): Promise<{ readonly name: string; readonly content: Blob; readonly left?: number }>

  /** Take over answers that a screen could not get written; they are tried again, also after a lock. */
  keepUnwritten(answers: readonly Unwritten[]): void

  /** Forget the key; the screens go, the store stays. */
  lock(): void
}

/** Answers that this tablet's disk would not take: typed, kept in memory, and to be tried again the same way. */
export interface Unwritten {
  readonly document: string
  readonly answers: Answers
  /** `birth`: the document itself is not there yet; then `kind` and `grid` are given. */
  readonly how: 'birth' | 'each' | 'together' | 'note'
  readonly kind?: string
  readonly grid?: string
}

/** A document whose own history could not go on (its actor was used twice), and what was entered again from it. */
export interface Aside {
  readonly document: string
  readonly atMs: number
  /** The paths whose answers were written again; undefined while the centre's whole has not been had yet. */
  readonly entered?: readonly string[]
  /** The answers as they stood in the copy. */
  readonly values: Values
}

/** What the centre wishes of this tablet, and what holds until it has said so. */
export interface Rules {
  readonly contactDaysMax: number
  /** Lock after so long without a touch. */
  readonly lockMinutes: number
  readonly attachmentsOnWifiOnly: boolean
}

/** What the shell and the settings may ask beside: the whole of an unlocked profile. */
export interface OpenNotebook extends Notebook {
  /** Reactive. Not empty: say so, and let nobody close the app without having been told. */
  readonly unwritten: readonly Unwritten[]
  /** Try them again; resolves with whether all are on disk now. */
  retryUnwritten(): Promise<boolean>
  /** Ask these before the key is forgotten for what they could not get written. */
  beforeLock(ask: () => Promise<readonly Unwritten[]>): void
  /** Reactive. */
  readonly rules: Rules
  /** The worker's own wish, which counts before the centre's. */
  setAttachmentsOnWifiOnly(only: boolean): Promise<void>
  /** Documents of which a copy was set aside because the centre's history is another; until a person has seen it. */
  readonly aside: readonly Aside[]
  seenAside(document: string): Promise<void>
  /** Resolves when the key is forgotten and the store is closed. */
  close(): Promise<void>
}
