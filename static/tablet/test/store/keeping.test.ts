// What a worker writes is on the disk before it is shown as saved, is there after a restart, and says nothing to who
// has the disk alone.

import { describe, expect, it, vi } from 'vitest'
import { readAhead } from '../../src/store/ahead.ts'
import { databaseName, eraseDatabase } from '../../src/store/database.ts'
import { Store } from '../../src/store/store.ts'
import { Vault } from '../../src/store/vault.ts'
import { fromUtf8, utf8 } from '../../src/wire/bytes.ts'
import { Browser, code, withOneVisit } from '../profile/browser.ts'
import { again, GRID, ground, raw } from './ground.ts'

const ANSWERS = { name: '张桂芳', id_number: '370812193803070007', phone: '13800001234', sex: '2' }

describe('what was typed', () => {
  it('is there after a restart, in the index and in the document', async () => {
    const first = await ground()
    const id = await first.writing.nameFor(ANSWERS.id_number)
    await first.writing.begin(id, undefined, 'resident', GRID, ANSWERS)
    await first.writing.write(id, { phone: '13800009999', sex: null }, false)
    const later = await again(first)
    const row = later.store.row(id)
    expect(row).toMatchObject({ kind: 'resident', grid: GRID, mine: true, safe: [], dropped: false })
    expect(row.values).toEqual({ name: '张桂芳', id_number: '370812193803070007', phone: '13800009999' })
    expect((await later.shelf.open(id)).read().values['phone']).toBe('13800009999')
  })

  it('is one change for each answer, and none for an answer that stands', async () => {
    const { writing, shelf } = await ground()
    const id = await writing.nameFor(undefined)
    await writing.begin(id, undefined, 'visit', GRID, { result: 'met', mood: 'good' })
    await writing.write(id, { result: 'met', mood: 'low', weight: 61.5 }, false)
    await writing.write(id, { sbp: 142, dbp: 88 }, true)
    // Birth, two answers at birth, two of the three after it, the pair.
    expect((await shelf.open(id)).history()).toHaveLength(6)
  })

  it('leaves nothing readable in the database, and no name of a document', async () => {
    const { writing, database } = await ground()
    const id = await writing.nameFor(ANSWERS.id_number)
    await writing.begin(id, undefined, 'resident', GRID, ANSWERS)
    const text = await raw(database)
    expect(text.length).toBeGreaterThan(500)
    for (const word of [...Object.values(ANSWERS).filter((value) => value.length > 1), id, id.replaceAll('-', ''), GRID, 'resident']) {
      expect(text).not.toContain(word)
    }
  })

  it('burns and rebuilds the index, equal', async () => {
    const first = await ground()
    for (let number = 0; number < 40; number += 1) {
      const id = await first.writing.nameFor(undefined)
      await first.writing.begin(id, undefined, 'visit', GRID, { result: 'met', order: number })
    }
    const before = new Map(first.store.rows)
    await first.database.clear('pages')
    const later = await again(first)
    expect(new Map(later.store.rows)).toEqual(before)
    expect((await later.database.getAllKeys('pages')).length).toBeGreaterThan(1)
  })

  it('that does not open any more keeps nothing else shut in, and is said', async () => {
    const first = await ground()
    const [good, bad] = [await first.writing.nameFor(undefined), await first.writing.nameFor(undefined)]
    await first.writing.begin(good, undefined, 'visit', GRID, { result: '1' })
    const [before] = await first.database.getAllKeys('documents')
    await first.writing.begin(bad, undefined, 'visit', GRID, { result: '2' })
    const name = (await first.database.getAllKeys('documents')).find((key) => key !== before) ?? ''
    await first.database.put('documents', new Uint8Array(100), name)
    await first.database.clear('pages')
    const later = await again(first)
    expect([...later.store.rows.keys()]).toEqual([good])
    expect(later.store.damaged).toEqual([bad])
  })
})

describe('what was read ahead of the key', () => {
  it('counts until something is written, and no longer', async () => {
    const first = await ground()
    await first.store.commit({ state: { cursors: { g: 1 } }, more: [{ store: 'aside', key: 'one', bytes: utf8('1') }] })
    const ahead = await readAhead(first.database)
    const later = await Store.open(first.database, await Vault.of(first.root, first.profile), ahead)
    const reading = vi.spyOn(IDBObjectStore.prototype, 'get')
    expect(await later.state('cursors')).toEqual({ g: 1 })
    expect(await later.state('proof')).toBeUndefined()
    expect((await later.allKept('aside')).map(fromUtf8)).toEqual(['1'])
    expect(reading).not.toHaveBeenCalled()
    await later.commit({ state: { cursors: { g: 2 }, proof: true }, more: [{ store: 'aside', key: 'one', bytes: undefined }] })
    expect(await later.state('cursors')).toEqual({ g: 2 })
    expect(await later.state('proof')).toBe(true)
    expect(await later.allKept('aside')).toEqual([])
  })

  it('is not looked at for a PIN that is wrong: the database is let go', async () => {
    const browser = new Browser()
    const { profiles, id } = await withOneVisit(browser)
    await profiles.leave()
    await expect(profiles.unlock(id, '000001')).rejects.toThrow(code('pin.wrong'))
    // Whoever still had it open would stand in the way of this.
    await eraseDatabase(id)
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(databaseName(id))
  })
})
