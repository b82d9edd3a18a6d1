// Work that is not in the way of what somebody waits to see.

const IDLE_WAIT_MS = 2000

/** Do this when what is on the screen now has been drawn. */
export function afterPaint(work: () => void): void {
  requestAnimationFrame(() => setTimeout(work))
}

/** Do this when nothing else is to be done, or after two seconds. */
export function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: IDLE_WAIT_MS })
  else setTimeout(work, IDLE_WAIT_MS / 2)
}
