// One tablet's way to its centre: the addresses of the protocol, signed in with its token.

import { Fault } from '../fault.ts'
import type { Person } from '../notebook.ts'
import { utf8 } from './bytes.ts'
import { json, sendWell, type Answer } from './transport.ts'

export interface BundleKey {
  readonly id: string
  readonly key: string
}

/** What a tablet was told when it enrolled, and where. */
export interface Identity {
  readonly server: string
  readonly tablet: string
  readonly token: string
  readonly person: Person
  readonly community: { readonly id: string; readonly name: string; readonly namespace: string }
  readonly grids: readonly { readonly id: string; readonly name: string }[]
  readonly bundleKey?: BundleKey
}

const CBOR = 'application/cbor'

/** @throws Fault `pairing.unknown`, `enrol.too_many`, `network.lost`, … */
export async function enrol(server: string, code: string, name: string): Promise<Identity> {
  const origin = originOf(server)
  const answer = await sendWell(
    {
      url: `${origin}/api/v1/enrol`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: utf8(JSON.stringify({ code, name })),
    },
    201,
  )
  const told = json(answer) as Omit<Identity, 'server' | 'bundleKey'> & { protocol: number; bundle_key?: BundleKey }
  if (told.protocol !== 1) throw new Fault('protocol.unsupported', 'the centre speaks another protocol')
  const { tablet, token, person, community, grids, bundle_key: bundleKey } = told
  return { server: origin, tablet, token, person, community, grids, ...(bundleKey ? { bundleKey } : {}) }
}

/** @throws Fault `pairing.unknown` where it is no address */
export function originOf(server: string): string {
  try {
    return new URL(server).origin
  } catch {
    throw new Fault('pairing.unknown', 'that is no address of a centre')
  }
}

export class Centre {
  constructor(
    readonly origin: string,
    private readonly token: string,
    /** Ends whatever is under way: the notebook is being closed. */
    private readonly signal: AbortSignal,
  ) {}

  /** CBOR there and back. */
  async exchange(path: string, body: Uint8Array): Promise<Uint8Array> {
    const answer = await sendWell(
      {
        url: this.origin + path, method: 'POST', body, gzip: true, signal: this.signal,
        headers: { ...this.signedIn, 'content-type': CBOR, accept: CBOR },
      },
      200,
    )
    if (!(answer.headers.get('content-type') ?? '').startsWith(CBOR)) {
      throw new Fault('reply.malformed', 'the answer is no CBOR: is something in between that is not the centre?')
    }
    return answer.body
  }

  /** @returns undefined where what is held under this ETag still holds */
  async fresh(path: string, etag: string | undefined): Promise<{ etag: string; value: unknown } | undefined> {
    const headers = { ...this.signedIn, ...(etag ? { 'if-none-match': etag } : {}) }
    const answer = await sendWell({ url: this.origin + path, headers, signal: this.signal }, 200, 304)
    if (answer.status === 304) return undefined
    return { etag: answer.headers.get('etag') ?? '', value: json(answer) }
  }

  async tell(path: string, value: unknown): Promise<unknown> {
    const headers = { ...this.signedIn, 'content-type': 'application/json' }
    const body = utf8(JSON.stringify(value))
    return json(await sendWell({ url: this.origin + path, method: 'POST', headers, body, signal: this.signal }, 200))
  }

  /** One request about an attachment; what it answers is for the caller to read. */
  attachment(
    asked: { readonly path: string; readonly method: 'HEAD' | 'PUT' | 'GET'; readonly headers?: Record<string, string>; readonly body?: Uint8Array },
    ...good: number[]
  ): Promise<Answer> {
    const { path, method, headers = {}, body } = asked
    return sendWell({ url: this.origin + path, method, headers: { ...this.signedIn, ...headers }, signal: this.signal, ...(body ? { body } : {}) }, ...good)
  }

  private get signedIn(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` }
  }
}
