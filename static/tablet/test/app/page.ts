// The core in a page of its own, without screens: for what only a real browser has, its disk, its tabs, its quota.

import wasm from '@automerge/automerge/automerge.wasm?url'
import { Profiles } from '../../src/profile/profiles.ts'
import type { OpenNotebook } from '../../src/notebook.ts'

const PIN = '480219'

/** What the tests call from outside: `await core.enrol(…)`. */
class Core {
  profiles: Profiles | undefined
  /** What went wrong, by its code. */
  failed = ''

  async start(): Promise<{ profiles: number; gone: string[] }> {
    this.profiles = await Profiles.open({ wasm, app: 'mulin-tablet/test' })
    return { profiles: this.profiles.state.profiles.length, gone: this.profiles.state.gone.map(({ label }) => label) }
  }

  get notebook(): OpenNotebook {
    const notebook = this.profiles?.state.notebook
    if (!notebook) throw new Error('nobody was let in')
    return notebook
  }

  async enrol(server: string, code: string): Promise<void> {
    await this.profiles?.enrol(server, code, '7号平板', PIN)
    await this.notebook.syncNow()
  }

  async unlock(): Promise<number> {
    const { profiles } = this
    await profiles?.unlock(profiles.state.profiles[0]?.id ?? '', PIN)
    return this.notebook.entries.size
  }

  begin(kind: string, grid: string, answers: Record<string, string | number>): Promise<string> {
    return this.notebook.begin(kind, grid, answers)
  }

  /** @returns the code of what went wrong, or nothing */
  async write(document: string, answers: Record<string, string | number>): Promise<string> {
    return this.notebook.write(document, answers).then(
      () => '',
      (reason: { code?: string }) => reason.code ?? String(reason),
    )
  }

  values(document: string): unknown {
    return this.notebook.entries.get(document)?.values
  }

  /** How long each answer took until it was on the disk, in milliseconds. */
  async timed(document: string, answers: number): Promise<number[]> {
    const took: number[] = []
    for (let number = 0; number < answers; number += 1) {
      const before = performance.now()
      await this.notebook.write(document, { 'vitals.sbp': 100 + number })
      took.push(performance.now() - before)
    }
    return took
  }
}

declare global {
  var core: Core
}

globalThis.core = new Core()
