// What people see of a sync: reactive, and nothing but what is known.

import { shallowReactive } from 'vue'
import { Fault } from '../fault.ts'
import type { SyncState, SyncTrouble } from '../notebook.ts'
import { markOf, type Row } from '../store/row.ts'

type Changing<State> = { -readonly [Key in keyof State]: State[Key] }
export type ShownSync = Changing<SyncState>

export function newSyncState(): ShownSync {
  return shallowReactive<ShownSync>({
    running: false,
    progress: { sent: 0, toSend: 0, collected: 0 },
    unsent: 0,
    unsentAttachments: 0,
    safe: 0,
    refused: 0,
    agreed: undefined,
    lastContactMs: undefined,
    trouble: undefined,
    problems: [],
    stuck: [],
    unreadable: [],
    attachmentsWait: false,
  })
}

/** How many documents carry which mark; kept up to date row by row. */
export class Counts {
  private readonly marks = new Map<string, 'here' | 'safe' | 'refused'>()

  constructor(private readonly shown: ShownSync) {}

  update(rows: Iterable<Row>, forgotten: Iterable<string>): void {
    for (const row of rows) this.marks.set(row.document, markOf(row))
    for (const document of forgotten) this.marks.delete(document)
    const count = { here: 0, safe: 0, refused: 0 }
    for (const mark of this.marks.values()) count[mark] += 1
    this.shown.unsent = count.here
    this.shown.safe = count.safe
    this.shown.refused = count.refused
  }
}

export function troubleOf(reason: unknown): SyncTrouble {
  if (!(reason instanceof Fault)) return 'fault'
  if (reason.code.startsWith('storage.') && reason.more.status === undefined) return 'storage'
  if (reason.code === 'revoked') return 'revoked'
  if (reason.code === 'network.lost') return 'offline'
  if (reason.code === 'storage.full') return 'full'
  if (reason.more.status === 429 || reason.more.status === 503) return 'busy'
  return 'fault'
}
