// Wrong PINs make the next try wait longer and longer. Nothing is ever destroyed: unsent work is worth more than that.

import { LIMITS } from '../limits.ts'

export interface Tries {
  readonly wrong: number
  /** When the last try was made and how long it made the next one wait, by this tablet's clock. */
  readonly atMs: number
  readonly waitMs: number
}

export const NO_TRIES: Tries = { wrong: 0, atMs: 0, waitMs: 0 }

export function afterWrong(tries: Tries, nowMs: number): Tries {
  const wrong = tries.wrong + 1
  const steps = LIMITS.pin_wait_steps_seconds
  const step = wrong - LIMITS.pin_tries_free - 1
  const seconds = step < 0 ? 0 : (steps[Math.min(step, steps.length - 1)] ?? 0)
  return { wrong, atMs: nowMs, waitMs: seconds * 1000 }
}

/** How long until the next try may be made. A clock that was put back begins the wait again, and never a longer one. */
export function waitLeftMs({ atMs, waitMs }: Tries, nowMs: number): number {
  const passed = nowMs - atMs
  return passed < 0 ? waitMs : Math.max(0, waitMs - passed)
}
