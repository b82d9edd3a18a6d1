// What is typed is on the disk before it is said to be, in changes of the right size, and nothing of it is lost.

import { nextTick } from 'vue'
import { describe, expect, it } from 'vitest'

import { Sheet, type Beginning } from '../../src/forms/sheet.ts'
import { declared } from './declared.ts'
import { FormNotebook } from './form_notebook.ts'

const RESIDENT = '11111111-1111-4111-8111-111111111111'
const BEGINNING: Beginning = { grid: 'g1', answers: { resident: RESIDENT, at: 1_795_000_000_000 } }

function begun(kind = 'health_check') {
  const notebook = new FormNotebook([], declared)
  return { notebook, sheet: new Sheet(notebook, declared.kinds[kind]!, BEGINNING) }
}

describe('a sheet', () => {
  it('leaves nothing behind when it was only looked at', async () => {
    const { notebook, sheet } = begun()
    await sheet.flush()
    expect(sheet.values.value.resident).toBe(RESIDENT)
    expect([...notebook.entries]).toEqual([])
  })

  it('is born with its first answer', async () => {
    const { notebook, sheet } = begun()
    await sheet.answer({ source: '1' })
    expect(notebook.written).toEqual([
      { document: sheet.document.value, answers: { resident: RESIDENT, at: 1_795_000_000_000, source: '1' } },
    ])
  })

  it('says that an answer is saved once it is on the disk, and not before', async () => {
    const { notebook, sheet } = begun()
    const kept = sheet.answer({ source: '1' })
    expect(sheet.saving.get('source')).toBe('saving')
    expect(sheet.values.value.source).toBe('1')
    await kept
    expect(sheet.saving.get('source')).toBe('saved')
    expect(notebook.entries.get(sheet.document.value!)?.values.source).toBe('1')
  })

  it('writes the pair of pressures as one change, and other answers one by one', async () => {
    const { notebook, sheet } = begun()
    await sheet.answer({ source: '1' })
    await sheet.answerPair({ 'vitals.sbp': 150 }, 'vitals.sbp', 'vitals.dbp')
    expect(sheet.values.value['vitals.sbp']).toBe(150)
    expect(notebook.changes).toEqual([])
    await sheet.answerPair({ 'vitals.dbp': 90 }, 'vitals.dbp', 'vitals.sbp')
    await sheet.answer({ 'vitals.pulse': 72 })
    expect(notebook.changes.map(({ answers, together }) => [answers, together])).toEqual([
      [{ 'vitals.sbp': 150, 'vitals.dbp': 90 }, true],
      [{ 'vitals.pulse': 72 }, false],
    ])
  })

  it('does not lose half a pair when it is left', async () => {
    const { notebook, sheet } = begun()
    await sheet.answerPair({ 'vitals.sbp': 150 }, 'vitals.sbp', 'vitals.dbp')
    await sheet.flush()
    expect(notebook.entries.get(sheet.document.value!)?.values['vitals.sbp']).toBe(150)
  })

  it('changes one of a pair that stands by itself', async () => {
    const { notebook, sheet } = begun()
    await sheet.answer({ 'vitals.sbp': 150, 'vitals.dbp': 90 }, true)
    await sheet.answerPair({ 'vitals.sbp': 152 }, 'vitals.sbp', 'vitals.dbp')
    expect(notebook.entries.get(sheet.document.value!)?.values['vitals.sbp']).toBe(152)
  })

  it('writes nothing where nothing changes: twice is once', async () => {
    const { notebook, sheet } = begun()
    await sheet.answer({ source: '1' })
    await sheet.answer({ source: '1' })
    await sheet.answer({ 'vitals.sbp': null })
    expect(notebook.written).toHaveLength(1)
  })

  it('keeps on the screen what a full disk will not take, says so, and writes it in order later', async () => {
    const { notebook, sheet } = begun()
    await sheet.answer({ source: '1' })
    notebook.broken = 'storage.full'
    await sheet.answer({ 'vitals.pulse': 72 })
    await sheet.note('note', '家里有狗')
    expect(sheet.trouble.value).toBe('storage.full')
    expect(sheet.saving.get('vitals.pulse')).toBe('failed')
    expect(sheet.values.value).toMatchObject({ 'vitals.pulse': 72, note: '家里有狗' })
    expect(sheet.unsaved).toBe(true)

    notebook.broken = undefined
    await sheet.retry()
    expect(sheet.trouble.value).toBeUndefined()
    expect(sheet.saving.get('vitals.pulse')).toBe('saved')
    const reading = await notebook.open(sheet.document.value!)
    expect(reading.values).toMatchObject({ source: '1', 'vitals.pulse': 72, note: '家里有狗' })
  })

  it('is born later where the disk was full at first', async () => {
    const { notebook, sheet } = begun()
    notebook.broken = 'storage.full'
    await sheet.answer({ source: '1' })
    await sheet.answer({ source: '2' })
    expect(sheet.document.value).toBeUndefined()
    notebook.broken = undefined
    await sheet.answer({ 'vitals.pulse': 72 })
    expect(notebook.entries.size).toBe(1)
    expect(notebook.entries.get(sheet.document.value!)?.values).toMatchObject({ source: '2', 'vitals.pulse': 72 })
  })

  it('is gone on with later', async () => {
    const { notebook, sheet } = begun()
    await sheet.answer({ 'vitals.pulse': 72 })
    const again = new Sheet(notebook, declared.kinds.health_check!, undefined, sheet.document.value)
    await again.load()
    expect(again.values.value).toMatchObject({ 'vitals.pulse': 72, resident: RESIDENT })
    expect(again.touched.value).toBe(false)
    await again.answer({ 'vitals.pulse': null })
    expect(again.values.value).not.toHaveProperty('vitals.pulse')
  })

  it('keeps attachments, and what belongs to them', async () => {
    const { notebook, sheet } = begun('visit')
    await sheet.attach('voice_note', new Blob(['hello']), { voice_seconds: 7 })
    await nextTick()
    expect(sheet.values.value).toMatchObject({ voice_seconds: 7 })
    expect(notebook.kept.get(String(sheet.values.value.voice_note))?.size).toBe(5)
    expect(sheet.saving.get('voice_note')).toBe('saved')
  })

  it('tells what is wrong in the centre’s own codes', async () => {
    const { sheet } = begun()
    await sheet.answer({ 'vitals.sbp': 80, 'vitals.dbp': 120 }, true)
    expect(sheet.problems.value.map((one) => one.code)).toContain('rule.bp_order')
  })
})
