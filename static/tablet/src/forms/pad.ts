// The number pad at the foot of a form, and the box that it types into. One pad a screen; a keyboard does the same.

import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue'

/** A box that wants digits: what the pad shows above its keys, and the key of its own that it needs. */
export interface PadBox {
  readonly label: string
  readonly unit: string
  readonly hint: string
  readonly extra: '' | '.' | 'X' | '-'
  /** Type a key, or take the last character away. */
  press(key: string): void
  erase(): void
  /** What stands there is meant: check it, keep it, and go on. */
  next(): void
  previous(): void
}
export interface Pad {
  readonly box: ShallowRef<PadBox | undefined>
}

const PAD: InjectionKey<Pad> = Symbol('pad')
/** Marks the boxes of a form, so that "next" is the next on the screen. */
export const BOX_ATTRIBUTE = 'data-pad-box'

export function providePad(): Pad {
  const pad = { box: shallowRef<PadBox>() }
  provide(PAD, pad)
  return pad
}

export function usePad(): Pad | undefined {
  return inject(PAD, undefined)
}

/** Put the cursor into the box after (or before) this one; out of all of them where it is the last. */
export function moveFrom(element: HTMLElement, step: 1 | -1): void {
  const root = element.closest('[data-form]') ?? document.body
  const boxes = [...root.querySelectorAll<HTMLElement>(`[${BOX_ATTRIBUTE}]`)]
  const next = boxes[boxes.indexOf(element) + step]
  if (next) {
    next.focus()
    next.scrollIntoView({ block: 'center' })
  } else element.blur()
}
