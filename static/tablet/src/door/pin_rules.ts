// Which PINs are too easy to guess, said while it is chosen. `profile/pin.ts` refuses the worst of them in any case.

import { LIMITS } from '../limits.ts'

/** What is wrong with a PIN, as a key of `door.pin.*`; undefined where nothing is. */
export function weakness(pin: string): 'short' | 'one_digit' | 'in_order' | 'repeated' | 'date' | undefined {
  if (pin.length < LIMITS.pin_digits_min) return 'short'
  if (/^(\d)\1+$/.test(pin)) return 'one_digit'
  if (isInOrder(pin, 1) || isInOrder(pin, -1)) return 'in_order'
  if (/^(\d{1,4})\1+$/.test(pin)) return 'repeated'
  if (/^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(pin)) return 'date'
  return undefined
}

function isInOrder(pin: string, step: number): boolean {
  return [...pin].every((digit, place) => place === 0 || Number(digit) - Number(pin[place - 1]) === step)
}
