// Requests to the centre over fetch: gzipped where it pays, bounded in time, every failure a Fault with a code.

import { Fault } from '../fault.ts'
import { LIMITS } from '../limits.ts'
import { owned, type Bytes } from './bytes.ts'

export interface Asked {
  readonly url: string
  readonly method?: 'GET' | 'POST' | 'PUT' | 'HEAD'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly gzip?: boolean
  readonly signal?: AbortSignal | undefined
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Bytes
}

/**
 * @returns whatever was answered, whole
 * @throws Fault `network.lost` where nothing was, or not all of it
 */
export async function send(asked: Asked): Promise<Answer> {
  const headers = new Headers(asked.headers)
  let body = asked.body && owned(asked.body)
  if (body && asked.gzip && body.length >= LIMITS.gzip_from_bytes) {
    body = await gzipped(body)
    headers.set('content-encoding', 'gzip')
  }
  // By hand, because older tablets know neither AbortSignal.timeout nor AbortSignal.any.
  const ending = new AbortController()
  const end = (): void => ending.abort()
  const late = setTimeout(end, LIMITS.request_timeout_seconds * 1000)
  asked.signal?.addEventListener('abort', end)
  if (asked.signal?.aborted) end()
  try {
    const response = await fetch(asked.url, {
      method: asked.method ?? 'GET', headers, signal: ending.signal, ...(body ? { body } : {}),
      // The store has its own say about what is kept; nothing of health may lie in the browser's cache.
      cache: 'no-store', credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer',
    })
    return { status: response.status, headers: response.headers, body: new Uint8Array(await response.arrayBuffer()) }
  } catch (reason) {
    throw new Fault('network.lost', reason instanceof Error ? reason.message : String(reason))
  } finally {
    clearTimeout(late)
    asked.signal?.removeEventListener('abort', end)
  }
}

/** As `send`. @throws Fault with the centre's own code where the answer is no success */
export async function sendWell(asked: Asked, ...good: number[]): Promise<Answer> {
  const answer = await send(asked)
  if (good.includes(answer.status)) return answer
  throw problemOf(answer)
}

/** What an answer that is no success says of itself (RFC 9457). */
export function problemOf({ status, headers, body }: Answer): Fault {
  const wait = headers.get('retry-after')
  const more = { status, ...(wait !== null && Number.isFinite(Number(wait)) ? { retryAfterSeconds: Number(wait) } : {}) }
  const told = (headers.get('content-type') ?? '').startsWith('application/problem+json') ? jsonOf(body) : undefined
  if (!isProblem(told)) return new Fault(status >= 500 ? 'server.fault' : 'reply.malformed', `answered ${status}`, more)
  const hint = typeof told.hint === 'string' ? { hint: told.hint } : {}
  const offset = typeof told.offset === 'number' ? { offset: told.offset } : {}
  return new Fault(told.code, told.title ?? told.code, { ...more, ...hint, ...offset })
}

/** @throws Fault `reply.malformed` */
export function json(answer: Answer): unknown {
  const value = jsonOf(answer.body)
  if (value === undefined) throw new Fault('reply.malformed', 'the answer is no JSON')
  return value
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as unknown
  } catch {
    return undefined
  }
}

interface ProblemBody {
  readonly code: string
  readonly title?: string
  readonly hint?: unknown
  readonly offset?: unknown
}

const isProblem = (value: unknown): value is ProblemBody =>
  typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string'

export async function gzipped(bytes: Bytes): Promise<Bytes> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}
