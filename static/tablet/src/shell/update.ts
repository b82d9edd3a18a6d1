// The service worker that keeps the app on the tablet, and the new version that may wait behind it. A waiting version is
// put in when a person says so, or at a cold start before anything was begun; never while a form is open.

import { readonly, shallowReactive } from 'vue'
import { formIsOpen } from './open_forms.ts'

const WORKER = `${import.meta.env.BASE_URL}sw.js`
const LOOK_EVERY_MS = 3_600_000

const state = shallowReactive({ waiting: false, kept: false })
let registration: ServiceWorkerRegistration | undefined
let asked = false

/** `waiting`: a new version is here and not in use. `kept`: the app is on the tablet, and starts without a network. */
export const update = readonly(state)

/** To be called once, as the app starts. Where there is no service worker the app works while the network does. */
export async function keepApp(): Promise<void> {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return
  const workers = navigator.serviceWorker
  workers.addEventListener('controllerchange', () => {
    // Only for whoever asked: what this page was made of is still in its memory, and a form in it must not go.
    if (asked) location.reload()
  })
  registration = await workers.register(WORKER, { updateViaCache: 'none' })
  state.waiting = registration.waiting !== null
  // Nobody has begun anything yet: this is the moment that costs nobody anything.
  if (state.waiting) putInUpdate()
  registration.addEventListener('updatefound', () => follow(registration!.installing))
  follow(registration.installing)
  await workers.ready
  state.kept = true
  setInterval(() => void lookForUpdate(), LOOK_EVERY_MS)
}

/** Ask the server whether there is a newer version; resolves when it is known, and never fails. */
export async function lookForUpdate(): Promise<void> {
  await registration?.update().catch(() => undefined)
}

/** Put the waiting version in, which loads the app anew; false where a form is open or nothing waits. */
export function putInUpdate(): boolean {
  if (formIsOpen.value || !registration?.waiting) return false
  asked = true
  registration.waiting.postMessage({ type: 'SKIP_WAITING' })
  return true
}

function follow(worker: ServiceWorker | null): void {
  worker?.addEventListener('statechange', () => {
    // The first one of all does not wait: there was nothing before it.
    if (worker.state === 'installed' && navigator.serviceWorker.controller) state.waiting = true
    if (worker.state === 'activated') state.waiting = false
  })
}
