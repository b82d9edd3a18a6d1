// A browser for the tests of profiles: an IndexedDB in memory that can be lost or full, and a centre that enrols and is
// then out of reach. What the centre itself says is tried with a real one, in tests/app.

import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { expect, vi } from 'vitest'
import type { Marked, Markers } from '../../src/profile/marker.ts'
import { Profiles, type ProfilesOptions } from '../../src/profile/profiles.ts'
import { QUICK, WASM } from '../store/ground.ts'

export const PIN = '480219'
export const TOKEN = 'token-that-must-not-lie-about'
export const GRID = '370812003001-1001'

const ENROLLED = {
  tablet: '6f1c0a52-8d0a-4c53-9a08-7f3c0d1e2f4a', token: TOKEN, protocol: 1, log: 'log-1',
  person: { id: '11111111-1111-4111-8111-111111111111', name: '王芳', role: 'grid_worker' },
  community: { id: 'ruyili', name: '如意里社区', namespace: '5b2f7c52-0d0a-4c53-9a08-7f3c0d1e2f4a' },
  grids: [{ id: GRID, name: '1网格' }],
}

export class MarkersInMemory implements Markers {
  marked: readonly Marked[] = []
  read(): Promise<Marked[]> {
    return Promise.resolve([...this.marked])
  }
  write(marked: readonly Marked[]): Promise<void> {
    this.marked = marked
    return Promise.resolve()
  }
}

export class Browser {
  readonly markers = new MarkersInMemory()
  /** How many pairing codes were used up. */
  codesUsed = 0

  constructor() {
    this.loseEverything()
    vi.stubGlobal('fetch', (url: string) => {
      if (!url.endsWith('/api/v1/enrol')) return Promise.reject(new TypeError('no network'))
      this.codesUsed += 1
      return Promise.resolve(new Response(JSON.stringify(ENROLLED), { status: 201 }))
    })
  }

  /** As after a restart of the app. */
  start(more: Partial<ProfilesOptions> = {}): Promise<Profiles> {
    return Profiles.open({ wasm: WASM, app: 'test', markers: this.markers, locks: undefined, hardness: QUICK, ...more })
  }

  loseEverything(): void {
    vi.stubGlobal('indexedDB', new IDBFactory())
  }
}

/** One profile with one visit in it. */
export async function withOneVisit(browser: Browser): Promise<{ profiles: Profiles; id: string; visit: string }> {
  const profiles = await browser.start()
  const notebook = await profiles.enrol('https://centre.test', 'K7QM-2XHD', '7号平板', PIN)
  const visit = await notebook.begin('visit', GRID, { result: '1' })
  return { profiles, id: profiles.state.profiles[0]?.id ?? '', visit }
}

export const code = (wanted: string): unknown => expect.objectContaining({ code: wanted })

