// The Automerge binary format, written by hand: for chunks that the library would never write.
// Source: the Automerge binary format specification (chunks, change chunks, document chunks, columns).

import { createHash } from "node:crypto"
import { bytes } from "../ids.mjs"

export const MAGIC = "856f4a83"
export const DOCUMENT = 0, CHANGE = 1, DEFLATED = 2, BUNDLE = 3

/** Unsigned LEB128; numbers beyond 2^53 as BigInt. */
export function uleb(value) {
  const out = []
  let rest = BigInt(value)
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    out.push(rest ? low | 0x80 : low)
  } while (rest)
  return Buffer.from(out)
}

/** Signed LEB128. */
export function sleb(value) {
  const out = []
  let rest = BigInt(value)
  for (;;) {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    const done = (rest === 0n && !(low & 0x40)) || (rest === -1n && low & 0x40)
    out.push(done ? low : low | 0x80)
    if (done) return Buffer.from(out)
  }
}

const sized = (data) => Buffer.concat([uleb(data.length), data])
export const string = (text) => sized(Buffer.from(text, "utf8"))

/** Run-length columns: so many rows of the same value; so many rows of nothing; so many rows of false. */
export const run = (count, value) => Buffer.concat([sleb(count), value])
export const nulls = (count) => Buffer.concat([sleb(0), uleb(count)])
export const falses = (count) => uleb(count)

export const SPEC = {
  objectActor: 0x01, objectCounter: 0x02, keyActor: 0x11, keyCounter: 0x13, keyString: 0x15, idActor: 0x21, idCounter: 0x23,
  insert: 0x34, action: 0x42, valueType: 0x56, value: 0x57, preds: 0x70, predActor: 0x71, predCounter: 0x73, succs: 0x80,
}

/** Set in the specification of a column that is deflated. */
export const DEFLATE_BIT = 8

/** @param {[number, Buffer][]} columns by rising specification */
function columnsOf(columns) {
  const head = columns.map(([spec, data]) => Buffer.concat([uleb(spec), uleb(data.length)]))
  return [Buffer.concat([uleb(columns.length), ...head]), Buffer.concat(columns.map(([, data]) => data))]
}

/** A chunk with the right checksum, which for a deflated change is that of the change it inflates to. */
export function chunk(type, contents, checksum) {
  const framed = Buffer.concat([Buffer.from([type]), uleb(contents.length), contents])
  const sum = checksum ?? createHash("sha256").update(framed).digest().subarray(0, 4)
  return Buffer.concat([Buffer.from(MAGIC, "hex"), sum, framed])
}

/** The hash of a change: all 32 bytes of which the checksum is the beginning. */
export const changeHash = (contents) =>
  createHash("sha256").update(Buffer.concat([Buffer.from([CHANGE]), uleb(contents.length), contents])).digest("hex")

export function changeContents({ deps = [], actor, seq = 1, startOp = 1, time = 0, others = [], columns, extra = Buffer.alloc(0) }) {
  const [head, data] = columnsOf(columns)
  return Buffer.concat([
    uleb(deps.length), ...deps.map(bytes), sized(Buffer.from(actor, "hex")), uleb(seq), uleb(startOp), sleb(time), string(""),
    uleb(others.length), ...others.map((other) => sized(Buffer.from(other, "hex"))), head, data, extra,
  ])
}

export function documentContents({ actors, heads, changeColumns, opColumns }) {
  const [changeHead, changeData] = columnsOf(changeColumns)
  const [opHead, opData] = columnsOf(opColumns)
  return Buffer.concat([
    uleb(actors.length), ...actors.map((one) => sized(Buffer.from(one, "hex"))), uleb(heads.length), ...heads.map(bytes),
    changeHead, opHead, changeData, opData, ...heads.map(() => uleb(0)),
  ])
}

function reader(data, start) {
  let place = start
  const unsigned = () => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = data[place++]
      value += (byte & 0x7f) * scale
      if (!(byte & 0x80)) return value
    }
  }
  const take = (length) => data.subarray(place, (place += length))
  return { unsigned, take }
}

/** The raw bytes of one operation column of a saved document. */
export function documentColumn(saved, wanted) {
  const { unsigned, take } = reader(saved, 9)
  unsigned()
  for (let actors = unsigned(); actors > 0; actors -= 1) take(unsigned())
  for (let heads = unsigned(); heads > 0; heads -= 1) take(32)
  const [changes, operations] = [0, 0].map(() => Array.from({ length: unsigned() }, () => [unsigned(), unsigned()]))
  changes.forEach(([, length]) => take(length))
  for (const [spec, length] of operations) {
    const column = take(length)
    if (spec === wanted) return column
  }
  throw new Error(`no column ${wanted}`)
}

/** Bytes as deflate keeps them when it does not compress; another deflate stream may follow. */
export function stored(data) {
  const head = Buffer.alloc(5)
  head.writeUInt16LE(data.length, 1)
  head.writeUInt16LE(0xffff ^ data.length, 3)
  return Buffer.concat([head, data])
}

/** Where the parts of a chunk lie; `chunk` is bytes of one whole chunk. */
export function regions(bytesOfChunk) {
  let place = 9
  while (bytesOfChunk[place] & 0x80) place += 1
  return { magic: 0, checksum: 4, type: 8, length: 9, first: place + 1, middle: (place + 1 + bytesOfChunk.length) >> 1, last: bytesOfChunk.length - 1 }
}

/** The same chunk after its contents were changed, with the checksum that they should have. */
export function refitted(bytesOfChunk) {
  const framed = bytesOfChunk.subarray(8)
  const hash = createHash("sha256").update(framed).digest()
  return Buffer.concat([bytesOfChunk.subarray(0, 4), hash.subarray(0, 4), framed])
}
