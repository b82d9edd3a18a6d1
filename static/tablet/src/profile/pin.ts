// From a PIN to a key: slowly, and with much memory, so that trying all PINs of a copied tablet takes long.

import { Fault } from '../fault.ts'
import { LIMITS } from '../limits.ts'
import { joined, owned, randomBytes, utf8, type Bytes } from '../wire/bytes.ts'
import type { Hardness } from './argon.ts'
import { stretched } from './stretching.ts'

export interface Wrapped {
  readonly hardness: Hardness
  /** The profile's root, encrypted under the key that the PIN gives. */
  readonly root: Uint8Array
}

const SALT_BYTES = 16
const IV_BYTES = 12

/** @throws Fault `pin.weak` */
export function mustBeStrong(pin: string): void {
  const { pin_digits_min: min, pin_digits_max: max } = LIMITS
  if (!new RegExp(`^[0-9]{${min},${max}}$`).test(pin)) throw new Fault('pin.weak', `a PIN has ${min} to ${max} digits`)
  const steps = new Set([...pin].slice(1).map((digit, place) => Number(digit) - Number(pin[place])))
  const [only] = steps
  if (steps.size === 1 && only !== undefined && Math.abs(only) <= 1) throw new Fault('pin.weak', 'this PIN is the first one that anybody tries')
}

/** @param hardness other than usual in tests, which cannot wait so long a hundred times */
export async function wrap(root: Bytes, pin: string, profile: string, hardness: Omit<Hardness, 'salt'> = USUAL): Promise<Wrapped> {
  const made = { ...hardness, salt: randomBytes(SALT_BYTES) }
  const iv = randomBytes(IV_BYTES)
  const key = await keyOf(pin, made, 'encrypt')
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(profile) }, key, root)
  return { hardness: made, root: joined([iv, new Uint8Array(sealed)]) }
}

/** The slow half of opening: what the PIN comes to. Whether it is right is not known by it. */
export const keyFor = ({ hardness }: Wrapped, pin: string): Promise<CryptoKey> => keyOf(pin, hardness, 'decrypt')

/** @returns the root, which the caller wipes; undefined where the key is of another PIN */
export async function unwrap({ root }: Wrapped, key: CryptoKey, profile: string): Promise<Bytes | undefined> {
  const bytes = owned(root)
  const how = { name: 'AES-GCM', iv: bytes.subarray(0, IV_BYTES), additionalData: bound(profile) }
  try {
    return new Uint8Array(await crypto.subtle.decrypt(how, key, bytes.subarray(IV_BYTES)))
  } catch {
    return undefined
  }
}

export const USUAL: Omit<Hardness, 'salt'> = {
  memoryKib: LIMITS.pin_memory_kib,
  iterations: LIMITS.pin_iterations,
  lanes: LIMITS.pin_lanes,
}

const bound = (profile: string): Bytes => utf8(`mulin/1/${profile}/root`)

async function keyOf(pin: string, hardness: Hardness, use: KeyUsage): Promise<CryptoKey> {
  const bytes = await stretched(pin, hardness)
  try {
    return await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, [use])
  } finally {
    bytes.fill(0)
  }
}
