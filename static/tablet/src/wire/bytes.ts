// Bytes as text and back, and the names that the protocol makes of them.

export function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

/** @throws RangeError where the text is no hex */
export function unhex(text: string): Bytes {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new RangeError('not lower-case hex')
  const bytes = new Uint8Array(text.length / 2)
  for (let place = 0; place < bytes.length; place += 1) bytes[place] = parseInt(text.slice(2 * place, 2 * place + 2), 16)
  return bytes
}

/** What WebCrypto, IndexedDB and fetch take: bytes over a buffer that nobody shares. */
export type Bytes = Uint8Array<ArrayBuffer>

export function joined(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let place = 0
  for (const part of parts) {
    all.set(part, place)
    place += part.length
  }
  return all
}

export const owned = (bytes: Uint8Array): Bytes => (bytes.buffer instanceof ArrayBuffer ? (bytes as Bytes) : Uint8Array.from(bytes))

export const utf8 = (text: string): Bytes => owned(new TextEncoder().encode(text))
export const fromUtf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes)

export function randomBytes(count: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(count))
}

export function uuidText(bytes: Uint8Array): string {
  const digits = hex(bytes)
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-')
}

/** @throws RangeError where the text is no UUID */
export function uuidBytes(text: string): Bytes {
  const digits = text.replaceAll('-', '').toLowerCase()
  if (digits.length !== 32) throw new RangeError('not a UUID')
  return unhex(digits)
}

export async function sha256(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', owned(bytes)))
}

export function base64(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

export function unbase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}
