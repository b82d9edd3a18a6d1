// The Automerge library. Only this folder knows it; its slim entry, so that the browser fetches the WebAssembly as a file of
// its own instead of unpacking it from the script.

import * as A from '@automerge/automerge/slim'

export { A }

/** @param wasm its address, or its bytes where there is nothing to fetch from (tests) */
export const initialize = (wasm: string | Uint8Array): Promise<void> => A.initializeWasm(wasm)
