// One tablet of the stories: the profiles of one browser, of which one is in use.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Fault } from '../../src/fault.ts'
import type { OpenNotebook } from '../../src/notebook.ts'
import type { Marked, Markers } from '../../src/profile/marker.ts'
import { Profiles } from '../../src/profile/profiles.ts'

const WASM = readFileSync(createRequire(import.meta.url).resolve('@automerge/automerge/automerge.wasm'))
/** Deriving the key of a PIN is tried elsewhere; here it would only cost time. */
const QUICK = { memoryKib: 64, iterations: 1, lanes: 1 }
export const PIN = '480219'

class MarkersInMemory implements Markers {
  private marked: readonly Marked[] = []
  read(): Promise<Marked[]> {
    return Promise.resolve([...this.marked])
  }
  write(marked: readonly Marked[]): Promise<void> {
    this.marked = marked
    return Promise.resolve()
  }
}

export class Driven {
  profile = ''
  constructor(readonly profiles: Profiles) {}

  static async make(): Promise<Driven> {
    const markers = new MarkersInMemory()
    return new Driven(await Profiles.open({ wasm: WASM, app: 'mulin-tablet/test', markers, locks: undefined, hardness: QUICK }))
  }

  get notebook(): OpenNotebook {
    const { notebook } = this.profiles.state
    if (!notebook) throw new Fault('locked', 'nobody is let in')
    return notebook
  }
}
