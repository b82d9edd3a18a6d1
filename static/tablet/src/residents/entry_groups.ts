// The repeated groups of a document (contacts, medicines, materials, windows), read out of its flat paths.

import type { Scalar, Values } from '../notebook.ts'

/** One entry of a group: its id, and its answers by the path inside it. */
export interface GroupEntry {
  readonly id: string
  readonly values: Values
}

export function groupEntries(values: Values, group: string): GroupEntry[] {
  const start = `${group}.`
  const found = new Map<string, Record<string, Scalar>>()
  for (const [path, value] of Object.entries(values)) {
    if (!path.startsWith(start)) continue
    const end = path.indexOf('.', start.length)
    if (end < 0) continue
    const id = path.slice(start.length, end)
    const entry = found.get(id) ?? {}
    entry[path.slice(end + 1)] = value
    found.set(id, entry)
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([id, own]) => ({ id, values: own }))
}

/** The codes that are ticked of a choices field, in the order in which they are kept. */
export function ticked(values: Values, path: string): string[] {
  const start = `${path}.`
  return Object.keys(values)
    .filter((one) => one.startsWith(start) && values[one] === true)
    .map((one) => one.slice(start.length))
}

export function textOf(values: Values, path: string): string {
  const value = values[path]
  return typeof value === 'string' ? value : ''
}
