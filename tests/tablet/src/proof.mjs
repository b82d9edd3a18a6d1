// Digests and comparing: whether both sides hold the same, and what differs if not.

import { digest } from "./digest.mjs"
import { Failure } from "./failure.mjs"
import { inOnePage } from "./inbox.mjs"
import { isUnsent } from "./shelf.mjs"
import { compareRequest, readCompareReply } from "./wire.mjs"

const ROUNDS_MAX = 10_000

/** All that the tablet holds of a grid and that was not dropped, with heads as they are on its disk. */
export const holdings = (shelf, grid) => shelf.metas().filter((meta) => meta.grid === grid && !meta.dropped)

export const digestOf = (shelf, grid) => digest(holdings(shelf, grid))

/** As if refused work were not there: what the centre can be expected to agree with. */
function withoutRefused(shelf, grid) {
  const documents = holdings(shelf, grid).map((meta) => (meta.refused ? { ...meta, heads: meta.safe } : meta))
  return digest(documents.filter((meta) => meta.heads.length))
}

/** @returns {Record<string, {equal: boolean, equal_without_refused: boolean, pending: number, mine: string, theirs: string}>} */
export function check(shelf, digests) {
  return Object.fromEntries(Object.entries(digests).map(([grid, theirs]) => {
    const mine = digestOf(shelf, grid)
    const pending = holdings(shelf, grid).filter((meta) => isUnsent(meta) && !meta.refused).length
    return [grid, { equal: mine === theirs, equal_without_refused: withoutRefused(shelf, grid) === theirs, pending, mine, theirs }]
  }))
}

/** Name what is held of one grid, take what is lacking here, note what is lacking there. */
export async function compareGrid(shelf, post, grid, { bytesMax }) {
  const told = { grid, lacking: [], pulled: 0, forgotten: [], unreadable: [], requests: 0 }
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const documents = holdings(shelf, grid).map(({ document, heads }) => ({ document, heads }))
    const { log } = shelf.store.state
    const reply = readCompareReply(await post("/api/v1/sync/compare", compareRequest({ log, grid, documents, bytesMax })))
    if (reply.grid !== grid) throw new Failure("reply.malformed", `compared ${grid}, was answered about ${reply.grid}`)
    told.requests += 1
    told.pulled += reply.pull.length
    told.lacking = reply.lacking.map(({ document }) => document)
    const { forgotten, unreadable } = take(shelf, reply, !reply.more)
    told.forgotten.push(...forgotten)
    told.unreadable.push(...unreadable)
    if (!reply.more) return { ...told, digest: reply.digest, equal: reply.digest === digestOf(shelf, grid) }
    if (reply.pull.length === unreadable.length) throw new Failure("compare.stuck", "the server says there is more, and sends nothing that helps")
  }
  throw new Failure("compare.stuck", `no end after ${ROUNDS_MAX} rounds`)
}

function take(shelf, reply, last) {
  return inOnePage(shelf, (page) => {
    page.pull(reply.pull)
    for (const { document, have } of reply.lacking) {
      const meta = page.meta(document)
      if (!meta) throw new Failure("reply.malformed", `lacking names ${document}, which this tablet did not`)
      // What was safe at the old log need not be in the restored one: only what the server says it has counts now.
      page.set(document, { ...meta, safe: shelf.frontier(document, have), whole: false })
    }
    page.drop(reply.drop)
    const forgotten = page.commit(last ? withCursor(shelf.store.state, reply) : null)
    return { forgotten, unreadable: page.unreadable }
  })
}


/** The cursor belongs to the log it came with. While a restored server is being compared, grid by grid, the old log
 *  and its cursors stay: a tablet that is switched off halfway begins again. */
function withCursor(state, { log, grid, cursor }) {
  if (!state.moved && (log === state.log || state.log === null)) {
    return { ...state, log, cursors: { ...state.cursors, [grid]: cursor } }
  }
  const moved = state.moved?.log === log ? state.moved : { log, cursors: {} }
  return { ...state, moved: { log, cursors: { ...moved.cursors, [grid]: cursor } } }
}
