// When to sync, one at a time, and what people see of it.

import { codeOf, Fault } from '../fault.ts'
import { connectionType, maySend, sendAttachments } from '../attachments/sending.ts'
import type { AttachmentShelf } from '../attachments/shelf.ts'
import { LIMITS } from '../limits.ts'
import type { Shelf } from '../store/shelf.ts'
import type { Store } from '../store/store.ts'
import type { Turn } from '../store/turn.ts'
import { NOTHING_READ, STANDING, type Standing } from '../sync/standing.ts'
import { Sync } from '../sync/sync.ts'
import type { Reentry } from '../sync/reentry.ts'
import type { Centre } from '../wire/centre.ts'
import type { Being } from './being.ts'
import type { KeptDeclared } from './declared.ts'
import { Counts, newSyncState, troubleOf } from './sync_state.ts'

/** Whom a notebook tells of what happens to it. */
export interface Told {
  /** The centre has revoked this tablet: erase everything. Resolves when that is done. */
  readonly revoked: () => Promise<void>
  /** The centre has answered. */
  readonly contact: () => void
}

interface Needs extends Told {
  readonly store: Store
  readonly app: string
  readonly centre: Centre
  readonly ending: AbortController
  readonly shelf: Shelf
  readonly turn: Turn
  readonly declared: KeptDeclared
  readonly being: Being
  readonly attachments: AttachmentShelf
  readonly reentry: Reentry
}

export class Syncing {
  readonly shown = newSyncState()
  private readonly counts = new Counts(this.shown)
  private readonly unreadable = new Set<string>()
  private running: Promise<void> | undefined
  private asked = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private failures = 0

  constructor(private readonly needs: Needs) {
    needs.store.listen((rows, forgotten) => this.counts.update(rows, forgotten))
    needs.attachments.listen(() => {
      this.shown.unsentAttachments = needs.attachments.waiting.length
    })
  }

  /** Show what is known from before. */
  async recall(): Promise<void> {
    this.counts.update(this.needs.store.rows.values(), [])
    this.shown.unsentAttachments = this.needs.attachments.waiting.length
    this.showUnreadable()
    this.show((await this.needs.store.state<Standing>(STANDING)) ?? NOTHING_READ)
  }

  /** Begin to sync by itself: now, every few minutes, and when the network returns. */
  begin(): void {
    globalThis.addEventListener?.('online', this.wake)
    globalThis.document?.addEventListener('visibilitychange', this.wake)
    this.wake()
  }

  /**
   * Sync; whoever asks while one is under way gets that one. Says what went wrong in `shown`, and throws nothing.
   * @param asked a person did
   */
  now(asked: boolean): Promise<void> {
    this.asked ||= asked
    this.running ??= this.run().finally(() => {
      this.running = undefined
    })
    return this.running
  }

  async stop(): Promise<void> {
    globalThis.removeEventListener?.('online', this.wake)
    globalThis.document?.removeEventListener('visibilitychange', this.wake)
    clearTimeout(this.timer)
    this.needs.ending.abort()
    await this.running
  }

  private readonly wake = (): void => {
    if (globalThis.document?.visibilityState === 'hidden') return
    void this.now(false)
  }

  private async run(): Promise<void> {
    const { shown } = this
    if (this.needs.ending.signal.aborted) return
    clearTimeout(this.timer)
    shown.running = true
    shown.progress = { sent: 0, toSend: 0, collected: 0 }
    let wait: number = LIMITS.sync_every_seconds
    try {
      await this.whole()
      shown.trouble = undefined
      this.failures = 0
    } catch (reason) {
      if (this.needs.ending.signal.aborted) return
      wait = await this.failed(reason)
    } finally {
      // Before it is said to be over: what was proven by the run before must not stand there as this one's.
      await this.recallStanding()
      shown.running = false
      this.later(wait)
    }
  }

  private async whole(): Promise<void> {
    const { shelf, turn, app, centre, declared, being, reentry } = this.needs
    const first = Object.keys(declared.kinds).length === 0
    // A tablet that was just enrolled can draw nothing yet.
    if (first) await declared.refresh(centre)
    const sync = new Sync({
      shelf, turn, app, reentry,
      exchange: (path, body) => centre.exchange(path, body),
      progress: (told) => this.progress(told),
      unreadable: this.unreadable,
    })
    const outcome = await sync.run()
    this.needs.contact()
    this.shown.problems = outcome.problems.map(({ code, hint }) => ({ code, hint }))
    this.shown.stuck = outcome.stuck
    this.showUnreadable()
    await this.sendAttachments()
    if (!first) await declared.refresh(centre)
    const { unsent, unsentAttachments } = this.shown
    await being.exchange(centre, { app, unsent, unsentAttachments }, outcome.grids)
  }

  private async sendAttachments(): Promise<void> {
    const { centre, attachments, store, being } = this.needs
    const asked = this.asked
    this.asked = false
    this.shown.attachmentsWait = !maySend(being.shown.rules.attachmentsOnWifiOnly, connectionType(), asked)
    if (!this.shown.attachmentsWait) await sendAttachments(centre, attachments, store.rows, () => this.progress({ sent: 1 }))
  }

  private async failed(reason: unknown): Promise<number> {
    this.shown.trouble = troubleOf(reason)
    if (codeOf(reason) === 'revoked') {
      // Not awaited: erasing closes the notebook, which waits for this run to end.
      void this.needs.revoked()
      return Infinity
    }
    this.failures += 1
    const asked = reason instanceof Fault ? reason.more.retryAfterSeconds : undefined
    const growing = Math.min(15 * 2 ** this.failures, LIMITS.sync_wait_max_seconds)
    // A hundred tablets that were told the same must not come back in one second.
    return (asked ?? Math.min(growing, LIMITS.sync_every_seconds)) * (1 + 0.2 * Math.random())
  }

  private later(seconds: number): void {
    if (this.needs.ending.signal.aborted || !Number.isFinite(seconds)) return
    this.timer = setTimeout(this.wake, seconds * 1000)
    // Nothing to wait for where a test or a script is the only one running.
    if (typeof this.timer === 'object' && 'unref' in this.timer) this.timer.unref()
  }

  private progress({ sent = 0, toSend, collected = 0 }: { sent?: number; toSend?: number; collected?: number }): void {
    const before = this.shown.progress
    this.shown.progress = {
      sent: before.sent + sent,
      toSend: toSend === undefined ? before.toSend : Math.max(before.toSend, before.sent + toSend),
      collected: before.collected + collected,
    }
  }

  private showUnreadable(): void {
    const { damaged, damagedOwn, rows } = this.needs.store
    // What the centre has sent again since is whole again.
    this.shown.unreadable = [...new Set([...this.unreadable, ...damaged.filter((document) => damagedOwn.has(document) || !rows.has(document))])]
  }

  private async recallStanding(): Promise<void> {
    const standing = await this.needs.store.state<Standing>(STANDING).catch(() => undefined)
    if (standing) this.show(standing)
  }

  private show({ agreed, lastContactMs }: Standing): void {
    this.shown.agreed = agreed ?? undefined
    this.shown.lastContactMs = lastContactMs ?? undefined
  }
}
