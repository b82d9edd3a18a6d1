// A tap or a long press, by finger, mouse or keyboard. A finger that slides is scrolling and means neither.

import { onBeforeUnmount } from 'vue'

export const LONG_MS = 550
const SLID_PX = 12

export interface Presses<T> {
  /** `shifted`: with the shift key, which is the long press of a keyboard. */
  short(what: T, shifted: boolean): void
  long(what: T): void
}

type Handlers = Readonly<Record<'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel' | 'pointerleave' | 'contextmenu' | 'click', (event: never) => void>>

/** To be called in the set-up; gives the handlers for one element. */
export function useLongPress<T>(presses: Presses<T>): (what: T) => Handlers {
  let timer: ReturnType<typeof setTimeout> | undefined
  let from: { x: number; y: number } | undefined
  /** The click that ends a long press is not a tap. */
  let taken = false

  function stop(): void {
    clearTimeout(timer)
    timer = undefined
    from = undefined
  }
  onBeforeUnmount(stop)

  return (what) => ({
    pointerdown(event: PointerEvent) {
      if (event.button !== 0) return
      stop()
      taken = false
      from = { x: event.clientX, y: event.clientY }
      timer = setTimeout(() => {
        stop()
        taken = true
        navigator.vibrate?.(40)
        presses.long(what)
      }, LONG_MS)
    },
    pointermove(event: PointerEvent) {
      if (from !== undefined && Math.hypot(event.clientX - from.x, event.clientY - from.y) > SLID_PX) stop()
    },
    pointerup: stop,
    pointercancel: stop,
    pointerleave: stop,
    contextmenu(event: Event) {
      event.preventDefault()
    },
    click(event: MouseEvent) {
      if (taken) taken = false
      else presses.short(what, event.shiftKey)
    },
  })
}
