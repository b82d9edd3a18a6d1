// Nobody answered: the shortest visit there is.

import type { Entry, Notebook } from '../notebook.ts'

const AT_HOME = '1'
const NO_ANSWER = '3'

/** Resolves with the visit's id once it is on disk. */
export function nobodyHome(notebook: Notebook, resident: Entry, atMs: number): Promise<string> {
  return notebook.begin('visit', resident.grid, {
    resident: resident.document,
    worker: notebook.profile.person.id,
    at: atMs,
    method: AT_HOME,
    result: NO_ANSWER,
  })
}
