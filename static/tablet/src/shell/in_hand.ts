// What stands on the screen and not on the disk yet. Whoever holds such a thing says so here: it is asked for before the
// app may be gone, at every lock, and told to the worker where the disk will not have it.

import { onBeforeUnmount, onMounted, shallowReactive } from 'vue'
import type { Unwritten } from '../notebook.ts'

/** A record that somebody is filling in. */
export interface InHand {
  /** Write what waits, and try again what could not be written; resolves when there is nothing more to try. Never fails. */
  keep(): Promise<void>
  /** Why something is on the screen only; undefined where it is merely on its way. Reactive. */
  trouble(): string | undefined
  /** Which answers those are, each by a name of its own: `<document> <path>`. Reactive. */
  waiting(): readonly string[]
  /** Give the same away, for the notebook to go on with where the record itself cannot. */
  handOver(): readonly Unwritten[]
}

const boxes = new Set<() => void>()
const records = shallowReactive(new Set<InHand>())
let listening = false

/** Records in hand. Reactive. */
export const inHand: ReadonlySet<InHand> = records

/** To be called in the set-up of a box whose characters are not written as they are typed. */
export function useTyped(keep: () => void): void {
  listen()
  onMounted(() => boxes.add(keep))
  onBeforeUnmount(() => boxes.delete(keep))
}

/** To be called in the set-up of a screen that has a record in hand. */
export function useInHand(record: InHand): void {
  listen()
  onMounted(() => records.add(record))
  onBeforeUnmount(() => records.delete(record))
}

/** Bring everything that was typed to the disk, as far as it will have it. */
export async function keepAll(): Promise<void> {
  // What stands in a box is given to its record first.
  for (const keep of boxes) keep()
  await Promise.all([...records].map((record) => record.keep()))
}

/** What is on the screen only, given away to whoever can keep it longer than the screen. */
export function handOverAll(): Unwritten[] {
  return [...records].flatMap((record) => record.handOver())
}

/**
 * A tablet may end a hidden app without a word, and leaves it a moment first. A page that is loaded anew or closed has
 * none: what is still on its way then has the browser ask.
 */
function listen(): void {
  if (listening) return
  listening = true
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && void keepAll())
  addEventListener('pagehide', () => void keepAll())
  addEventListener('beforeunload', (event) => {
    void keepAll()
    if ([...records].some((record) => record.waiting().length > 0)) event.preventDefault()
  })
}
