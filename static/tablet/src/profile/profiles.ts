// Who is on this tablet: the door between the lock screen and the notebooks. Each worker has a database and a key of
// their own; at most one notebook is open.

import { shallowReactive } from 'vue'
import { readyDocuments } from '../documents/library.ts'
import { Fault } from '../fault.ts'
import { KeptNotebook } from '../notebook/kept.ts'
import type { OpenNotebook } from '../notebook.ts'
import { databaseName, eraseDatabase } from '../store/database.ts'
import { hex, randomBytes, type Bytes } from '../wire/bytes.ts'
import { enrol } from '../wire/centre.ts'
import { lookAtDisk, type Disk } from './disk.ts'
import { Contact, type Question } from './contact.ts'
import { BrowserMarkers, type Marked, type Markers } from './marker.ts'
import { mustBeStrong, type Hardness } from './pin.ts'
import { Registry, type Registered } from './registry.ts'
import { claimTab, type Tab } from './tab.ts'
import { Unlocking, type Opened } from './unlocking.ts'
import { waitLeftMs } from './waits.ts'

export interface ProfileCard {
  readonly id: string
  readonly label: string
  readonly community: string
  readonly sinceMs: number
  /** After wrong PINs: no try before this moment. */
  readonly waitUntilMs?: number
  /** It was revoked, and has erased itself: nothing of it is left but this. */
  readonly erasedMs?: number
}

/** Reactive. */
export interface ProfilesState {
  readonly profiles: readonly ProfileCard[]
  /** Profiles whose store is not there any more: to be said, and seen by a person. */
  readonly gone: readonly ProfileCard[]
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

type Changing<State> = { -readonly [Key in keyof State]: State[Key] }

export class Profiles {
  readonly state: ProfilesState
  readonly tab: Tab
  private readonly shown: Changing<ProfilesState>
  private readonly unlocking: Unlocking
  private readonly markers: Markers

  private constructor(
    private readonly registry: Registry,
    private readonly options: ProfilesOptions,
  ) {
    this.markers = options.markers ?? new BrowserMarkers()
    this.unlocking = new Unlocking(registry, options.wasm, options.hardness)
    const disk = { persistent: undefined, usedBytes: undefined, leftBytes: undefined }
    this.state = this.shown = shallowReactive<Changing<ProfilesState>>({ profiles: [], gone: [], notebook: undefined, held: undefined, disk })
    this.tab = claimTab('locks' in options ? options.locks : globalThis.navigator?.locks, () => undefined)
  }

  /** @throws Fault `browser.unfit` where this browser cannot keep anything safely, `storage.broken` */
  static async open(options: ProfilesOptions): Promise<Profiles> {
    if (!globalThis.crypto?.subtle) throw new Fault('browser.unfit', 'no encryption here: is the address https?')
    if (!globalThis.indexedDB) throw new Fault('browser.unfit', 'this browser has no IndexedDB')
    const profiles = new Profiles(await Registry.open(), options)
    // While the PIN is being typed; where it fails, unlocking tries again and says so.
    readyDocuments(options.wasm).catch(() => undefined)
    await profiles.findMissing()
    await profiles.refresh()
    await profiles.lookAtDisk(false)
    return profiles
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
    const identity = await enrol(server, code, name)
    const id = hex(randomBytes(8))
    const made = await this.unlocking.make(id, identity, pin)
    await this.refresh()
    // Now that there is something to lose.
    await this.lookAtDisk(true)
    return this.letIn(id, made)
  }

  /** @throws Fault `pin.wrong`, `pin.wait`, `profile.erased`, `profile.gone`, `tab.elsewhere`, `storage.broken` */
  unlock(id: string, pin: string): Promise<OpenNotebook> {
    return this.open(id, () => this.unlocking.open(id, pin))
  }

  /**
   * The PIN is forgotten: a supervisor makes a pairing code for the same worker, and nothing that is unsent is lost.
   * @throws Fault `pin.weak`, `pairing.unknown`, `enrol.too_many`, `network.lost`, `pin.no_way`, and as `unlock`
   */
  forgotPin(id: string, code: string, fresh: string): Promise<OpenNotebook> {
    // Before the code is used up.
    mustBeStrong(fresh)
    return this.open(id, () => this.unlocking.openForgotten(id, code, fresh))
  }

  private async open(id: string, find: () => Promise<Opened>): Promise<OpenNotebook> {
    this.mustWorkHere()
    try {
      return await this.letIn(id, await find())
    } catch (reason) {
      if (reason instanceof Fault && reason.code === 'profile.gone') this.missing.add(id)
      if (reason instanceof Fault && reason.code === 'revoked') await this.erase(id)
      throw reason
    } finally {
      await this.refresh()
    }
  }

  /** @throws as `unlock`; `pin.weak` for the new one */
  async changePin(id: string, pin: string, fresh: string): Promise<void> {
    mustBeStrong(fresh)
    await this.unlocking.changePin(id, pin, fresh).finally(() => this.refresh())
  }

  /** The PIN of whoever is in. @throws as `changePin` */
  async changeOwnPin(pin: string, fresh: string): Promise<void> {
    if (this.ownId === undefined) throw new Fault('locked', 'nobody is in')
    return this.changePin(this.ownId, pin, fresh)
  }

  private ownId: string | undefined

  /** A person has seen that the store of this profile is gone, or that it erased itself. */
  async acknowledge(id: string): Promise<void> {
    const marked = (await this.markers.read()).filter((one) => one.id !== id)
    if (this.missing.delete(id) || this.shown.profiles.find((card) => card.id === id)?.erasedMs !== undefined) {
      await this.registry.remove(id)
      await eraseDatabase(id)
    }
    await this.markers.write(marked)
    await this.refresh()
  }

  /** Ask the browser how much room there is, and for its promise not to clear it. */
  async lookAtDisk(ask: boolean): Promise<Disk> {
    this.shown.disk = await lookAtDisk(ask)
    return this.shown.disk
  }

  /** Databases that were found missing. */
  private readonly missing = new Set<string>()
  /** What a full disk did not take before the store was locked: encrypted, in memory, until it is opened again. */
  private readonly stashes = new Map<string, Bytes>()

  /** Whether the memory of this page holds answers of somebody's that are nowhere else. */
  get holdsUnwritten(): boolean {
    return this.stashes.size > 0 || (this.state.notebook?.unwritten.length ?? 0) > 0
  }

  private mustWorkHere(): void {
    if (this.tab.works !== 'here') throw new Fault('tab.elsewhere', 'another tab of this browser is at work')
  }

  private async letIn(id: string, { store, identity }: Opened): Promise<OpenNotebook> {
    await this.leave()
    this.ownId = id
    const contact = await Contact.open(store, identity.token)
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
        void contact.made().then(() => this.release(notebook), () => undefined)
      },
      locked: () => {
        if (this.shown.notebook === notebook) this.shown.notebook = undefined
        if (this.waiting?.notebook === notebook) this.waiting = this.shown.held = undefined
      },
    })
    const sinceMs = (await this.registry.get(id))?.sinceMs ?? 0
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

  /** Databases that are known and are not there, where the browser can tell without making them. */
  private async findMissing(): Promise<void> {
    const names = await globalThis.indexedDB.databases?.().catch(() => undefined)
    if (!names) return
    const there = new Set(names.map(({ name }) => name))
    for (const { id, erased } of await this.registry.all()) if (!erased && !there.has(databaseName(id))) this.missing.add(id)
  }

  private async refresh(): Promise<void> {
    const registered = await this.registry.all()
    const marked = await this.markers.read()
    const known = new Set(registered.map(({ id }) => id))
    const lost = marked.filter(({ id }) => !known.has(id))
    this.shown.profiles = registered.filter(({ id }) => !this.missing.has(id)).map(cardOf)
    this.shown.gone = [...registered.filter(({ id }) => this.missing.has(id)).map(cardOf), ...lost]
    const living = registered.filter(({ erased }) => !erased).map(markOf)
    await this.markers.write([...living, ...lost])
  }
}

const markOf = ({ id, label, community, sinceMs }: Registered): Marked => ({ id, label, community, sinceMs })

function cardOf(registered: Registered): ProfileCard {
  const waitMs = waitLeftMs(registered.tries, Date.now())
  return {
    ...markOf(registered),
    ...(waitMs > 0 ? { waitUntilMs: Date.now() + waitMs } : {}),
    ...(registered.erased ? { erasedMs: registered.erased.atMs } : {}),
  }
}
