// Argon2id, the function that makes trying PINs slow. The one place for its library.

import { argon2id } from 'hash-wasm'
import { owned, type Bytes } from '../wire/bytes.ts'

/** Kept beside the wrapped key: a later version may ask for more, and still open what an earlier one closed. */
export interface Hardness {
  readonly salt: Uint8Array
  readonly memoryKib: number
  readonly iterations: number
  readonly lanes: number
}

const KEY_BYTES = 32

/** What a PIN comes to: 32 bytes, which whoever asked wipes. Whatever runs this stands still meanwhile. */
export async function stretch(pin: string, { salt, memoryKib, iterations, lanes }: Hardness): Promise<Bytes> {
  const bytes = await argon2id({
    password: pin, salt, parallelism: lanes, iterations, memorySize: memoryKib, hashLength: KEY_BYTES, outputType: 'binary',
  })
  return owned(bytes)
}
