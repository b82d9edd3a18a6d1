// An append-only file of frames: length, first 4 bytes of SHA-256, body. A frame is on disk whole or not at all: one
// cut off by a power failure is the last of the file, and is cut away when the file is opened again.

import { createHash } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { Failure } from "./failure.mjs"

const HEADER = 8

function frame(body) {
  const head = Buffer.alloc(HEADER)
  head.writeUInt32BE(body.length)
  createHash("sha256").update(body).digest().copy(head, 4, 0, 4)
  return Buffer.concat([head, body])
}

/** @returns {{bodies: Buffer[], good: number}} whole frames and where they end */
export function frames(file) {
  const bodies = []
  let good = 0
  while (good + HEADER <= file.length) {
    const start = good + HEADER
    const end = start + file.readUInt32BE(good)
    if (end > file.length) break
    const body = file.subarray(start, end)
    const sum = createHash("sha256").update(body).digest().subarray(0, 4)
    if (!sum.equals(file.subarray(good + 4, start))) {
      // Zeros to the end are a file that grew before its bytes were written: torn, like a short frame.
      if (end === file.length || file.subarray(good).every((byte) => byte === 0)) break
      throw new Failure("store.damaged", `the journal is damaged at byte ${good}, and goes on after it`)
    }
    bodies.push(body)
    good = end
  }
  return { bodies, good }
}

function syncFolder(folder) {
  const handle = fs.openSync(folder, "r")
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}

export class Journal {
  /** @param {string} file @param {boolean} durable false only where a test makes thousands of documents */
  constructor(file, durable) {
    this.file = file
    this.durable = durable
    fs.mkdirSync(path.dirname(file), { recursive: true })
    const existing = fs.existsSync(file) ? fs.readFileSync(file) : Buffer.alloc(0)
    const { bodies, good } = frames(existing)
    this.bodies = bodies
    this.torn = existing.length - good
    this.handle = fs.openSync(file, "a")
    if (this.torn) fs.ftruncateSync(this.handle, good)
    this.size = good
    this.#flush()
    if (durable) syncFolder(path.dirname(file))
  }

  #flush() {
    if (this.durable) fs.fsyncSync(this.handle)
  }

  append(body) {
    const bytes = frame(Buffer.from(body))
    let written = 0
    while (written < bytes.length) written += fs.writeSync(this.handle, bytes, written)
    this.#flush()
    this.size += bytes.length
  }

  /** Put `body` in the place of everything: a new file beside the old one, then one atomic rename. */
  replace(body) {
    const beside = `${this.file}.new`
    const handle = fs.openSync(beside, "w")
    const bytes = frame(Buffer.from(body))
    fs.writeFileSync(handle, bytes)
    fs.fsyncSync(handle)
    fs.closeSync(handle)
    fs.renameSync(beside, this.file)
    syncFolder(path.dirname(this.file))
    fs.closeSync(this.handle)
    this.handle = fs.openSync(this.file, "a")
    this.size = bytes.length
  }

  close() {
    fs.closeSync(this.handle)
  }
}
