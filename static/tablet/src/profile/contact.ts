// Too long without the centre: then the tablet asks for the supervisor before it opens. It erases nothing, and hands in
// as ever. This keeps a lost tablet from being used on for ever; what protects its data is the encryption.

import { LIMITS } from '../limits.ts'
import type { Store } from '../store/store.ts'
import { utf8 } from '../wire/bytes.ts'
import { signed } from '../wire/sealing.ts'

const DAY_MS = 86_400_000
const STATE = 'contact'

interface Kept {
  /** The latest that this tablet's clock was ever seen to say since the last contact: putting it back gains nothing. */
  readonly seenMs: number
  readonly extendedUntilMs: number
  readonly question: string
  readonly wrong: number
  readonly waitUntilMs: number
}

export interface Question {
  readonly question: string
  /** After wrong answers: none is taken before this moment. */
  readonly waitUntilMs: number
}

const NOTHING: Kept = { seenMs: 0, extendedUntilMs: 0, question: '', wrong: 0, waitUntilMs: 0 }

export class Contact {
  private constructor(
    private readonly store: Store,
    private readonly token: string,
    private kept: Kept,
  ) {}

  static async open(store: Store, token: string): Promise<Contact> {
    return new Contact(store, token, (await store.state<Kept>(STATE)) ?? NOTHING)
  }

  /** @param lastMs when the centre last answered, by this tablet's clock */
  async isOverdue(lastMs: number, daysMax: number): Promise<boolean> {
    const seenMs = Math.max(Date.now(), this.kept.seenMs)
    const keeping = this.keep({ ...this.kept, seenMs })
    const overdue = seenMs > Math.max(lastMs + daysMax * DAY_MS, this.kept.extendedUntilMs)
    // Who is let in does not wait for it: nothing is gained by a clock that was not seen to be right.
    if (overdue) await keeping
    else keeping.catch(() => undefined)
    return overdue
  }

  /** The centre has answered: whatever the clock said before counts no more. */
  async made(): Promise<void> {
    await this.keep({ ...NOTHING, seenMs: Date.now() })
  }

  /** What the worker reads out to the supervisor: the same until it is answered, or answered wrongly too often. */
  async ask(): Promise<Question> {
    if (!this.kept.question) await this.keep({ ...this.kept, question: fresh() })
    return { question: this.kept.question, waitUntilMs: this.kept.waitUntilMs }
  }

  /** @returns whether that was the supervisor's answer; the tablet then opens for as many days as it says */
  async answer(digits: string): Promise<boolean> {
    const { question, waitUntilMs, wrong, seenMs } = this.kept
    const nowMs = Math.max(Date.now(), seenMs)
    if (!question || Date.now() < waitUntilMs) return false
    const days = Number(digits.slice(0, 2))
    const right = /^[0-9]{8}$/.test(digits) && days >= 1 && days <= LIMITS.extension_days_max
    if (right && digits === (await answerTo(this.token, question, days))) {
      await this.keep({ ...NOTHING, seenMs, extendedUntilMs: nowMs + days * DAY_MS })
      return true
    }
    const again = wrong + 1 < LIMITS.extension_tries_max
    const wait = Date.now() + LIMITS.extension_wait_seconds * 1000
    await this.keep(again ? { ...this.kept, wrong: wrong + 1 } : { ...this.kept, wrong: 0, question: fresh(), waitUntilMs: wait })
    return false
  }

  private async keep(kept: Kept): Promise<void> {
    await this.store.commit({ state: { [STATE]: kept } })
    this.kept = kept
  }
}

function fresh(): string {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1))
  return String(number % 1_000_000).padStart(6, '0')
}

/** Protocol §15. */
export async function answerTo(token: string, question: string, days: number): Promise<string> {
  const told = String(days).padStart(2, '0')
  const mac = await signed(token, utf8(`mulin extension ${question} ${told}`))
  return told + String(new DataView(mac.buffer).getUint32(0) % 1_000_000).padStart(6, '0')
}
