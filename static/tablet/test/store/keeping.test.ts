// What a worker writes is on the disk before it is shown as saved, is there after a restart, and says nothing to who
// has the disk alone.

import { describe, expect, it } from 'vitest'
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
