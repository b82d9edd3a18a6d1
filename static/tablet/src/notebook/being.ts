// What the tablet tells the centre of itself, and what the centre wishes of it (protocol §15). Kept, so that it holds
// without a network.

import { shallowReactive } from 'vue'
import { LIMITS } from '../limits.ts'
import type { Person, Rules } from '../notebook.ts'
import type { Store } from '../store/store.ts'
import type { BundleKey, Centre, Identity } from '../wire/centre.ts'

const RULES = 'rules'
export const BUNDLE_KEY = 'bundle-key'
const WIFI = 'attachments-on-wifi-only'
const DAY_MS = 86_400_000

interface SelfReply {
  readonly person: Person
  readonly community: { readonly id: string; readonly name: string }
  readonly grids: Identity['grids']
  readonly rules: { readonly contact_days_max: number; readonly lock_minutes: number; readonly photos_on_wifi_only: boolean }
}

/** Reactive. */
interface Shown {
  rules: Rules
  person: Person
  community: { readonly id: string; readonly name: string }
  grids: Identity['grids']
}

export interface Told {
  readonly app: string
  readonly unsent: number
  readonly unsentAttachments: number
}

export class Being {
  readonly shown: Shown
  bundleKey: BundleKey | undefined
  private keyEtag: string | undefined
  private own: boolean | undefined
  private toldMs = 0
  private asked: SelfReply['rules'] | undefined

  private constructor(
    private readonly store: Store,
    identity: Identity,
  ) {
    const { person, community, grids } = identity
    this.shown = shallowReactive<Shown>({ rules: rulesOf(undefined, undefined), person, community: { id: community.id, name: community.name }, grids })
    this.bundleKey = identity.bundleKey
  }

  static async open(store: Store, identity: Identity): Promise<Being> {
    const being = new Being(store, identity)
    const [self, key, own] = await Promise.all([
      store.state<SelfReply>(RULES),
      store.state<{ etag: string; value: BundleKey }>(BUNDLE_KEY),
      store.state<boolean>(WIFI),
    ])
    being.own = own
    if (key) being.takeKey(key)
    being.take(self)
    return being
  }

  /** The worker's own wish, which counts before the centre's. */
  async attachmentsOnWifiOnly(only: boolean): Promise<void> {
    await this.store.commit({ state: { [WIFI]: only } })
    this.own = only
    this.shown.rules = rulesOf(this.asked, only)
  }

  /** @param carried the grids that the last sync gave cursors for: others than are known, and it is asked at once */
  async exchange(centre: Centre, told: Told, carried: readonly string[]): Promise<void> {
    const known = this.shown.grids.map(({ id }) => id).sort().join()
    if (Date.now() - this.toldMs < DAY_MS && this.toldMs && known === [...carried].sort().join()) return
    const disk = await diskNow()
    const reply = await centre.tell(
      '/api/v1/tablets/self',
      { now: Date.now(), app: told.app, unsent: told.unsent, attachments_unsent: told.unsentAttachments, ...disk },
    )
    this.toldMs = Date.now()
    const self = reply as SelfReply
    await this.store.commit({ state: { [RULES]: self } })
    this.take(self)
    const key = await centre.fresh('/api/v1/bundle-key', this.keyEtag)
    if (!key) return
    await this.store.commit({ state: { [BUNDLE_KEY]: key } })
    this.takeKey(key as { etag: string; value: BundleKey })
  }

  private take(self: SelfReply | undefined): void {
    this.asked = self?.rules
    this.shown.rules = rulesOf(self?.rules, this.own)
    if (!self) return
    this.shown.person = self.person
    this.shown.community = self.community
    this.shown.grids = self.grids
  }

  private takeKey(kept: { readonly etag: string; readonly value: BundleKey }): void {
    this.keyEtag = kept.etag
    this.bundleKey = kept.value
  }
}

function rulesOf(asked: SelfReply['rules'] | undefined, own: boolean | undefined): Rules {
  return {
    contactDaysMax: asked?.contact_days_max ?? LIMITS.contact_days_max,
    lockMinutes: asked?.lock_minutes ?? LIMITS.lock_minutes,
    attachmentsOnWifiOnly: own ?? asked?.photos_on_wifi_only ?? false,
  }
}

async function diskNow(): Promise<Record<string, number | boolean>> {
  const storage = globalThis.navigator?.storage as StorageManager | undefined
  try {
    const persistent = await storage?.persisted?.()
    const { usage, quota } = (await storage?.estimate?.()) ?? {}
    return {
      ...(usage === undefined ? {} : { storage_used_bytes: usage }),
      ...(usage === undefined || quota === undefined ? {} : { storage_left_bytes: Math.max(0, quota - usage) }),
      ...(persistent === undefined ? {} : { storage_persistent: persistent }),
    }
  } catch {
    return {}
  }
}
