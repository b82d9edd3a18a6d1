// What a pairing code looks like, typed or scanned (protocol §3).

import { LIMITS } from '../limits.ts'

export type Scanned =
  | { readonly is: 'code'; readonly code: string }
  /** It belongs to another centre, whose app lives under its own address. */
  | { readonly is: 'elsewhere'; readonly origin: string }
  | { readonly is: 'other' }

/** What a QR says: `mulin:<origin>#<code>`. */
export function readQr(text: string, here: string): Scanned {
  const found = /^mulin:(https?:\/\/[^#]+)#(.+)$/i.exec(text.trim())
  if (!found) return { is: 'other' }
  const code = tidy(found[2]!)
  if (!isWhole(code)) return { is: 'other' }
  let origin: string
  try {
    origin = new URL(found[1]!).origin
  } catch {
    return { is: 'other' }
  }
  return origin === here ? { is: 'code', code } : { is: 'elsewhere', origin }
}

/** As people read it: capital letters, a hyphen in the middle. What no code holds is left out. */
export function tidy(typed: string): string {
  const characters = typed.toUpperCase().replace(/[^0-9A-Z]/g, '').slice(0, LIMITS.pairing_characters)
  return characters.length > 4 ? `${characters.slice(0, 4)}-${characters.slice(4)}` : characters
}

export const isWhole = (code: string): boolean => code.replace('-', '').length === LIMITS.pairing_characters
