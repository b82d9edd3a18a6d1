// The screens behind the lock, and the way about them: fetched once the lock is on the screen, and not before.

import type { App, Component } from 'vue'

let loading: Promise<Component> | undefined

/** Resolves with what is shown while a store is unlocked; asked again after a failure, it tries again. */
export function inside(app: App): Promise<Component> {
  loading ??= load(app).catch((reason: unknown) => {
    loading = undefined
    throw reason
  })
  return loading
}

async function load(app: App): Promise<Component> {
  const [{ default: Inside }, { router }] = await Promise.all([import('./Inside.vue'), import('../router.ts')])
  // It finds its first screen at once, and fetches it.
  app.use(router)
  return Inside
}
