// Lines in, lines out: one JSON command per line, one JSON answer per line. Several tablets live in one process, each
// under its name; the commands of one tablet run one after the other, those of different tablets at the same time.

import readline from "node:readline"
import { Failure } from "./failure.mjs"
import { Tablet } from "./tablet.mjs"

const COMMANDS = [
  "enrol", "kinds", "create", "edit", "read", "history", "list", "heads", "chunks", "seals", "digest", "status", "sync", "compare",
  "raw", "retry", "attach", "upload", "bundle", "clone_actor", "backup_store", "restore_store",
]

export class Desk {
  constructor() {
    this.tablets = new Map()
    this.queues = new Map()
  }

  /** @returns {Promise<object>} the answer; never rejects */
  handle(command) {
    const name = command?.tablet ?? "A"
    const previous = this.queues.get(name) ?? Promise.resolve()
    const answer = previous.then(() => this.#answer(name, command))
    this.queues.set(name, answer)
    return answer
  }

  async #answer(name, command) {
    try {
      return await this.#run(name, command)
    } catch (error) {
      return { error: String(error?.message ?? error), code: error?.code ?? "tablet.fault", ...(error?.more ?? {}), ...(error instanceof Failure ? {} : { stack: error?.stack }) }
    }
  }

  async #run(name, { do: what, tablet: _name, n: _number, ...given }) {
    if (what === "open") {
      this.tablets.get(name)?.close()
      this.tablets.delete(name)
      const tablet = new Tablet(given)
      this.tablets.set(name, tablet)
      return tablet.status()
    }
    const tablet = this.tablets.get(name)
    if (!tablet) throw new Failure("tablet.not_open", `no tablet ${name} is open`)
    if (what === "close") {
      this.tablets.delete(name)
      return tablet.close()
    }
    if (!COMMANDS.includes(what)) throw new Failure("command.unknown", `no command ${what}`)
    return tablet[what](given)
  }
}

export async function serve(input, output) {
  const desk = new Desk()
  const pending = new Set()
  for await (const line of readline.createInterface({ input, crlfDelay: Infinity })) {
    if (!line.trim()) continue
    const one = answerLine(desk, line).then((answer) => output.write(`${JSON.stringify(answer)}\n`))
    pending.add(one)
    one.finally(() => pending.delete(one))
  }
  await Promise.all(pending)
}

async function answerLine(desk, line) {
  let command
  try {
    command = JSON.parse(line)
  } catch (error) {
    return { error: error.message, code: "command.json" }
  }
  const answer = await desk.handle(command)
  return command?.n === undefined ? answer : { n: command.n, ...answer }
}
