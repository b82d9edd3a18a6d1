// The slow half of a PIN is begun while it is typed, in a thread of its own; nothing is left of what nobody waits for.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { stretch } from '../../src/profile/argon.ts'
import type { Asked } from '../../src/profile/argon_worker.ts'
import { foresee, forgetForeseen, readyToStretch, stretched } from '../../src/profile/stretching.ts'

const HARDNESS = { salt: new Uint8Array(16).fill(7), memoryKib: 64, iterations: 1, lanes: 1 }
const PIN = '480219'

/** A thread that works only when it is told to, or not at all. */
class Thread extends EventTarget {
  static started: Thread[] = []
  asked: Asked[] = []
  ended = false
  constructor() {
    super()
    Thread.started.push(this)
  }
  postMessage(asked: Asked): void {
    this.asked.push(asked)
  }
  terminate(): void {
    this.ended = true
  }
  async work(): Promise<void> {
    const [{ pin, hardness } = { pin: '', hardness: HARDNESS }] = this.asked
    this.dispatchEvent(new MessageEvent('message', { data: await stretch(pin, hardness) }))
  }
}

beforeEach(() => {
  Thread.started = []
  vi.stubGlobal('Worker', Thread)
})
afterEach(() => {
  forgetForeseen()
  vi.unstubAllGlobals()
})

it('is begun by the digits that may be the PIN, and not again when somebody says "open"', async () => {
  foresee(PIN, HARDNESS)
  foresee(PIN, HARDNESS)
  const key = stretched(PIN, HARDNESS)
  const [thread, ...others] = Thread.started
  await thread?.work()
  expect(await key).toEqual(await stretch(PIN, HARDNESS))
  expect(others).toEqual([])
  // Its 64 MiB go with it.
  expect(thread?.ended).toBe(true)
})

it('is given out once: whoever has the key wipes it', async () => {
  foresee(PIN, HARDNESS)
  const first = stretched(PIN, HARDNESS)
  const second = stretched(PIN, HARDNESS)
  expect(Thread.started).toHaveLength(2)
  for (const thread of Thread.started) await thread.work()
  ;(await first).fill(0)
  expect(await second).toEqual(await stretch(PIN, HARDNESS))
})

it('is given up for other digits, another profile, and when the digits are taken away', () => {
  foresee('48021', HARDNESS)
  foresee(PIN, HARDNESS)
  foresee(PIN, { ...HARDNESS, salt: new Uint8Array(16).fill(8) })
  forgetForeseen()
  expect(Thread.started.map(({ ended }) => ended)).toEqual([true, true, true])
})

it('takes the thread that was made ready with the lock', async () => {
  readyToStretch()
  readyToStretch()
  expect(Thread.started).toHaveLength(1)
  foresee(PIN, HARDNESS)
  expect(Thread.started).toHaveLength(1)
  expect(Thread.started[0]?.asked).toHaveLength(1)
})

it('is done without a thread where none comes up, or there are none', async () => {
  const key = stretched(PIN, HARDNESS)
  Thread.started[0]?.dispatchEvent(new Event('error'))
  expect(await key).toEqual(await stretch(PIN, HARDNESS))
  vi.stubGlobal('Worker', undefined)
  expect(await stretched(PIN, HARDNESS)).toEqual(await stretch(PIN, HARDNESS))
})
