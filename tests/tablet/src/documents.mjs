// One document: its birth, answers, and what of its history a peer lacks. With values.mjs the only place that knows
// Automerge. Hashes are hex text here, as Automerge's JavaScript has them.

import * as A from "@automerge/automerge"
import { Failure } from "./failure.mjs"
import { isDelete, toAutomerge, toJson } from "./values.mjs"

export const heads = (doc) => [...A.getHeads(doc)].sort()
export const save = (doc) => A.save(doc)
export const free = (doc) => A.free(doc)
export const actorOf = (doc) => A.getActorId(doc)

export function open(chunks, actor) {
  return A.load(Buffer.concat(chunks), { actor })
}

/** Change times are Automerge's own: whole seconds. */
const at = (ms) => ({ time: Math.floor(ms / 1000) })

function put(draft, path, given) {
  if (isDelete(given)) delete draft[path]
  else draft[path] = toAutomerge(given)
}

/** A new document: kind, grid and kind_version in the change without dependencies, the answers after it. */
export function birth({ actor, kind, grid, kindVersion, values, atOnce, ms }) {
  const protectedFields = { kind, grid, kind_version: kindVersion }
  const doc = A.change(A.init({ actor }), at(ms), (draft) => {
    for (const [path, given] of Object.entries(protectedFields)) if (given !== undefined) put(draft, path, given)
    // A note that merges by character must be one and the same text from the start: two people who each begin it
    // later would have two rival texts. So an empty text belongs to the birth.
    for (const [path, given] of Object.entries(values)) if (atOnce || isEmptyText(given)) put(draft, path, given)
  })
  if (atOnce) return doc
  const rest = Object.entries(values).filter(([, given]) => !isEmptyText(given))
  return answer(doc, Object.fromEntries(rest), ms, false)
}

const isEmptyText = (given) => given !== null && typeof given === "object" && given.text === ""

/** One answer, one change; or all in one where a test asks for it. */
export function answer(doc, values, ms, atOnce) {
  const entries = Object.entries(values)
  if (!entries.length) return doc
  const groups = atOnce ? [entries] : entries.map((entry) => [entry])
  return groups.reduce(
    (current, group) => A.change(current, at(ms), (draft) => group.forEach(([path, given]) => put(draft, path, given))),
    doc,
  )
}

/** @param {Record<string, {splice?: [number, number, string?], update?: string}>} texts by path */
export function writeText(doc, texts, ms) {
  return Object.entries(texts).reduce((current, [path, how]) => {
    if (how.splice && typeof current[path] !== "string") throw new Failure("command.text", `${path} is no text`)
    return A.change(current, at(ms), (draft) => {
      if (how.splice) A.splice(draft, [path], ...how.splice)
      else if (typeof draft[path] === "string") A.updateText(draft, [path], how.update)
      else draft[path] = how.update
    })
  }, doc)
}

/** Feed chunks of any kind; fails when they build on changes that are not there. */
export function apply(doc, chunks, expected) {
  const after = chunks.length ? A.loadIncremental(doc, chunks) : doc
  if (!A.hasHeads(after, expected)) {
    throw new Failure("pull.incomplete", `the chunks do not reach the heads they came with: ${expected.join(" ")}`)
  }
  return after
}

export const empty = (actor) => A.init({ actor })

export function read(doc) {
  const backend = A.getBackend(doc)
  const fields = backend.keys("_root")
  const values = {}, types = {}, rivals = {}
  for (const path of fields) {
    values[path] = toJson(doc[path])
    types[path] = backend.getWithType("_root", path)[0]
    const all = Object.values(A.getConflicts(doc, path) ?? {}).map(toJson)
    const distinct = [...new Map(all.map((value) => [JSON.stringify(value), value])).values()]
    if (distinct.length > 1) rivals[path] = distinct.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
  return { values, types, rivals }
}

const held = (doc, hashes) => hashes.filter((hash) => A.inspectChange(doc, hash) !== null)

/** Change chunks that came after `known`. Hashes the document does not hold count for nothing: Automerge would
 *  silently take them to mean "everything". */
export function changesSince(doc, known) {
  return A.getChangesSince(doc, held(doc, known))
}

export const hashOf = (chunk) => A.decodeChange(chunk).hash

export const actorsSince = (doc, known) =>
  new Set(A.getChangesMetaSince(doc, held(doc, known)).map((change) => change.actor))

/** True when every one of `hashes` is in the document and among the ancestors of `heads` (or one of them). */
export function covers(doc, above, hashes) {
  if (held(doc, hashes).length < hashes.length) return false
  const outside = new Set(A.getChangesMetaSince(doc, held(doc, above)).map((change) => change.hash))
  return hashes.every((hash) => !outside.has(hash))
}

/** The fewest hashes that stand for all changes up to any of `hashes`. */
export function frontier(doc, hashes) {
  const here = [...new Set(held(doc, hashes))]
  if (here.length < 2) return here
  return here.filter((hash) => !covers(doc, here.filter((other) => other !== hash), [hash])).sort()
}

export function history(doc) {
  return A.getChangesMetaSince(doc, []).map(({ actor, seq, time, hash, deps }) => ({ actor, seq, time, hash, deps }))
}
