// The profiles of this browser, once for the life of the app.

import wasm from '@automerge/automerge/automerge.wasm?url'
import { Profiles } from './profiles.ts'

let opening: Promise<Profiles> | undefined

/** @throws as `Profiles.open`; asked again, it tries again */
export function profilesHere(): Promise<Profiles> {
  opening ??= Profiles.open({ wasm, app: __APP_VERSION__ }).catch((reason: unknown) => {
    opening = undefined
    throw reason
  })
  return opening
}
