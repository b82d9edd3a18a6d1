// The way to documents. The library with its WebAssembly is by far the largest thing in the app, and no list needs it: it
// comes when the first document is opened, or earlier, when nothing else waits for the processor.

import { Fault } from '../fault.ts'
import type { Document } from './document.ts'

type Documents = typeof Document

let source: string | Uint8Array | undefined
let ready: Promise<Documents> | undefined

/**
 * Say where the WebAssembly is; nothing is fetched by that.
 * @param wasm its address, or its bytes where there is nothing to fetch from (tests)
 */
export function documentsFrom(wasm: string | Uint8Array): void {
  source = wasm
}

/**
 * Resolves when documents can be opened; at once where they can already. Asked again after a failure, it tries again.
 * @throws Fault `storage.broken`: what is typed meanwhile is kept in memory, as with a disk that fails
 */
export function documents(): Promise<Documents> {
  ready ??= load().catch((reason: unknown) => {
    ready = undefined
    throw new Fault('storage.broken', `the library of documents does not load: ${String(reason)}`)
  })
  return ready
}

async function load(): Promise<Documents> {
  if (source === undefined) throw new Error('nobody has said where it is')
  const [{ Document }, { initialize }] = await Promise.all([import('./document.ts'), import('./library.ts')])
  await initialize(source)
  return Document
}
