// The golden vectors of tests/golden, which the real JavaScript library wrote and the centre is held to as well.

import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { Document } from '../../src/documents/document.ts'
import { documents, documentsFrom } from '../../src/documents/opening.ts'
import { citizenNumber, residentDocument } from '../../src/documents/names.ts'
import { answerTo } from '../../src/profile/contact.ts'
import { isFor, sealRoot } from '../../src/profile/sealed_root.ts'
import { digest } from '../../src/sync/digest.ts'
import { readCompareReply, readSyncReply } from '../../src/wire/bodies.ts'
import { decode, encode } from '../../src/wire/cbor.ts'
import { hex, joined, unhex } from '../../src/wire/bytes.ts'
import { WASM } from '../store/ground.ts'

type Json = Record<string, unknown>
interface Told {
  readonly heads: string[]
  readonly saved: string
  readonly changes: string[]
  readonly values: Record<string, unknown>
  readonly rivals: Record<string, unknown[]>
}
interface Named {
  readonly name: string
}

const golden = <Content>(name: string): Content =>
  JSON.parse(readFileSync(new URL(`../../../../tests/golden/${name}.json`, import.meta.url), 'utf8')) as Content

const ACTOR = '11'.repeat(24)
const SCALAR = new Set(['string', 'number', 'boolean'])
/** What a screen is shown: scalars. What the protocol does not carry is kept, and not shown. */
const shown = (values: Record<string, unknown>): Json =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => SCALAR.has(typeof value)))

beforeAll(async () => {
  documentsFrom(WASM)
  await documents()
})

describe('golden documents', () => {
  it.each(golden<(Told & Named)[]>('documents'))('$name reads the same from both of its forms', (one) => {
    for (const bytes of [unhex(one.saved), joined(one.changes.map(unhex))]) {
      const document = Document.blank(ACTOR)
      document.apply(bytes, one.heads)
      expect(document.heads).toEqual(one.heads)
      expect(shown(document.read().values)).toMatchObject(shown(one.values))
      expect(document.read().disputed).toEqual([])
      document.free()
    }
  })

  it.each(golden<(Named & { base: Told | null; branches: Told[]; merged: Told })[]>('concurrent'))('$name merges, with its rivals', ({ base, branches, merged }) => {
    for (const order of [branches, [...branches].reverse()]) {
      const document = Document.blank(ACTOR)
      if (base) document.apply(unhex(base.saved), base.heads)
      for (const branch of order) document.apply(joined(branch.changes.map(unhex)), branch.heads)
      expect(document.heads).toEqual(merged.heads)
      expect(document.read().values).toEqual(merged.values)
      const { rivals } = document.provenance()
      expect(Object.keys(rivals).sort()).toEqual(Object.keys(merged.rivals).sort())
      for (const [path, all] of Object.entries(rivals)) {
        expect(new Set(all.map(({ value }) => value))).toEqual(new Set(merged.rivals[path]))
      }
      document.free()
    }
  })
})

describe('golden names and sums', () => {
  it('names residents after their numbers', async () => {
    const { namespace, numbers } = golden<{ namespace: string; numbers: { typed: string; number: string; document: string }[] }>('resident_ids')
    for (const { typed, number, document } of numbers) {
      expect(citizenNumber(typed)).toBe(number)
      expect(await residentDocument(namespace, typed)).toBe(document)
    }
  })

  it.each(golden<(Named & { documents: { document: string; heads: string[] }[]; digest: string })[]>('digests'))('digest: $name', async (one) => {
    expect(await digest(one.documents)).toBe(one.digest)
  })

  it('seals the root as the centre opens it', async () => {
    const { keys, roots } = golden<{
      keys: { id: string; key: string }[]
      roots: { key: string; tablet: string; root: string; pair: string; sealed: string }[]
    }>('bundles')
    expect(roots.length).toBeGreaterThan(1)
    for (const { key, tablet, root, pair, sealed } of roots) {
      const wanted = unhex(sealed)
      const url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
      const point = { kty: 'EC', crv: 'P-256', x: url(wanted.slice(18, 50)), y: url(wanted.slice(50, 82)) }
      const curve = { name: 'ECDH', namedCurve: 'P-256' }
      const made = {
        privateKey: await crypto.subtle.importKey('jwk', { ...point, d: url(unhex(pair)) }, curve, true, ['deriveBits']),
        publicKey: await crypto.subtle.importKey('jwk', point, curve, true, []),
      }
      const theirs = keys.find(({ id }) => id === key)!
      expect(isFor(wanted, theirs)).toBe(true)
      expect(hex(await sealRoot(unhex(root), tablet, theirs, { pair: made, nonce: wanted.slice(82, 94) }))).toBe(sealed)
    }
  })

  it('answers a question as the centre does', async () => {
    const { token, extensions } = golden<{ token: string; extensions: { question: string; days: number; answer: string }[] }>('bundles')
    for (const { question, days, answer } of extensions) expect(await answerTo(token, question, days)).toBe(answer)
  })
})

describe('golden bodies', () => {
  const bodies = golden<Record<'requests' | 'replies', (Named & { body: string; means: Json })[]>>('bodies')
  const asBytes = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(asBytes)
    if (value === null || typeof value !== 'object') return value
    const only = (value as { hex?: unknown }).hex
    if (typeof only === 'string' && Object.keys(value).length === 1) return unhex(only)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asBytes(inner)]))
  }

  it.each(bodies.requests)('request $name', ({ body, means }) => {
    expect(hex(encode(asBytes(means)))).toBe(body)
    expect(decode(unhex(body))).toEqual(asBytes(means))
  })

  it.each(bodies.replies)('reply $name is read, and what is missing in it is missed', ({ name, body }) => {
    const read = name.startsWith('compare') ? readCompareReply : readSyncReply
    expect(read(unhex(body)).log).toBeTypeOf('string')
    const bytes = unhex(body)
    expect(() => read(bytes.subarray(0, bytes.length >> 1))).toThrow(expect.objectContaining({ code: 'reply.malformed' }))
    const { log: _log, ...rest } = decode(bytes) as Json
    expect(() => read(encode(rest))).toThrow(expect.objectContaining({ code: 'reply.malformed' }))
  })
})
