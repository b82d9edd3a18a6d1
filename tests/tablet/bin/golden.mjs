#!/usr/bin/env node
// Writes the test vectors of tests/golden/, or with a folder as argument, there. Every run writes the same bytes.

import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { stories } from "../src/golden/concurrent.mjs"
import { hostile } from "../src/golden/hostile.mjs"
import { EXAMPLES } from "../src/golden/kinds.mjs"
import { digests, residentIds, sealVectors } from "../src/golden/sets.mjs"
import { kindVector } from "../src/golden/vectors.mjs"
import { bodies } from "../src/golden/bodies.mjs"
import { bundles } from "../src/golden/bundles.mjs"

const here = path.dirname(fileURLToPath(import.meta.url))
const folder = process.argv[2] ?? path.join(here, "..", "..", "golden")

const vectors = EXAMPLES.map(kindVector)
const files = {
  "documents.json": vectors,
  "concurrent.json": stories(),
  "digests.json": digests(vectors),
  "resident_ids.json": residentIds(),
  "seals.json": sealVectors(vectors),
  "bodies.json": bodies(vectors),
  "bundles.json": await bundles(vectors),
  "hostile.json": hostile(),
}

fs.mkdirSync(folder, { recursive: true })
for (const [name, content] of Object.entries(files)) {
  fs.writeFileSync(path.join(folder, name), `${JSON.stringify(content, null, 1)}\n`)
}
