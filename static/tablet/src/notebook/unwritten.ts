// Answers that the disk would not take. They stay in memory, in their order, until it does.

import { shallowReactive } from 'vue'
import { Fault } from '../fault.ts'
import { LIMITS } from '../limits.ts'
import type { Unwritten } from '../notebook.ts'

export class UnwrittenAnswers {
  readonly list: Unwritten[] = shallowReactive([])
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly write: (intent: Unwritten) => Promise<void>) {}

  /** What was kept over a lock. */
  recall(intents: readonly Unwritten[]): void {
    for (const intent of intents) this.add(intent)
    if (this.list.length) this.later()
  }

  /** Whoever tries the same again and again waits here once; whoever says it again after something else has changed their mind. */
  private add(intent: Unwritten): void {
    const last = this.list.findLast(({ document }) => document === intent.document)
    if (JSON.stringify(last) !== JSON.stringify(intent)) this.list.push(intent)
  }

  /** Write, after whatever of this document could not be written before. @throws as the disk does; it is then kept */
  async attempt(intent: Unwritten): Promise<void> {
    if (this.list.some(({ document }) => document === intent.document)) {
      this.add(intent)
      if (!(await this.retry())) throw new Fault('storage.full', 'this tablet cannot save: its disk is full')
      return
    }
    try {
      await this.write(intent)
    } catch (reason) {
      if (isOfTheDisk(reason)) {
        this.add(intent)
        this.later()
      }
      throw reason
    }
  }

  /** Try again by itself now and then: room may come without anybody's doing. */
  private later(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      void this.retry().then((done) => !done && this.later(), () => undefined)
    }, LIMITS.unwritten_retry_seconds * 1000)
    if (typeof this.timer === 'object' && 'unref' in this.timer) this.timer.unref()
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  /** @returns whether nothing is left */
  async retry(): Promise<boolean> {
    for (const intent of [...this.list]) {
      try {
        await this.write(intent)
      } catch (reason) {
        if (isOfTheDisk(reason)) return false
        // It can never be written: its document is gone. Nothing is lost that still has a place.
        if (!(reason instanceof Fault && reason.code === 'document.unknown')) throw reason
      }
      const place = this.list.indexOf(intent)
      if (place >= 0) this.list.splice(place, 1)
    }
    return true
  }
}

const isOfTheDisk = (reason: unknown): boolean => reason instanceof Fault && reason.code.startsWith('storage.')
