// Who is on this tablet: the door between the lock screen and the notebooks. Each worker has a database and a key of
// their own; at most one notebook is open.

import { shallowReactive } from 'vue'
import { Fault } from '../fault.ts'
import type { KeptNotebook } from '../notebook/kept.ts'
import { LIMITS } from '../limits.ts'
import type { OpenNotebook } from '../notebook.ts'
import { eraseDatabase } from '../store/database.ts'
import { hex, randomBytes, type Bytes } from '../wire/bytes.ts'
import { lookAtDisk, type Disk } from './disk.ts'
import type { Contact, Question } from './contact.ts'
import { BrowserMarkers, type Markers } from './marker.ts'
import type { Hardness } from './argon.ts'
import { mustBeStrong } from './pin.ts'
import { Registry } from './registry.ts'
import { Roster, type Found } from './roster.ts'
import { claimTab, type Tab } from './tab.ts'
import { foresee, forgetForeseen, readyToStretch } from './stretching.ts'
import type { Opened, Unlocking } from './unlocking.ts'

export type { ProfileCard } from './roster.ts'

/** Reactive. */
export interface ProfilesState extends Found {
  readonly notebook: OpenNotebook | undefined
  /** The PIN was right, and the centre was out of reach for too long: a supervisor has to answer first. */
  readonly held: Held | undefined
  readonly disk: Disk
}

export interface Held extends Question {
  readonly id: string
  readonly label: string
  readonly unsent: number
}

export interface ProfilesOptions {
  /** Where Automerge's WebAssembly is, or its bytes. */
  readonly wasm: string | Uint8Array
  readonly app: string
  readonly markers?: Markers
  readonly locks?: LockManager | undefined
  readonly hardness?: Omit<Hardness, 'salt'>
}

type Behind = typeof import('./behind.ts') & { readonly unlocking: Unlocking }
type Changing<State> = { -readonly [Key in keyof State]: State[Key] }

export class Profiles {
  readonly state: ProfilesState
  readonly tab: Tab
  private readonly shown: Changing<ProfilesState>
  private readonly roster: Roster

  private constructor(
    private readonly registry: Registry,
    private readonly options: ProfilesOptions,
  ) {
    this.roster = new Roster(registry, options.markers ?? new BrowserMarkers())
    const disk = { persistent: undefined, usedBytes: undefined, leftBytes: undefined }
    this.state = this.shown = shallowReactive<Changing<ProfilesState>>({ profiles: [], gone: [], notebook: undefined, held: undefined, disk })
    this.tab = claimTab('locks' in options ? options.locks : globalThis.navigator?.locks, () => undefined)
  }

  /** @throws Fault `browser.unfit` where this browser cannot keep anything safely, `storage.broken` */
  static async open(options: ProfilesOptions): Promise<Profiles> {
    if (!globalThis.crypto?.subtle) throw new Fault('browser.unfit', 'no encryption here: is the address https?')
    if (!globalThis.indexedDB) throw new Fault('browser.unfit', 'this browser has no IndexedDB')
    const profiles = new Profiles(await Registry.open(), options)
    await profiles.roster.findMissing()
    await profiles.refresh()
    void profiles.lookAtDisk(false)
    return profiles
  }

  /** A lock is shown: have ready what comes after the PIN. Where that fails, unlocking tries again and says so. */
  getReady(): void {
    readyToStretch()
    this.behind().catch(() => undefined)
  }

  private digits = ''

  /** These digits may be the PIN of this profile; empty: they are none any more. */
  async foresee(id: string, digits: string): Promise<void> {
    this.digits = digits
    if (digits.length < LIMITS.pin_digits_min) return forgetForeseen()
    const wrapped = (await this.registry.get(id))?.wrapped
    if (wrapped && this.digits === digits) foresee(digits, wrapped.hardness)
  }

  /**
   * Enrol by a pairing code, choose a PIN, and be let in.
   * @param name the tablet's, e.g. 7号平板
   * @throws Fault `pin.weak`, `pairing.unknown`, `enrol.too_many`, `network.lost`, `storage.full`, …
   */
  async enrol(server: string, code: string, name: string, pin: string): Promise<OpenNotebook> {
    this.mustWorkHere()
    // Before the code is used up.
    mustBeStrong(pin)
    const { enrol, unlocking } = await this.behind()
    const identity = await enrol(server, code, name)
    const id = hex(randomBytes(8))
    const made = await unlocking.make(id, identity, pin)
    await this.refresh()
    // Now that there is something to lose.
    await this.lookAtDisk(true)
    return this.letIn(id, made)
  }

  /** @throws Fault `pin.wrong`, `pin.wait`, `profile.erased`, `profile.gone`, `tab.elsewhere`, `storage.broken` */
  unlock(id: string, pin: string): Promise<OpenNotebook> {
    return this.open(id, (unlocking) => unlocking.open(id, pin))
  }

  /**
   * The PIN is forgotten: a supervisor makes a pairing code for the same worker, and nothing that is unsent is lost.
   * @throws Fault `pin.weak`, `pairing.unknown`, `enrol.too_many`, `network.lost`, `pin.no_way`, and as `unlock`
   */
  forgotPin(id: string, code: string, fresh: string): Promise<OpenNotebook> {
    // Before the code is used up.
    mustBeStrong(fresh)
    return this.open(id, (unlocking) => unlocking.openForgotten(id, code, fresh))
  }

  private async open(id: string, find: (unlocking: Unlocking) => Promise<Opened>): Promise<OpenNotebook> {
    this.mustWorkHere()
    // Before anything is read that the one who is in may still write.
    await this.leave()
    try {
      return await this.letIn(id, await find((await this.behind()).unlocking))
    } catch (reason) {
      if (reason instanceof Fault && reason.code === 'profile.gone') this.roster.isGone(id)
      if (reason instanceof Fault && reason.code === 'revoked') await this.erase(id)
      throw reason
    } finally {
      await this.refresh()
    }
  }

  /** @throws as `unlock`; `pin.weak` for the new one */
  async changePin(id: string, pin: string, fresh: string): Promise<void> {
    mustBeStrong(fresh)
    const { unlocking } = await this.behind()
    await unlocking.changePin(id, pin, fresh).finally(() => this.refresh())
  }

  /** The PIN of whoever is in. @throws as `changePin` */
  async changeOwnPin(pin: string, fresh: string): Promise<void> {
    if (this.ownId === undefined) throw new Fault('locked', 'nobody is in')
    return this.changePin(this.ownId, pin, fresh)
  }

  private ownId: string | undefined

  /** A person has seen that the store of this profile is gone, or that it erased itself. */
  async acknowledge(id: string): Promise<void> {
    await this.roster.acknowledge(id)
    await this.refresh()
  }

  /** Ask the browser how much room there is, and for its promise not to clear it. */
  async lookAtDisk(ask: boolean): Promise<Disk> {
    this.shown.disk = await lookAtDisk(ask)
    return this.shown.disk
  }

  /** What a full disk did not take before the store was locked: encrypted, in memory, until it is opened again. */
  private readonly stashes = new Map<string, Bytes>()

  /** Whether the memory of this page holds answers of somebody's that are nowhere else. */
  get holdsUnwritten(): boolean {
    return this.stashes.size > 0 || (this.state.notebook?.unwritten.length ?? 0) > 0
  }

  private mustWorkHere(): void {
    if (this.tab.works !== 'here') throw new Fault('tab.elsewhere', 'another tab of this browser is at work')
  }

  /** What lies behind a PIN, once it was fetched. */
  private behind(): Promise<Behind> {
    this.fetched ??= import('./behind.ts').then(
      (parts) => {
        parts.documentsFrom(this.options.wasm)
        return { ...parts, unlocking: new parts.Unlocking(this.registry, this.options.hardness) }
      },
      (reason: unknown) => {
        this.fetched = undefined
        throw reason
      },
    )
    return this.fetched
  }

  private fetched: Promise<Behind> | undefined

  private async letIn(id: string, { store, identity }: Opened): Promise<OpenNotebook> {
    await this.leave()
    const { Contact, KeptNotebook } = await this.behind()
    this.ownId = id
    const opening = Contact.open(store, identity.token)
    const notebook = await KeptNotebook.open({
      store, identity,
      app: this.options.app,
      stash: {
        put: (bytes) => this.stashes.set(id, bytes),
        take: () => {
          const bytes = this.stashes.get(id)
          this.stashes.delete(id)
          return bytes
        },
      },
      revoked: () => this.erase(id, notebook),
      contact: () => {
        void opening.then((contact) => contact.made()).then(() => this.release(notebook), () => undefined)
      },
      locked: () => {
        if (this.shown.notebook === notebook) this.shown.notebook = undefined
        if (this.waiting?.notebook === notebook) this.waiting = this.shown.held = undefined
      },
    })
    const [contact, registered] = await Promise.all([opening, this.registry.get(id)])
    const sinceMs = registered?.sinceMs ?? 0
    if (await contact.isOverdue(notebook.sync.lastContactMs ?? sinceMs, notebook.rules.contactDaysMax)) {
      this.waiting = { notebook, contact }
      const label = notebook.profile.person.name
      this.shown.held = { id, label, unsent: notebook.sync.unsent, ...(await contact.ask()) }
      // It still hands in; and the first answer of the centre's lets the worker in.
      notebook.beginSyncing()
      throw new Fault('contact.overdue', 'the centre was out of reach for too long')
    }
    this.shown.notebook = notebook
    notebook.beginSyncing()
    return notebook
  }

  private waiting: { readonly notebook: KeptNotebook; readonly contact: Contact } | undefined

  /** While `held`: reach for the centre. @returns whether it answered, and the worker is let in */
  async reachForCentre(): Promise<boolean> {
    const { waiting } = this
    await waiting?.notebook.syncNow()
    return waiting !== undefined && this.shown.notebook === waiting.notebook
  }

  /** While `held`: the supervisor's answer to the question. @returns whether it was right, and the worker is let in */
  async answerQuestion(digits: string): Promise<boolean> {
    const { waiting } = this
    if (!waiting) return false
    const right = await waiting.contact.answer(digits)
    if (right) this.release(waiting.notebook)
    else if (this.shown.held) this.shown.held = { ...this.shown.held, ...(await waiting.contact.ask()) }
    return right
  }

  /** Close whatever is open. */
  async leave(): Promise<void> {
    await this.waiting?.notebook.close()
    await this.shown.notebook?.close()
  }

  private release(notebook: KeptNotebook): void {
    if (this.waiting?.notebook !== notebook) return
    this.waiting = this.shown.held = undefined
    this.shown.notebook = notebook
  }

  /** The centre has said that this tablet is lost: the key first, for without it the rest is noise. */
  private async erase(id: string, notebook?: OpenNotebook): Promise<void> {
    const registered = await this.registry.get(id)
    if (registered) {
      const { wrapped: _pin, sealedRoot: _centre, ...rest } = registered
      await this.registry.put({ ...rest, erased: { atMs: Date.now(), why: 'revoked' } })
    }
    await notebook?.close()
    this.stashes.delete(id)
    await eraseDatabase(id)
    await this.refresh()
  }

  private refresh(): Promise<void> {
    return this.roster.look((found) => Object.assign(this.shown, found))
  }
}
