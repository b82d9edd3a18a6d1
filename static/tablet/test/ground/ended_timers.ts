// Vant measures its bars for a while after they were shown. What is still to come when a file of tests ends would find no
// window any more, and be counted against whichever file runs then: it ends with its own.

import { afterAll } from 'vitest'

if (typeof window !== 'undefined') {
  const real = globalThis.setTimeout
  const begun = new Set<ReturnType<typeof setTimeout>>()
  const noted = (...given: Parameters<typeof real>): ReturnType<typeof real> => {
    const timer = real(...given)
    begun.add(timer)
    return timer
  }
  globalThis.setTimeout = Object.defineProperties(noted, Object.getOwnPropertyDescriptors(real)) as typeof real
  afterAll(() => {
    for (const timer of begun) clearTimeout(timer)
  })
}
