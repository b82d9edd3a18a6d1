// Beside every file that is worth it, what it is in Brotli and gzip: made once here, and not for every tablet again. What
// was made before of the same bytes is kept under node_modules: WebAssembly takes long and seldom changes.

import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const DIST = join(import.meta.dirname, '../dist')
const KEPT = join(import.meta.dirname, '../node_modules/.precompressed')
const WORTH_IT = /\.(?:js|css|html|svg|json|webmanifest|wasm)$/
const BYTES_MIN = 500
const KEEP_FROM_BYTES = 100_000

mkdirSync(KEPT, { recursive: true })
for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name)
  if (!entry.isFile() || !WORTH_IT.test(entry.name) || statSync(path).size < BYTES_MIN) continue
  const content = readFileSync(path)
  put(path, 'br', content, () =>
    brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    }),
  )
  put(path, 'gz', content, () => gzipSync(content, { level: 9 }))
}

function put(path, kind, content, compress) {
  const to = `${path}.${kind}`
  if (content.length < KEEP_FROM_BYTES) return writeFileSync(to, compress())
  const kept = join(KEPT, `${createHash('sha256').update(content).digest('hex')}.${kind}`)
  if (!existsSync(kept)) {
    // Under its name only when it is whole.
    writeFileSync(`${kept}.new`, compress())
    renameSync(`${kept}.new`, kept)
  }
  copyFileSync(kept, to)
}
