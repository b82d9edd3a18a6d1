// The service worker that keeps the app on the tablet, and the new version that may wait behind it. A waiting version is
// put in when a person says so, or when the lock comes up, which is where a cold start begins too; never while a form is
// open, and never by a tab that waits for another which may have one.

import { onBeforeUnmount, onMounted, readonly, shallowReactive, shallowRef } from 'vue'
import { formIsOpen } from './open_forms.ts'

const WORKER = `${import.meta.env.BASE_URL}sw.js`
const LOOK_EVERY_MS = 3_600_000

const state = shallowReactive({ waiting: false, kept: false })
let registration: ServiceWorkerRegistration | undefined
let asked = false
const atWork = shallowRef(false)
const atDoor = shallowRef(false)

/** `waiting`: a new version is here and not in use. `kept`: the app is on the tablet, and starts without a network. */
export const update = readonly(state)

/** To be called once, as the app starts. Where there is no service worker the app works while the network does. */
export async function keepApp(): Promise<void> {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return
  const workers = navigator.serviceWorker
  let before = workers.controller
  workers.addEventListener('controllerchange', () => {
    // A form in this page's memory must not go, whoever put the new version in. The first worker of all changes nothing.
    if (asked || (before !== null && !atWork.value)) location.reload()
    before = workers.controller
  })
  registration = await workers.register(WORKER, { updateViaCache: 'none' })
  state.waiting = registration.waiting !== null
  if (atDoor.value) putInUpdate()
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

/**
 * To be called in the set-up of what stands before the lock: there nobody has begun anything, as it comes up.
 * @param free false where loading the app anew would lose something
 */
export function useUpdatesAtDoor(free: () => boolean): void {
  onMounted(() => {
    atDoor.value = free()
    if (atDoor.value) putInUpdate()
  })
  onBeforeUnmount(() => (atDoor.value = false))
}

/** To be called in the set-up of what stands behind the lock. */
export function useWork(): void {
  onMounted(() => (atWork.value = true))
  onBeforeUnmount(() => (atWork.value = false))
}

function follow(worker: ServiceWorker | null): void {
  worker?.addEventListener('statechange', () => {
    // The first one of all does not wait: there was nothing before it.
    if (worker.state === 'installed' && navigator.serviceWorker.controller) state.waiting = true
    if (worker.state === 'activated') state.waiting = false
  })
}
