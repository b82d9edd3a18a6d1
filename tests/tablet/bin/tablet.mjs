#!/usr/bin/env node
// A tablet for the tests, driven line by line (see README.md beside this folder).

import { serve } from "../src/process.mjs"

// A command that goes wrong is answered; whatever else goes wrong must not take the other tablets along.
process.on("uncaughtException", (error) => console.error(error))
process.on("unhandledRejection", (error) => console.error(error))

await serve(process.stdin, process.stdout)
