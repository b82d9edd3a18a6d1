// Six characters that tell one build from another, the same wherever the same sources are built.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const SOURCES = ['src', 'build', 'public', 'index.html', 'package-lock.json', 'vite.config.ts']

/** Of everything that the app is built from, its name and content. */
export function fingerprint(): string {
  const hash = createHash('sha256')
  for (const name of SOURCES.flatMap(filesOf).sort()) {
    hash.update(`${name}\0`).update(readFileSync(join(ROOT, name))).update('\0')
  }
  return hash.digest('hex').slice(0, 6)
}

function filesOf(name: string): string[] {
  if (name.includes('.')) return [name]
  return readdirSync(join(ROOT, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
}
