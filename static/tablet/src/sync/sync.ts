// One sync, from the first request to the proof: hand in, collect, and where both sides differ, compare (protocol §4–§8).

import { Fault } from '../fault.ts'
import { LIMITS } from '../limits.ts'
import type { Row } from '../store/row.ts'
import type { Shelf } from '../store/shelf.ts'
import type { Turn } from '../store/turn.ts'
import { readSyncReply, syncRequest, type Problem, type SyncReply } from '../wire/bodies.ts'
import { compareGrid, type Comparing } from './comparing.ts'
import { digestOf } from './digest.ts'
import { Inbox } from './inbox.ts'
import { nextBatch, settled, waiting, type Batch } from './outbox.ts'
import type { Reentry } from './reentry.ts'
import { NOTHING_READ, STANDING, type Standing } from './standing.ts'

/** Once to learn what the centre lacks; once more, after that was handed in, to take what is lacking here. */
const COMPARISONS_MAX = 2
const TOO_MUCH = new Set(['body.too_large', 'push.too_many_items'])

export interface Ground {
  readonly shelf: Shelf
  readonly turn: Turn
  readonly app: string
  readonly exchange: (path: string, body: Uint8Array) => Promise<Uint8Array>
  /** Told what is going on, for people to see. */
  readonly progress: (told: { sent?: number; toSend?: number; collected?: number }) => void
  readonly reentry: Reentry
  /** Documents that defeated the library twice: not tried again before the next start. Grows. */
  readonly unreadable: Set<string>
}

export interface Outcome {
  readonly problems: readonly Problem[]
  /** Documents that the centre cannot put together, though it was sent everything. */
  readonly stuck: readonly string[]
  readonly agreed: boolean
  /** The grids that this tablet carries now. */
  readonly grids: readonly string[]
}

export class Sync {
  private standing: Standing = NOTHING_READ
  private readonly inbox: Inbox
  private readonly missing = new Map<string, number>()
  private readonly problems = new Map<string, Problem>()
  private readonly failed = new Map<string, number>()
  private documentsMax: number = LIMITS.push_items_max
  private requests = 0

  constructor(private readonly ground: Ground) {
    this.inbox = new Inbox(ground.shelf, ground.turn)
  }

  async run(): Promise<Outcome> {
    this.standing = (await this.store.state<Standing>(STANDING)) ?? NOTHING_READ
    for (let compared = 0; ; ) {
      if (this.requests >= LIMITS.sync_requests_max) throw new Fault('sync.endless', 'the centre never says that this was all')
      const reply = await this.exchange()
      if (logChanged(reply)) {
        await this.compareAll(reply)
        continue
      }
      if (reply.more || waiting(this.store.rows.values(), this.left()).length) continue
      if (await this.reenter()) continue
      const differing = await this.differing(reply)
      await this.keep({ ...this.standing, agreed: this.agreement(!differing.length) })
      if (!differing.length || compared === COMPARISONS_MAX) return this.outcome(!differing.length)
      compared += 1
      for (const grid of differing) await this.compare(grid)
    }
  }

  private get store(): Shelf['store'] {
    return this.ground.shelf.store
  }

  /** What a sync does not wait for: such as the centre cannot put together, and such as does not open here. */
  private left(): Set<string> {
    return new Set([...this.stuck(), ...this.store.damagedOwn])
  }

  private stuck(): Set<string> {
    return new Set([...this.missing].filter(([, times]) => times > 1).map(([document]) => document))
  }

  private outcome(agreed: boolean): Outcome {
    return { problems: [...this.problems.values()], stuck: [...this.stuck()], agreed, grids: Object.keys(this.standing.cursors) }
  }

  private agreement(now: boolean): Standing['agreed'] {
    if (now) return { atMs: Date.now(), now }
    return this.standing.agreed && { ...this.standing.agreed, now }
  }

  private async keep(standing: Standing): Promise<void> {
    await this.store.commit({ state: { [STANDING]: standing } })
    this.standing = standing
  }

  /** One request and all that follows from its answer, on disk. */
  private async exchange(): Promise<SyncReply> {
    const { shelf, turn, progress } = this.ground
    const batch = await nextBatch(shelf, turn, this.left(), this.documentsMax)
    progress({ toSend: batch.documents + batch.left })
    const reply = await this.send(batch)
    if (!reply) return this.exchange()
    answersAll(batch, reply)
    for (const problem of reply.problems) this.problems.set(`${problem.code}/${problem.grid ?? ''}`, problem)
    await this.settle(batch, reply)
    progress({ sent: batch.documents })
    if (logChanged(reply)) {
      await this.inbox.keepDropped()
      const moved = this.standing.moved?.log === reply.log ? this.standing.moved : { log: reply.log, cursors: {} }
      await this.keep({ ...this.standing, moved, lastContactMs: Date.now() })
      return reply
    }
    const unreadable = await this.inbox.take(reply.pull, (collected) => progress({ collected }))
    this.fail(unreadable)
    await this.inbox.drop(reply.drop, new Set(reply.pull.map(({ document }) => document)))
    await this.inbox.carry(Object.keys(reply.cursors))
    await this.inbox.forget()
    // Everything that came with these cursors is on the disk by now.
    const { log, cursors } = reply
    await this.keep({ ...this.standing, log, cursors, moved: null, lastContactMs: Date.now() })
    return reply
  }

  /** @returns undefined where it was too much at once: nothing of it was taken, and half as many go next time */
  private async send(batch: Batch): Promise<SyncReply | undefined> {
    const { log, cursors } = this.standing
    const body = syncRequest({
      now: Date.now(), log, cursors, push: batch.items, bytesMax: LIMITS.pull_bytes_max, unsent: batch.left,
      app: this.ground.app,
    })
    this.requests += 1
    try {
      return readSyncReply(await this.ground.exchange('/api/v1/sync', body))
    } catch (reason) {
      if (!(reason instanceof Fault) || !TOO_MUCH.has(reason.code) || batch.documents < 2) throw reason
      this.documentsMax = Math.ceil(batch.documents / 2)
      return undefined
    }
  }

  private async settle(batch: Batch, reply: SyncReply): Promise<void> {
    const { shelf, turn } = this.ground
    for (let place = 0; place < batch.items.length; place += LIMITS.batch_documents_max) {
      await turn.run(async () => {
        const rows = new Map<string, Row>()
        for (const [step, item] of batch.items.slice(place, place + LIMITS.batch_documents_max).entries()) {
          const result = reply.results[place + step]
          const row = rows.get(item.document) ?? this.store.rows.get(item.document)
          if (!result || !row) continue
          const after = await settled(shelf, row, item, result)
          if (after.whole) this.missing.set(item.document, (this.missing.get(item.document) ?? 0) + 1)
          rows.set(item.document, after)
        }
        await this.store.commit({ rows: [...rows.values()].map((row) => ({ row })) })
      })
    }
  }

  private async differing(reply: SyncReply): Promise<string[]> {
    const mine = await Promise.all(
      Object.keys(reply.digests).map(async (grid) => ({ grid, digest: await digestOf(this.store.rows.values(), grid) })),
    )
    return mine.filter(({ grid, digest }) => digest !== reply.digests[grid]).map(({ grid }) => grid)
  }

  /** @returns whether something was entered again, and waits to be handed in */
  private async reenter(): Promise<boolean> {
    const { reentry } = this.ground
    for (const grid of await reentry.setAside()) if (grid in this.standing.cursors) await this.compare(grid)
    await reentry.enter()
    return waiting(this.store.rows.values(), this.left()).length > 0
  }

  private comparing(): Comparing {
    const { shelf, turn, exchange, progress } = this.ground
    const collected = (count: number): void => progress({ collected: count })
    return { shelf, turn, inbox: this.inbox, log: this.standing.log, exchange, collected }
  }

  private async compare(grid: string): Promise<void> {
    const { log, cursor, unreadable } = await compareGrid(this.comparing(), grid)
    this.fail(unreadable)
    // A cursor belongs to the log it came with.
    if (log === this.standing.log) {
      await this.keep({ ...this.standing, cursors: { ...this.standing.cursors, [grid]: cursor }, lastContactMs: Date.now() })
    }
  }

  /** After a restore of the centre: all grids, and only then the new log and its cursors, in one step. */
  private async compareAll(reply: SyncReply): Promise<void> {
    for (const grid of Object.keys(reply.cursors)) {
      const { log, cursor, unreadable } = await compareGrid(this.comparing(), grid)
      this.fail(unreadable)
      const moved = this.standing.moved
      // Once more on the way: what was compared under the second log says nothing about the third.
      if (moved?.log !== log) throw new Fault('log.changed_again', 'the log changed once more')
      await this.keep({ ...this.standing, moved: { log, cursors: { ...moved.cursors, [grid]: cursor } } })
    }
    const { moved } = this.standing
    if (!moved) return
    this.missing.clear()
    await this.keep({ ...this.standing, log: moved.log, cursors: moved.cursors, moved: null })
  }

  private fail(documents: readonly string[]): void {
    for (const document of documents) {
      const times = (this.failed.get(document) ?? 0) + 1
      this.failed.set(document, times)
      if (times > 1) this.ground.unreadable.add(document)
    }
  }
}

const logChanged = (reply: SyncReply): boolean => reply.problems.some(({ code }) => code === 'log.changed')

function answersAll(batch: Batch, reply: SyncReply): void {
  const asked = batch.items.map(({ document }) => document).join()
  if (asked !== reply.results.map(({ document }) => document).join()) {
    throw new Fault('reply.malformed', 'the results do not answer the items one by one, in order')
  }
}
