// Entries as the store gives them, for what is pure.

import type { Entry, Scalar } from '../../src/notebook.ts'

type Loose = Readonly<Record<string, Scalar | null | undefined>>

export function entry(document: string, kind: string, values: Loose, more: Partial<Entry> = {}): Entry {
  const known = Object.entries(values).filter((one): one is [string, Scalar] => one[1] !== undefined && one[1] !== null)
  return {
    document,
    kind,
    grid: 'g1',
    values: Object.fromEntries(known),
    mark: 'safe',
    disputed: [],
    touchedMs: 0,
    mine: false,
    ...more,
  }
}
