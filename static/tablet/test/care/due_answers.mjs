// Answers cases of the shape of tests/vectors/due.json, for a test that asks both sides the same.
//
//     node due_answers.mjs < {"programmes": {...}, "due": [...], "rates": [...]} > {"due": [...], "rates": [...]}
//     node due_answers.mjs < {"programmes": {...}, "towns": [[document, …], …], "today": "…"} > {"towns": [...]}

import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { runnerImport } from 'vite'

const { module } = await runnerImport(fileURLToPath(new URL('due_cases.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
})
const { programmes, due = [], rates = [], towns = [], today = '' } = JSON.parse(await text(process.stdin))
process.stdout.write(
  JSON.stringify({
    due: due.map((one) => module.dueAnswer(programmes, one)),
    rates: rates.map((one) => module.rateAnswer(programmes, one)),
    towns: towns.map((one) => module.townAnswer(programmes, one, today)),
  }),
)
