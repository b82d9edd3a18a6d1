// When a PIN is stretched to a key: beside the screen, and begun as soon as enough digits are there to be one, so that it is
// done, or nearly, when somebody says "open". That gives nothing away: whether a PIN is right is found out by what its key
// opens, and every try at that is counted first.

import type { Bytes } from '../wire/bytes.ts'
import type { Hardness } from './argon.ts'
import type { Answered, Asked } from './argon_worker.ts'

interface Job {
  readonly pin: string
  readonly hardness: Hardness
  readonly key: Promise<Bytes>
  /** Its thread goes, and with it the memory that it took. */
  readonly end: () => void
}

let foreseen: Job | undefined
let spare: Worker | undefined

/** Have a thread ready: a lock is shown. */
export function readyToStretch(): void {
  spare ??= started()
}

/** These digits may be the PIN: begin, and give up whatever was begun for others. */
export function foresee(pin: string, hardness: Hardness): void {
  if (isOf(foreseen, pin, hardness)) return
  forgetForeseen()
  foreseen = begun(pin, hardness)
}

/** The digits were taken away, or the lock is gone. */
export function forgetForeseen(): void {
  foreseen?.end()
  foreseen = undefined
}

/** What a PIN comes to: 32 bytes, which the caller wipes. */
export async function stretched(pin: string, hardness: Hardness): Promise<Bytes> {
  const job = isOf(foreseen, pin, hardness) ? foreseen : begun(pin, hardness)
  // It is given out once: who has it wipes it.
  if (job === foreseen) foreseen = undefined
  else forgetForeseen()
  try {
    return await job.key
  } finally {
    job.end()
  }
}

function begun(pin: string, hardness: Hardness): Job {
  const thread = spare ?? started()
  spare = undefined
  const key = thread ? inThread(thread, { pin, hardness }) : onThisThread(pin, hardness)
  // Whoever asks for it hears of what went wrong.
  key.catch(() => undefined)
  return { pin, hardness, key, end: () => thread?.terminate() }
}

async function inThread(thread: Worker, asked: Asked): Promise<Bytes> {
  const key = await new Promise<Answered>((resolve) => {
    thread.addEventListener('message', ({ data }: MessageEvent<Answered>) => resolve(data))
    thread.addEventListener('error', () => resolve(undefined))
    thread.postMessage(asked)
  })
  // A thread that does not come up is no reason to stay locked out.
  return key ?? onThisThread(asked.pin, asked.hardness)
}

async function onThisThread(pin: string, hardness: Hardness): Promise<Bytes> {
  const { stretch } = await import('./argon.ts')
  return stretch(pin, hardness)
}

function started(): Worker | undefined {
  if (typeof Worker === 'undefined') return undefined
  try {
    return new Worker(new URL('./argon_worker.ts', import.meta.url), { type: 'module' })
  } catch {
    return undefined
  }
}

function isOf(job: Job | undefined, pin: string, hardness: Hardness): job is Job {
  return job !== undefined && job.pin === pin && job.hardness.salt.join() === hardness.salt.join()
}
