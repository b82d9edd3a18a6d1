// Making a profile and opening it again: where a PIN becomes a store.

import { Fault, storageFault } from '../fault.ts'
import { readAhead, type Ahead } from '../store/ahead.ts'
import { openDatabase, type Database } from '../store/database.ts'
import { Store } from '../store/store.ts'
import { ROOT_BYTES, Vault } from '../store/vault.ts'
import { randomBytes, type Bytes } from '../wire/bytes.ts'
import { BUNDLE_KEY } from '../notebook/being.ts'
import type { BundleKey, Identity } from '../wire/centre.ts'
import type { Hardness } from './argon.ts'
import { keyFor, unwrap, USUAL, wrap } from './pin.ts'
import type { Registered, Registry } from './registry.ts'
import { askForRoot, isFor, sealRoot } from './sealed_root.ts'
import { afterWrong, NO_TRIES, waitLeftMs, type Tries } from './waits.ts'

const IDENTITY = 'identity'

export interface Opened {
  readonly store: Store
  readonly identity: Identity
}

export class Unlocking {
  /** Tries that a full disk did not take. They count until the app is closed; whoever knows the PIN is not kept from work
   * that is nowhere else for want of room. */
  private readonly uncounted = new Map<string, Tries>()

  constructor(
    private readonly registry: Registry,
    private readonly hardness: Omit<Hardness, 'salt'> = USUAL,
  ) {}

  /** A store for who has just enrolled: on the disk before it is known to the registry. */
  async make(id: string, identity: Identity, pin: string): Promise<Opened & { registered: Registered }> {
    const root = randomBytes(ROOT_BYTES)
    try {
      const [wrapped, vault] = await Promise.all([wrap(root, pin, id, this.hardness), Vault.of(root, id)])
      const store = await Store.open(await openDatabase(id, true), vault)
      await store.commit({ state: { [IDENTITY]: identity } })
      const { person, community, server } = identity
      const registered: Registered = {
        id, label: person.name, community: community.name, server, sinceMs: Date.now(), tries: NO_TRIES, wrapped,
        ...(identity.bundleKey ? { sealedRoot: await sealRoot(root, identity.tablet, identity.bundleKey) } : {}),
      }
      await this.registry.put(registered)
      return { store, identity, registered }
    } finally {
      root.fill(0)
    }
  }

  /**
   * @throws Fault `pin.wrong` or `pin.wait` with `waitMs`, `profile.erased`, `profile.gone` where the database is
   *   missing or empty
   */
  async open(id: string, pin: string): Promise<Opened> {
    const reading = readingOf(id)
    const { root, cleared } = await this.rootOf(id, pin).catch((reason: unknown) => {
      reading.then(({ database }) => database.close(), () => undefined)
      throw reason
    })
    try {
      const found = await this.under(id, root, reading)
      await cleared
      return found
    } finally {
      root.fill(0)
    }
  }

  /**
   * The PIN is forgotten: open with a supervisor's pairing code, and choose another.
   * @throws Fault `pairing.unknown`, `enrol.too_many`, `network.lost`, `revoked`, `pin.no_way` where this profile
   *   never sealed its root, and as `open`
   */
  async openForgotten(id: string, code: string, fresh: string): Promise<Opened> {
    const registered = await this.known(id)
    if (!registered.wrapped) throw new Fault('profile.erased', 'this profile was revoked, and has erased itself')
    if (!registered.sealedRoot) throw new Fault('pin.no_way', 'this profile was made before there was a way')
    const root = await askForRoot(registered.server, code, registered.sealedRoot)
    try {
      const found = await this.under(id, root, readingOf(id))
      const wrapped = await wrap(root, fresh, id, this.hardness)
      await this.registry.put({ ...(await this.known(id)), wrapped, tries: NO_TRIES })
      return found
    } finally {
      root.fill(0)
    }
  }

  private async under(id: string, root: Bytes, reading: Promise<Reading>): Promise<Opened> {
    const [vault, { database, ahead }] = await Promise.all([Vault.of(root, id), reading])
    const found = await opened(database, vault, ahead)
    const key = (await found.store.state<{ value: BundleKey }>(BUNDLE_KEY))?.value ?? found.identity.bundleKey
    const registered = await this.known(id)
    if (key && !(registered.sealedRoot && isFor(registered.sealedRoot, key))) {
      const sealedRoot = await sealRoot(root, found.identity.tablet, key)
      // With a full disk, at a later opening.
      await this.registry.put({ ...registered, sealedRoot }).catch(unlessFull)
    }
    return found
  }

  async changePin(id: string, pin: string, fresh: string): Promise<void> {
    const { root, cleared } = await this.rootOf(id, pin)
    try {
      await cleared
      const registered = await this.known(id)
      await this.registry.put({ ...registered, wrapped: await wrap(root, fresh, id, this.hardness) })
    } finally {
      root.fill(0)
    }
  }

  /** `cleared`: the wrong tries before are forgotten on the disk, too; nothing else has to wait for that. */
  private async rootOf(id: string, pin: string): Promise<{ root: Bytes; cleared: Promise<void> }> {
    const registered = await this.known(id)
    if (!registered.wrapped) throw new Fault('profile.erased', 'this profile was revoked, and has erased itself')
    const before = this.uncounted.get(id) ?? registered.tries
    const waitMs = waitLeftMs(before, Date.now())
    if (waitMs > 0) throw new Fault('pin.wait', 'after wrong PINs the next try has to wait', { waitMs })
    const stretching = keyFor(registered.wrapped, pin)
    stretching.catch(() => undefined)
    // Counted before it is tried: who pulls the plug in between has not gained a try.
    const tries = afterWrong(before, Date.now())
    await this.count(registered, tries)
    const root = await unwrap(registered.wrapped, await stretching, id)
    if (!root) throw new Fault('pin.wrong', 'that is not the PIN', { waitMs: tries.waitMs })
    const cleared = this.count(registered, NO_TRIES)
    cleared.catch(() => undefined)
    return { root, cleared }
  }

  private async count(registered: Registered, tries: Tries): Promise<void> {
    this.uncounted.set(registered.id, tries)
    const taken = await this.registry.put({ ...registered, tries }).then(() => true, unlessFull)
    if (taken) this.uncounted.delete(registered.id)
  }

  private async known(id: string): Promise<Registered> {
    const registered = await this.registry.get(id)
    if (!registered) throw new Fault('profile.gone', 'this profile is not on this tablet')
    return registered
  }
}

function unlessFull(reason: unknown): undefined {
  if (!(reason instanceof Fault && reason.code === 'storage.full')) throw reason
}

interface Reading {
  readonly database: Database
  readonly ahead: Ahead
}

/** The database with what a start needs of it, while the key is being made. Rejects as `openDatabase` does. */
function readingOf(id: string): Promise<Reading> {
  const reading = openDatabase(id, false).then(async (database): Promise<Reading> => {
    try {
      return { database, ahead: await readAhead(database) }
    } catch (reason) {
      database.close()
      throw storageFault(reason)
    }
  })
  // Whoever has the right PIN hears of what went wrong; a wrong one is told first.
  reading.catch(() => undefined)
  return reading
}

async function opened(database: Database, vault: Vault, ahead: Ahead): Promise<Opened> {
  try {
    const store = await Store.open(database, vault, ahead)
    const identity = await store.state<Identity>(IDENTITY)
    // It was written before the profile was known; where it is not, this is not the database that was.
    if (!identity) throw new Fault('profile.gone', 'the database of this profile is empty')
    return { store, identity }
  } catch (reason) {
    database.close()
    throw reason
  }
}
