// Encryption that only the centre can open: to the community's public key, with a pair made for this file alone
// (protocol §14).

import { joined, sha256, unhex, utf8, type Bytes } from './bytes.ts'
import type { BundleKey } from './centre.ts'

const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const
const NONCE_BYTES = 12

export const freshPair = (): Promise<CryptoKeyPair> => crypto.subtle.generateKey(CURVE, true, ['deriveBits'])

/** The bytes that stand before the encrypted body, and are bound to it. */
export async function headerOf(magic: string, key: BundleKey, pair: CryptoKeyPair, nonce: Bytes): Promise<Bytes> {
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  return joined([utf8(magic), Uint8Array.of(1), unhex(key.id), point, nonce])
}

/** @param header as `headerOf` made it @param info what the key is for */
export async function sealTo(key: BundleKey, pair: CryptoKeyPair, header: Bytes, info: string, body: Bytes): Promise<Bytes> {
  const theirs = await crypto.subtle.importKey('raw', unhex(key.key), CURVE, false, [])
  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, pair.privateKey, 256)
  const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: header.slice(9, 82), info: utf8(info) }
  const sealer = await crypto.subtle.deriveKey(how, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const nonce = header.slice(header.length - NONCE_BYTES)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: header }, sealer, body)
  return joined([header, new Uint8Array(sealed)])
}

/** What this tablet's token signs: the centre keeps the token's hash, and can check it. */
export async function signed(token: string, message: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', await sha256(utf8(token)), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, message))
}
