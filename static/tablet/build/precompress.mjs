// Beside every file that is worth it, what it is in Brotli and gzip: made once here, and not for every tablet again.

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const DIST = join(import.meta.dirname, '../dist')
const WORTH_IT = /\.(?:js|css|html|svg|json|webmanifest|wasm)$/
const BYTES_MIN = 500

for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name)
  if (!entry.isFile() || !WORTH_IT.test(entry.name) || statSync(path).size < BYTES_MIN) continue
  const content = readFileSync(path)
  const brotli = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params: brotli }))
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }))
}
