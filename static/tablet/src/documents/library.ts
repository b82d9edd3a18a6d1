// The Automerge library, made ready. Only this folder knows it; its slim entry, so that the browser fetches the
// WebAssembly as a file of its own instead of unpacking it from the script.

import * as A from '@automerge/automerge/slim'

export { A }

let ready: Promise<void> | undefined

/**
 * Load the WebAssembly, once for the life of the app.
 * @param wasm its address, or its bytes where there is nothing to fetch from (tests)
 */
export function readyDocuments(wasm: string | Uint8Array): Promise<void> {
  ready ??= A.initializeWasm(wasm).catch((reason: unknown) => {
    ready = undefined
    throw reason
  })
  return ready
}
