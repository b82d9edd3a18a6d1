// One sync, from the first request to the proof: hand in, collect, and where both sides differ, compare.

import { Failure } from "./failure.mjs"
import { inOnePage, sizeOf } from "./inbox.mjs"
import * as outbox from "./outbox.mjs"
import { check, compareGrid } from "./proof.mjs"
import { readSyncReply, syncRequest } from "./wire.mjs"

const BYTES_BACK = 1024 * 1024
const REQUESTS_MAX = 10_000
/** Once to learn what the centre lacks, once more, after that was handed in, to take what is lacking here. */
const COMPARISONS_MAX = 2
const TOO_MUCH = new Set(["body.too_large", "push.too_many_items"])
const APP = "mulin-test-tablet/0.1.0"

/** Options of one sync. All are for tests that make the network or the tablet behave badly; none is needed. */
const OPTIONS = {
  /** Stop after so many requests, wherever the pages stand. */
  pages: Infinity,
  /** Hand in at most so many documents. */
  push_only: Infinity,
  bytes_max: BYTES_BACK,
  clock: null,
  /** true or "answered": lose the reply after the server did its work; "sent": as soon as the request is out. */
  lose_reply: false,
  /** true: send each request twice, one after the other; "together": at the same moment. */
  duplicate: false,
  /** A seed: items and the chunks in them go in a random order. */
  reorder: null,
  /** false: do not call compare when digests differ. */
  compare: true,
  gzip: true,
  /** Obey Retry-After so often before giving up. */
  retries: 0,
  /** Commands to run on this tablet while the first request is under way. */
  meanwhile: null,
}

export function optionsOf(given) {
  for (const key of Object.keys(given)) if (!(key in OPTIONS)) throw new Failure("command.unknown", `no option ${key}`)
  return { ...OPTIONS, ...given }
}

export class Sync {
  /** @param {(path: string, body: Uint8Array, options: object) => Promise<Buffer>} post */
  constructor(shelf, post, options) {
    this.shelf = shelf
    this.post = (path, body) => post(path, body, options)
    this.options = options
    this.handedIn = new Set()
    this.missing = new Map()
    this.documentsMax = outbox.ITEMS_MAX
    this.told = {
      requests: 0, outcomes: {}, results: [], pulled: 0, pulled_bytes: 0, pulled_documents: [], forgotten: [], unreadable: [], problems: [],
      compared: [], proofs: {}, stuck: [], more: false, log_changed: false,
    }
  }

  async run() {
    const { options, told } = this
    let compared = 0
    while (told.requests < Math.min(options.pages, REQUESTS_MAX)) {
      const reply = await this.#exchange()
      told.more = reply.more
      if (this.#logChanged(reply)) {
        told.log_changed = true
        if (options.compare === false) break
        await this.#compareAll(Object.keys(reply.cursors))
        continue
      }
      if (reply.more || this.#next().length) continue
      told.proofs = check(this.shelf, reply.digests)
      this.shelf.store.state.proofs = told.proofs
      const differing = Object.keys(told.proofs).filter((grid) => !told.proofs[grid].equal_without_refused)
      if (compared === COMPARISONS_MAX || options.compare === false || !differing.length) break
      if (Object.values(told.proofs).some(({ pending }) => pending)) break
      compared += 1
      for (const grid of differing) told.compared.push(await this.#compare(grid))
    }
    return { ...told, unsent: outbox.waiting(this.shelf).length }
  }

  #stuck() {
    return new Set([...this.missing].filter(([, times]) => times > 1).map(([id]) => id))
  }

  #next() {
    const left = this.options.push_only - this.handedIn.size
    if (left <= 0) return []
    return outbox.batch(this.shelf, { except: this.#stuck(), documentsMax: Math.min(left, this.documentsMax) })
  }

  async #exchange() {
    const { shelf, options, told } = this
    const { log, cursors } = shelf.store.state
    let items = this.#next()
    const unsent = outbox.waiting(shelf).length - new Set(items.map(({ document }) => document)).size
    if (options.reorder !== null) items = outbox.shuffled(items, options.reorder)
    const push = items.map((item) => ({ ...item, changes: Buffer.concat(item.chunks) }))
    const now = options.clock ?? Date.now()
    const body = syncRequest({ now, log, cursors, push, bytesMax: options.bytes_max, unsent, app: APP })
    const answered = this.#send(body)
    const meanwhile = told.requests === 0 ? options.meanwhile : null
    if (meanwhile) told.meanwhile = meanwhile()
    told.requests += 1
    let replies
    try {
      replies = (await answered).map(readSyncReply)
    } catch (failure) {
      const documents = new Set(items.map(({ document }) => document)).size
      if (!TOO_MUCH.has(failure.code) || documents < 2) throw failure
      // Nothing of it was taken: half as many, and that size from now on.
      this.documentsMax = Math.ceil(documents / 2)
      return this.#exchange()
    }
    if (replies.length > 1) told.first_outcomes = replies[0].results.map(({ outcome }) => outcome)
    const reply = replies.at(-1)
    this.#check(items, reply)
    items.forEach(({ document }) => this.handedIn.add(document))
    this.#store(items, reply)
    return reply
  }

  /** @returns {Promise<Buffer[]>} one reply, or two where everything is sent twice */
  async #send(body) {
    const once = () => this.post("/api/v1/sync", body)
    if (this.options.duplicate === "together") return Promise.all([once(), once()])
    const first = await once()
    return this.options.duplicate ? [first, await once()] : [first]
  }

  #check(items, reply) {
    const asked = items.map(({ document }) => document).join()
    const answered = reply.results.map(({ document }) => document).join()
    if (asked !== answered) throw new Failure("reply.malformed", "results do not answer the items one by one, in order")
    if (reply.more && Object.keys(reply.digests).length) throw new Failure("reply.malformed", "digests before the last page")
  }

  #logChanged(reply) {
    return reply.problems.some(({ code }) => code === "log.changed")
  }

  #store(items, reply) {
    const { shelf, told } = this
    const { state } = shelf.store
    inOnePage(shelf, (page) => {
      reply.results.forEach((result, place) => this.#settle(page, items[place], result))
      if (this.#logChanged(reply)) {
        // Whoever was to be forgotten on the word of the old log is asked about again by comparing.
        shelf.metas().forEach(({ document }) => page.set(document, { ...page.meta(document), dropped: false }))
        const moved = state.moved?.log === reply.log ? state.moved : { log: reply.log, cursors: {} }
        page.commit({ ...state, moved })
        return
      }
      page.pull(reply.pull)
      told.unreadable.push(...page.unreadable)
      page.drop(reply.drop)
      page.carry(Object.keys(reply.cursors))
      told.forgotten.push(...page.commit({ ...state, log: reply.log, cursors: reply.cursors }))
    })
    told.pulled += reply.pull.length
    told.pulled_bytes += sizeOf(reply.pull)
    told.pulled_documents.push(...reply.pull.map(({ document }) => document))
    told.problems.push(...reply.problems)
  }

  #settle(page, item, result) {
    const { told } = this
    const { document, outcome, code, hint, need } = result
    told.outcomes[outcome] = (told.outcomes[outcome] ?? 0) + 1
    told.results.push({ document, outcome, code, hint, need })
    const meta = page.meta(document)
    const after = outbox.settled(this.shelf, meta, item, result)
    if (after.whole) {
      this.missing.set(document, (this.missing.get(document) ?? 0) + 1)
      if (this.missing.get(document) > 1) told.stuck.push(document)
    }
    page.set(document, after)
  }

  async #compare(grid) {
    return compareGrid(this.shelf, this.post, grid, { bytesMax: this.options.bytes_max })
  }

  /** After a restore of the server: all grids, and only then the new log and its cursors. */
  async #compareAll(grids) {
    const { shelf, told } = this
    for (const grid of grids) told.compared.push(await this.#compare(grid))
    const { moved, ...state } = shelf.store.state
    if (!grids.every((grid) => grid in moved.cursors)) throw new Failure("log.changed_again", "the log changed once more")
    this.missing.clear()
    inOnePage(shelf, (page) => page.commit({ ...state, moved: null, log: moved.log, cursors: moved.cursors }))
  }
}
