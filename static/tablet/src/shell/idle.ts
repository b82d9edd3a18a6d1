// A tablet that was put down locks itself.

import { onBeforeUnmount, onMounted } from 'vue'

const LOOK_EVERY_MS = 10_000
const TOUCHES = ['pointerdown', 'keydown', 'input', 'wheel'] as const

/** @param minutes after how many without a touch; asked anew each time, because the centre may wish otherwise */
export function useIdleLock(minutes: () => number, lock: () => void): void {
  let wall = 0
  let running = 0
  let timer: ReturnType<typeof setInterval> | undefined

  const touched = (): void => {
    wall = Date.now()
    running = performance.now()
  }
  // Two clocks: one is put right while we watch, the other stands still while the tablet sleeps.
  const idleMs = (): number => Math.max(Date.now() - wall, performance.now() - running)
  const look = (): void => {
    if (idleMs() >= minutes() * 60_000) lock()
  }

  onMounted(() => {
    touched()
    for (const touch of TOUCHES) addEventListener(touch, touched, { capture: true, passive: true })
    // Whoever wakes it must not see the last screen first.
    document.addEventListener('visibilitychange', look)
    timer = setInterval(look, LOOK_EVERY_MS)
  })
  onBeforeUnmount(() => {
    for (const touch of TOUCHES) removeEventListener(touch, touched, { capture: true })
    document.removeEventListener('visibilitychange', look)
    clearInterval(timer)
  })
}
