// For the day a PIN is forgotten: the profile's root, sealed so that only the centre can open it, and only for whoever
// brings a supervisor's pairing code (protocol §3). Neither the tablet nor the centre can open the store alone.

import { Fault } from '../fault.ts'
import { hex, owned, randomBytes, unhex, utf8, uuidBytes, type Bytes } from '../wire/bytes.ts'
import { encode } from '../wire/cbor.ts'
import type { BundleKey } from '../wire/centre.ts'
import { freshPair, headerOf, sealTo } from '../wire/sealing.ts'
import { json, sendWell } from '../wire/transport.ts'

const MAGIC = 'MULINPIN'

/** @param made the pair and the nonce, which are fresh but for golden vectors */
export async function sealRoot(root: Bytes, tablet: string, key: BundleKey, made?: { pair: CryptoKeyPair; nonce: Bytes }): Promise<Bytes> {
  const { pair, nonce } = made ?? { pair: await freshPair(), nonce: randomBytes(12) }
  const header = await headerOf(MAGIC, key, pair, nonce)
  const body = owned(encode({ tablet: uuidBytes(tablet), root }))
  const sealed = await sealTo(key, pair, header, 'mulin pin 1', body)
  body.fill(0)
  return sealed
}

/** Whether it was sealed for this key: a centre that was restored may not have the older one any more. */
export const isFor = (sealed: Uint8Array, key: BundleKey): boolean => hex(sealed.subarray(9, 17)) === key.id

/** @throws Fault `pairing.unknown`, `enrol.too_many`, `revoked`, `bundle.key_unknown`, `network.lost`, … */
export async function askForRoot(server: string, code: string, sealed: Uint8Array): Promise<Bytes> {
  const answer = await sendWell(
    {
      url: `${server}/api/v1/forgotten-pin`, method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: utf8(JSON.stringify({ code, sealed: hex(sealed) })),
    },
    200,
  )
  const told = json(answer) as { root?: unknown }
  answer.body.fill(0)
  if (typeof told.root !== 'string' || told.root.length !== 64) throw new Fault('reply.malformed', 'no root in the answer')
  return unhex(told.root)
}
