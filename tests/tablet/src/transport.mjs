// Requests over HTTP as a tablet in the field makes them: compressed both ways, sometimes losing the reply.
// node:http instead of fetch, because a lost reply means taking the connection away at a chosen moment.

import http from "node:http"
import https from "node:https"
import zlib from "node:zlib"
import { Failure } from "./failure.mjs"

const GZIP_FROM_BYTES = 512
const INFLATED_MAX = 256 * 1024 * 1024

/**
 * @param {object} given
 * @param {"sent" | "answered" | undefined} given.lose take the connection away once the request is sent, or once the
 *   server has answered (so that its work is certainly done) but before a byte of the answer's body is read
 * @returns {Promise<{status: number, headers: object, body: Buffer}>}
 */
export function send({ url, method = "POST", headers = {}, body = Buffer.alloc(0), gzip = true, lose, timeoutMs = 120_000 }) {
  const address = new URL(url)
  const client = address.protocol === "https:" ? https : http
  const packed = gzip && body.length >= GZIP_FROM_BYTES
  const payload = packed ? zlib.gzipSync(body) : Buffer.from(body)
  const all = { "content-length": payload.length, "accept-encoding": gzip ? "gzip" : "identity", ...headers }
  if (packed) all["content-encoding"] = "gzip"
  return new Promise((resolve, reject) => {
    const lost = () => reject(new Failure("network.lost", "the reply was lost on the way"))
    // No agent: a connection kept alive may be closed by the server just as the next request is written to it.
    const given = { method, headers: all, timeout: timeoutMs, agent: false }
    const request = client.request(address, given, (response) => {
      if (lose === "answered") {
        lost()
        request.destroy()
        return
      }
      const pieces = []
      response.on("data", (piece) => pieces.push(piece))
      response.on("error", (error) => reject(new Failure("network.failed", error.message)))
      response.on("end", () => {
        try {
          resolve({ status: response.statusCode, headers: response.headers, body: unpack(response.headers, Buffer.concat(pieces)) })
        } catch (error) {
          reject(new Failure("reply.malformed", `the reply cannot be inflated: ${error.message}`))
        }
      })
    })
    request.on("timeout", () => request.destroy(new Error("timed out")))
    request.on("error", (error) => reject(new Failure("network.failed", error.message)))
    request.end(payload, () => {
      if (lose === "sent") {
        lost()
        request.destroy()
      }
    })
  })
}

function unpack(headers, body) {
  if (headers["content-encoding"] !== "gzip" || !body.length) return body
  return zlib.gunzipSync(body, { maxOutputLength: INFLATED_MAX })
}

/** What a reply that is no success says of itself (RFC 9457). */
export function problem({ status, headers, body }) {
  const more = { status }
  if (headers["retry-after"] !== undefined) more.retry_after = Number(headers["retry-after"])
  let told = null
  if ((headers["content-type"] ?? "").startsWith("application/problem+json")) told = parsed(body)
  if (typeof told?.code !== "string") {
    return new Failure("reply.malformed", `status ${status} without problem details: ${body.subarray(0, 200)}`, more)
  }
  if (told.hint) more.hint = told.hint
  more.problem = told
  return new Failure(told.code, told.detail ?? told.title ?? told.code, more)
}

function parsed(body) {
  try {
    return JSON.parse(body.toString("utf8"))
  } catch {
    return null
  }
}

/** Wait as Retry-After asks, with some randomness so that a hundred tablets do not come back in one second. */
export async function patiently(attempts, attempt) {
  for (let left = attempts; ; left -= 1) {
    try {
      return await attempt()
    } catch (error) {
      const wait = error.more?.retry_after
      if (left <= 0 || ![429, 503].includes(error.more?.status) || !Number.isFinite(wait)) throw error
      await new Promise((resume) => setTimeout(resume, wait * 1000 * (1 + 0.2 * Math.random())))
    }
  }
}
