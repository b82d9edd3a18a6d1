// Argon2id in a thread of its own, so that the screen lives on.

import { stretch, type Hardness } from './argon.ts'

export interface Asked {
  readonly pin: string
  readonly hardness: Hardness
}
/** Nothing, where it went wrong. */
export type Answered = Uint8Array<ArrayBuffer> | undefined

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  stretch(data.pin, data.hardness).then(
    (bytes) => postMessage(bytes satisfies Answered),
    () => postMessage(undefined satisfies Answered),
  )
})
