// Tablets for the stories in tests/app: the app's own core over an IndexedDB in memory, driven line by line. One JSON
// command per line in, one JSON answer per line out; what each command takes and answers is in tests/app/driver.py.

import 'fake-indexeddb/auto'
import { createInterface } from 'node:readline'
import { Fault } from '../../src/fault.ts'
import { COMMANDS } from './commands.ts'
import { Driven } from './driven.ts'

type Json = Record<string, unknown>
const tablets = new Map<string, Promise<Driven>>()
const queues = new Map<string, Promise<unknown>>()

async function answer(command: Json): Promise<Json> {
  const name = String(command['tablet'] ?? 'A')
  const what = String(command['do'])
  try {
    if (!tablets.has(name)) tablets.set(name, Driven.make())
    const tablet = await (tablets.get(name) as Promise<Driven>)
    const run = COMMANDS[what]
    if (!run) throw new Fault('command.unknown', `no command ${what}`)
    return (await run(tablet, command)) ?? {}
  } catch (reason) {
    if (reason instanceof Fault) return { error: reason.message, code: reason.code, ...reason.more }
    return { error: String(reason), code: 'driver.fault', stack: reason instanceof Error ? reason.stack : '' }
  }
}

process.on('unhandledRejection', (reason) => console.error(reason))

const pending = new Set<Promise<unknown>>()
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (!line.trim()) continue
  const command = JSON.parse(line) as Json
  const name = String(command['tablet'] ?? 'A')
  const mine = (queues.get(name) ?? Promise.resolve())
    .then(() => answer(command))
    .then((told) => process.stdout.write(`${JSON.stringify({ n: command['n'], ...told })}\n`))
  queues.set(name, mine)
  pending.add(mine)
  void mine.finally(() => pending.delete(mine))
}
await Promise.all(pending)
process.exit(0)
