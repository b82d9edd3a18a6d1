// Requests and replies as CBOR, with their meaning as JSON. In the meaning a byte string is {"hex": …}.

import { encode } from "../cbor.mjs"
import { digest } from "../digest.mjs"
import { bytes, hex, uuidBytes } from "../ids.mjs"
import * as seals from "../seals.mjs"
import { compareRequest, decodePlain, syncRequest } from "../wire.mjs"
import { document, GRID, OTHER_GRID, SEAL_KEY, START } from "./cast.mjs"

const LOG = "6f1c0a04-0000-4000-8000-000000000001"
const BYTES_BACK = 1024 * 1024
const heads = (list) => [...list].sort().map(bytes)

function sealed({ document: id, heads: list }) {
  return { heads: list, seal: seals.make(bytes(SEAL_KEY), id, list) }
}

function pulled(vector) {
  return {
    grid: GRID, document: uuidBytes(vector.document), chunks: bytes(vector.saved), heads: heads(vector.heads), seal: bytes(sealed(vector).seal),
  }
}

const item = (vector, chunks) => ({ document: vector.document, changes: bytes(chunks), heads: vector.heads })

function requests([visit, , check]) {
  const common = { now: START, log: LOG, cursors: { [GRID]: 41, [OTHER_GRID]: 0 }, push: [], bytesMax: BYTES_BACK }
  const whole = visit.changes.join("")
  return {
    sync_first: ["A tablet that holds nothing", syncRequest({ ...common, log: null, cursors: {} })],
    sync_up_to_date: ["Nothing to hand in: the smallest request", syncRequest({ ...common, unsent: 0, app: "example/1.0" })],
    sync_next_page: ["In the middle of the pages: the cursor goes back as it came", syncRequest({ ...common, cursors: { [GRID]: [-1, 17] } })],
    sync_push: [
      "A new document saved whole, and of another the changes",
      syncRequest({ ...common, push: [item(visit, visit.saved), item(check, check.changes.join(""))], unsent: 2 }),
    ],
    sync_sealed: [
      "The whole history of a document by another tablet, vouched for by a seal",
      syncRequest({ ...common, push: [{ ...item(visit, whole), seals: [sealed(visit)] }] }),
    ],
    sync_nulls: ["Absent optional keys may be null", encode({
      protocol: 1, now: START, log: null, cursors: {}, push: [], bytes_max: BYTES_BACK, unsent: null, app: null,
    })],
    compare: [
      "All that is held of one grid",
      compareRequest({ log: LOG, grid: GRID, documents: [visit, check], bytesMax: BYTES_BACK }),
    ],
    compare_empty: ["A grid of which nothing is held", compareRequest({ log: null, grid: GRID, documents: [], bytesMax: BYTES_BACK })],
  }
}

function replies([visit, noted, check]) {
  const reply = { log: LOG, now: START + 250, results: [], pull: [], drop: [], cursors: { [GRID]: 44 }, more: false, digests: {}, problems: [] }
  const held = digest([visit, noted, check].map(({ document: id, heads: list }) => ({ document: id, heads: list })))
  const id = (number) => uuidBytes(document(number))
  return {
    sync_quiet: ["Nothing new", { ...reply, digests: { [GRID]: bytes(held) } }],
    sync_results: ["One of each outcome", {
      ...reply,
      results: [
        { document: uuidBytes(visit.document), outcome: "merged", heads: heads(visit.heads) },
        { document: uuidBytes(check.document), outcome: "known", heads: heads(check.heads) },
        { document: id(8), outcome: "missing", need: heads(noted.heads) },
        { document: id(9), outcome: "refused", code: "grid.not_yours", hint: "The document belongs to a grid that this tablet's person does not serve." },
      ],
      digests: { [GRID]: bytes(held) },
    }],
    sync_page: ["A page that is not the last", { ...reply, pull: [pulled(visit), pulled(check)], cursors: { [GRID]: [-1, 17] }, more: true }],
    sync_drop: ["A document that left the tablet's grids", { ...reply, drop: [uuidBytes(noted.document)], digests: { [GRID]: bytes(digest([])) } }],
    sync_log_changed: ["The server was restored from a backup", {
      ...reply, log: LOG.replace(/1$/, "2"), digests: { [GRID]: bytes(held) }, problems: [{ code: "log.changed", hint: "Compare every grid." }],
    }],
    compare: ["Each side lacks something", {
      log: LOG, grid: GRID, cursor: 44, digest: bytes(held),
      lacking: [{ document: uuidBytes(visit.document), have: [] }, { document: uuidBytes(check.document), have: heads(check.heads) }],
      pull: [pulled(noted)], drop: [], more: false,
    }],
  }
}

const HAND_MADE = [
  ["indefinite", "A request with indefinite lengths means the same as one with definite lengths", (body) => body.replace(/^a6/, "bf") + "ff", true],
  ["unknown_key", "A key that the page does not name", () => hex(encode({ protocol: 1, now: START, log: null, cursors: {}, push: [], bytes_max: 1, extra: 1 })), false],
  ["other_protocol", "Another version of the protocol", () => hex(encode({ protocol: 2, now: START, log: null, cursors: {}, push: [], bytes_max: 1 })), false],
  ["no_map", "A list is no request", () => hex(encode([1, 2])), false],
  ["twice_the_same_key", "A key that comes twice", (body) => body.replace(/^a6/, "a7") + "636c6f67f6", false],
  ["cut_off", "A request that ends in the middle", (body) => body.slice(0, -4), false],
  ["trailing_bytes", "Something after the end", (body) => `${body}00`, false],
  ["deep", "Lists in lists, a hundred deep", () => `${"81".repeat(100)}00`, false],
  ["huge_claim", "A byte string that claims 2^60 bytes", () => `a1${hex(encode("push"))}5b1000000000000000`, false],
]

export function bodies(vectors) {
  const asked = Object.entries(requests(vectors)).map(([name, [says, body]]) => ({ name, says, body: hex(body), means: decodePlain(body) }))
  const answered = Object.entries(replies(vectors)).map(([name, [says, value]]) => {
    const body = encode(value)
    return { name, says, body: hex(body), means: decodePlain(body) }
  })
  const plainBody = asked.find(({ name }) => name === "sync_first").body
  const wrong = HAND_MADE.map(([name, says, make, good]) => ({ name, says, body: make(plainBody), well_formed: good }))
  return { requests: asked, replies: answered, by_hand: wrong }
}
