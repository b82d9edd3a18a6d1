// How documents and authors are named (protocol §2).

import { hex, joined, randomBytes, utf8, uuidBytes, uuidText } from '../wire/bytes.ts'

/** What a document is named by at birth, and nobody writes afterwards. */
export const PROTECTED = ['kind', 'grid', 'kind_version'] as const

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** The tablet's id, then eight random bytes: never the same twice. */
export const freshActor = (tablet: string): string => hex(uuidBytes(tablet)) + hex(randomBytes(8))

export const freshDocument = (): string => shaped(randomBytes(16), 4)

/** The document of a resident whose identity number is known when it is born. */
export async function residentDocument(namespace: string, typed: string): Promise<string> {
  const name = joined([uuidBytes(namespace), utf8(citizenNumber(typed))])
  return shaped(new Uint8Array(await crypto.subtle.digest('SHA-1', name)), 5)
}

/** The 18 characters of a citizen number (GB 11643): blanks out, X in upper case, 15 digits brought to 18. */
export function citizenNumber(typed: string): string {
  const cleaned = typed.normalize('NFKC').replace(/\s/g, '').toUpperCase()
  if (!/^\d{15}$/.test(cleaned)) return cleaned
  const first = `${cleaned.slice(0, 6)}19${cleaned.slice(6)}`
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(first[place]), 0)
  return first + '10X98765432'.charAt(sum % 11)
}

/** RFC 9562: version and variant bits over otherwise free bytes. */
function shaped(bytes: Uint8Array, version: number): string {
  const id = bytes.slice(0, 16)
  id[6] = ((id[6] ?? 0) & 0x0f) | (version << 4)
  id[8] = ((id[8] ?? 0) & 0x3f) | 0x80
  return uuidText(id)
}
