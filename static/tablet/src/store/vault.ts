// Encryption at rest: AES-256-GCM under keys that no script can read out, and names that say nothing.

import { Fault } from '../fault.ts'
import { hex, joined, owned, randomBytes, utf8, type Bytes } from '../wire/bytes.ts'

const IV_BYTES = 12
export const ROOT_BYTES = 32

interface Keys {
  readonly content: CryptoKey
  readonly names: CryptoKey
}

/** One profile's keys, in memory only. */
export class Vault {
  private constructor(
    private keys: Keys | undefined,
    private readonly profile: string,
  ) {}

  /** @param root 32 random bytes, which whoever made them wipes afterwards */
  static async of(root: Bytes, profile: string): Promise<Vault> {
    const base = await crypto.subtle.importKey('raw', root, 'HKDF', false, ['deriveKey'])
    const derive = (use: string, algorithm: AesKeyGenParams | HmacKeyGenParams, uses: KeyUsage[]): Promise<CryptoKey> =>
      crypto.subtle.deriveKey(
        { name: 'HKDF', hash: 'SHA-256', salt: utf8(profile), info: utf8(`mulin/1/${use}`) },
        base,
        algorithm,
        false,
        uses,
      )
    const [content, names] = await Promise.all([
      derive('content', { name: 'AES-GCM', length: 256 }, ['encrypt', 'decrypt']),
      derive('names', { name: 'HMAC', hash: 'SHA-256', length: 256 }, ['sign']),
    ])
    return new Vault({ content, names }, profile)
  }

  /** @param place where the bytes will lie; they open nowhere else */
  async seal(place: string, plain: Uint8Array): Promise<Bytes> {
    const iv = randomBytes(IV_BYTES)
    const sealed = await crypto.subtle.encrypt(this.at(place, iv), this.held.content, owned(plain))
    return joined([iv, new Uint8Array(sealed)])
  }

  /** @throws Fault `storage.broken` where the bytes were changed, or come from another place */
  async open(place: string, sealed: Uint8Array): Promise<Bytes> {
    const bytes = owned(sealed)
    try {
      const how = this.at(place, bytes.subarray(0, IV_BYTES))
      return new Uint8Array(await crypto.subtle.decrypt(how, this.held.content, bytes.subarray(IV_BYTES)))
    } catch (reason) {
      if (reason instanceof Fault) throw reason
      throw new Fault('storage.broken', `what lies at ${place.split('/')[0] ?? ''} does not open`)
    }
  }

  /** What a thing is called in the database: the same each time, and telling nothing to who lacks the key. */
  async name(of: string): Promise<string> {
    const mac = new Uint8Array(await crypto.subtle.sign('HMAC', this.held.names, utf8(of)))
    return hex(mac.subarray(0, 16))
  }

  /** Forget the keys. */
  close(): void {
    this.keys = undefined
  }

  private get held(): Keys {
    if (!this.keys) throw new Fault('locked', 'the key is gone from memory')
    return this.keys
  }

  private at(place: string, iv: Bytes): AesGcmParams {
    return { name: 'AES-GCM', iv, additionalData: utf8(`mulin/1/${this.profile}/${place}`) }
  }
}
