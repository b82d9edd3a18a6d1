// In how many files the app comes. What is loaded together is one file: each one more is a question to the service worker,
// which on a slow tablet takes longer than its bytes. First the lock alone; then, while the PIN is typed, all that the first
// screen behind it needs; everything else when it is shown.

import { join } from 'node:path'
import type { Rolldown } from 'vite'

const SOURCES = join(import.meta.dirname, '../src')
/** What is fetched as soon as the lock is drawn. */
const BEHIND = ['profile/behind.ts', 'shell/Inside.vue', 'router.ts', 'today/Today.vue'].map((name) => join(SOURCES, name))

export function chunks(): Rolldown.CodeSplittingOptions {
  let behind: ReadonlySet<string> | undefined
  return {
    groups: [
      { name: 'lock', tags: ['$initial'], priority: 2 },
      {
        name(module, context) {
          behind ??= withAllTheyImport(BEHIND, context)
          return behind.has(module) ? 'behind' : null
        },
        debugName: 'behind',
        priority: 1,
      },
    ],
  }
}

function withAllTheyImport(roots: readonly string[], context: Rolldown.ChunkingContext): Set<string> {
  const found = new Set<string>()
  const open = [...roots]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (found.has(one)) continue
    found.add(one)
    open.push(...(context.getModuleInfo(one)?.importedIds ?? []))
  }
  return found
}
