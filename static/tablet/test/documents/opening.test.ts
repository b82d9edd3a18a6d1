// The library of documents comes late, and may not come at all: nothing that is typed is lost by that.

import 'fake-indexeddb/auto'
import { expect, it, vi } from 'vitest'
import { documents, documentsFrom } from '../../src/documents/opening.ts'
import { Browser, code, PIN, withOneVisit } from '../profile/browser.ts'
import { QUICK, WASM } from '../store/ground.ts'

const NOTHING = new Uint8Array(8)

it('lets a worker in, keeps what they type, and writes it when the library is there', async () => {
  await expect(documents()).rejects.toThrow(code('storage.broken'))
  const browser = new Browser()
  // A tablet whose app lacks that one file, the first time and the second time.
  documentsFrom(NOTHING)
  const broken = await browser.start({ wasm: NOTHING })
  const notebook = await broken.enrol('https://centre.test', 'K7QM-2XHD', '7号平板', PIN)
  await expect(notebook.begin('visit', 'g', { result: '1' })).rejects.toThrow(code('storage.broken'))
  documentsFrom(WASM)
  const visit = await notebook.begin('visit', 'g', { result: '1' })
  expect(notebook.entries.get(visit)?.values).toEqual({ result: '1' })
})

it('is not needed to see what is there', async () => {
  const browser = new Browser()
  const { profiles, id, visit } = await withOneVisit(browser)
  await profiles.leave()
  // As after a restart, with an app that lacks the library.
  vi.resetModules()
  vi.doMock('../../src/documents/library.ts', () => {
    throw new Error('no such file')
  })
  const { Profiles } = await import('../../src/profile/profiles.ts')
  const again = await Profiles.open({ wasm: WASM, app: 'test', markers: browser.markers, locks: undefined, hardness: QUICK })
  const notebook = await again.unlock(id, PIN)
  expect(notebook.entries.get(visit)?.values).toEqual({ result: '1' })
  await expect(notebook.open(visit)).rejects.toMatchObject({ code: 'storage.broken' })
})
