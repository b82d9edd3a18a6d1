// The door: PINs that are guessed, stores that are lost, disks that are full, clocks that are wrong. Nothing typed is lost.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answerTo } from '../../src/profile/contact.ts'
import { databaseName } from '../../src/store/database.ts'
import { raw } from '../store/ground.ts'
import { openDatabase } from '../../src/store/database.ts'
import { Browser, code, GRID, PIN, TOKEN, withOneVisit } from './browser.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
let browser: Browser
const later = (ms: number): void => void vi.setSystemTime(Date.now() + ms)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-10-21T08:00:00Z') })
  browser = new Browser()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a PIN', () => {
  it('lets in, and nothing else does', async () => {
    const { profiles, id, visit } = await withOneVisit(browser)
    await profiles.state.notebook?.close()
    expect(profiles.state.notebook).toBeUndefined()
    await expect(profiles.unlock(id, '480218')).rejects.toThrow(code('pin.wrong'))
    const notebook = await profiles.unlock(id, PIN)
    expect(notebook.entries.get(visit)?.values).toEqual({ result: '1' })
  })

  it('that anybody would try first is not taken, and costs no pairing code', async () => {
    const profiles = await browser.start()
    for (const weak of ['12345', '111111', '123456', '987654', 'abcdef', '1234567890123']) {
      await expect(profiles.enrol('https://centre.test', 'K7QM-2XHD', '7号平板', weak)).rejects.toThrow(code('pin.weak'))
    }
    expect(browser.codesUsed).toBe(0)
  })

  it('guessed wrongly makes the next try wait, also over a restart, and never costs the work', async () => {
    const { profiles, id, visit } = await withOneVisit(browser)
    await profiles.leave()
    for (let tries = 0; tries < 4; tries += 1) await expect(profiles.unlock(id, '000001')).rejects.toThrow(code('pin.wrong'))
    await expect(profiles.unlock(id, '000001')).rejects.toMatchObject({ code: 'pin.wrong', more: { waitMs: 30_000 } })
    const restarted = await browser.start()
    expect(restarted.state.profiles[0]?.waitUntilMs).toBe(Date.now() + 30_000)
    await expect(restarted.unlock(id, PIN)).rejects.toMatchObject({ code: 'pin.wait', more: { waitMs: 30_000 } })
    const waits: number[] = []
    for (let tries = 0; tries < 7; tries += 1) {
      later(60 * MINUTE)
      await restarted.unlock(id, '000001').catch((reason: { more: { waitMs: number } }) => waits.push(reason.more.waitMs / 1000))
    }
    expect(waits).toEqual([60, 300, 900, 1_800, 3_600, 3_600, 3_600])
    // A clock that was put back does not help, and does not lock out for years.
    later(-30 * DAY)
    await expect(restarted.unlock(id, PIN)).rejects.toMatchObject({ code: 'pin.wait', more: { waitMs: 3_600_000 } })
    later(30 * DAY + 60 * MINUTE)
    expect((await restarted.unlock(id, PIN)).entries.has(visit)).toBe(true)
    expect(restarted.state.profiles[0]?.waitUntilMs).toBeUndefined()
  })

  it('can be changed by who knows it', async () => {
    const { profiles, id } = await withOneVisit(browser)
    await profiles.leave()
    await expect(profiles.changePin(id, '999991', '735194')).rejects.toThrow(code('pin.wrong'))
    await profiles.changePin(id, PIN, '735194')
    await expect(profiles.unlock(id, PIN)).rejects.toThrow(code('pin.wrong'))
    await profiles.unlock(id, '735194')
  })
})

describe('two workers on one tablet', () => {
  it('have a store and a PIN of their own each', async () => {
    const { profiles, id, visit } = await withOneVisit(browser)
    const other = await profiles.enrol('https://centre.test', 'AAAA-BBBB', '7号平板', '620847')
    expect([...other.entries.keys()]).toEqual([])
    const second = profiles.state.profiles.find((card) => card.id !== id)?.id ?? ''
    await expect(profiles.unlock(second, PIN)).rejects.toThrow(code('pin.wrong'))
    expect((await profiles.unlock(id, PIN)).entries.has(visit)).toBe(true)
  })
})

describe('what lies on the disk', () => {
  it('says neither the token nor anything of the work; the worker’s own name is on the lock screen', async () => {
    const { profiles, id, visit } = await withOneVisit(browser)
    await profiles.leave()
    const database = await openDatabase(id, false)
    const text = await raw(database)
    for (const word of [TOKEN, visit, 'visit', GRID, '如意里', '王芳', 'log-1']) expect(text).not.toContain(word)
    database.close()
    expect(profiles.state.profiles[0]).toMatchObject({ label: '王芳', community: '如意里社区' })
  })
})

describe('a store that is gone', () => {
  it('is said to be gone when all of IndexedDB was cleared', async () => {
    const { id } = await withOneVisit(browser)
    browser.loseEverything()
    const profiles = await browser.start()
    expect(profiles.state.profiles).toEqual([])
    expect(profiles.state.gone).toMatchObject([{ id, label: '王芳' }])
    // Seen by a person once, and not before.
    expect((await browser.start()).state.gone).toHaveLength(1)
    await profiles.acknowledge(id)
    expect((await browser.start()).state.gone).toEqual([])
  })

  it('is said to be gone when its own database is missing, and is not begun afresh', async () => {
    const { profiles, id } = await withOneVisit(browser)
    await profiles.leave()
    await new Promise((resolve) => (indexedDB.deleteDatabase(databaseName(id)).onsuccess = resolve))
    const restarted = await browser.start()
    expect(restarted.state.gone).toMatchObject([{ id }])
    await expect(restarted.unlock(id, PIN)).rejects.toThrow(code('profile.gone'))
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(databaseName(id))
  })

  it('is said to be gone when its database is empty', async () => {
    const { profiles, id } = await withOneVisit(browser)
    await profiles.leave()
    const database = await openDatabase(id, false)
    for (const name of database.objectStoreNames) await database.clear(name)
    database.close()
    await expect(profiles.unlock(id, PIN)).rejects.toThrow(code('profile.gone'))
    expect(profiles.state.gone).toMatchObject([{ id }])
  })
})

describe('a full disk', () => {
  const full = (): { mend: () => void } => {
    const putting = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError')
    })
    return { mend: () => putting.mockRestore() }
  }

  it('is said; what was typed stays in memory and is written when there is room', async () => {
    const { profiles, id, visit } = await withOneVisit(browser)
    const notebook = profiles.state.notebook
    if (!notebook) throw new Error('nobody was let in')
    const disk = full()
    await expect(notebook.write(visit, { mood: 'low' })).rejects.toThrow(code('storage.full'))
    await expect(notebook.write(visit, { mood: 'good', sleep: '2' })).rejects.toThrow(code('storage.full'))
    expect(notebook.unwritten).toHaveLength(2)
    // Not shown as saved.
    expect(notebook.entries.get(visit)?.values).toEqual({ result: '1' })
    expect(await notebook.retryUnwritten()).toBe(false)
    disk.mend()
    expect(await notebook.retryUnwritten()).toBe(true)
    expect(notebook.unwritten).toEqual([])
    await notebook.close()
    const again = await profiles.unlock(id, PIN)
    expect(again.entries.get(visit)?.values).toEqual({ result: '1', mood: 'good', sleep: '2' })
  })

  it('costs nothing over a lock either', async () => {
    const { profiles, id, visit } = await withOneVisit(browser)
    const disk = full()
    await expect(profiles.state.notebook?.write(visit, { mood: 'low' })).rejects.toThrow(code('storage.full'))
    await profiles.state.notebook?.close()
    disk.mend()
    const again = await profiles.unlock(id, PIN)
    expect(again.unwritten).toMatchObject([{ document: visit, answers: { mood: 'low' } }])
    expect(await again.retryUnwritten()).toBe(true)
    expect(again.entries.get(visit)?.values).toEqual({ result: '1', mood: 'low' })
  })

  it('keeps nobody from their work who knows the PIN, and counts wrong ones all the same', async () => {
    const { profiles, id, visit } = await withOneVisit(browser)
    const disk = full()
    await expect(profiles.state.notebook?.write(visit, { mood: 'low' })).rejects.toThrow(code('storage.full'))
    await profiles.state.notebook?.close()
    for (let tries = 0; tries < 4; tries += 1) await expect(profiles.unlock(id, '000001')).rejects.toThrow(code('pin.wrong'))
    await expect(profiles.unlock(id, '000001')).rejects.toMatchObject({ code: 'pin.wrong', more: { waitMs: 30_000 } })
    await expect(profiles.unlock(id, PIN)).rejects.toThrow(code('pin.wait'))
    later(MINUTE)
    const again = await profiles.unlock(id, PIN)
    expect(again.unwritten).toMatchObject([{ document: visit, answers: { mood: 'low' } }])
    disk.mend()
    expect(await again.retryUnwritten()).toBe(true)
  })
})

describe('a form in hand', () => {
  it('is asked before the key goes: what it could not write, a record that is not there yet included, waits over the lock', async () => {
    const { profiles, id } = await withOneVisit(browser)
    const document = '6f1c0a52-8d0a-4c53-9a08-7f3c0d1e2f4b'
    profiles.state.notebook?.beforeLock(() =>
      Promise.resolve([
        { document, answers: { method: '1' }, how: 'birth', kind: 'visit', grid: GRID },
        { document, answers: { result: '3' }, how: 'each' },
      ]),
    )
    profiles.state.notebook?.lock()
    await vi.waitFor(() => expect(profiles.state.notebook).toBeUndefined())
    expect(profiles.holdsUnwritten).toBe(true)
    const again = await profiles.unlock(id, PIN)
    expect(await again.retryUnwritten()).toBe(true)
    expect(again.entries.get(document)).toMatchObject({ kind: 'visit', grid: GRID, values: { method: '1', result: '3' } })
    expect(profiles.holdsUnwritten).toBe(false)
  })
})

describe('too long without the centre', () => {
  it('asks for the supervisor, whose answer opens for as many days as it says', async () => {
    const { profiles, id, visit } = await withOneVisit(browser)
    await profiles.leave()
    later(14 * DAY)
    await profiles.unlock(id, PIN)
    await profiles.leave()
    later(MINUTE)
    await expect(profiles.unlock(id, PIN)).rejects.toThrow(code('contact.overdue'))
    expect(profiles.state.notebook).toBeUndefined()
    const { held } = profiles.state
    expect(held).toMatchObject({ id, label: '王芳', unsent: 1 })
    expect(held?.question).toMatch(/^[0-9]{6}$/)
    expect(await profiles.reachForCentre()).toBe(false)
    const right = await answerTo(TOKEN, held?.question ?? '', 3)
    expect(await profiles.answerQuestion('03000000')).toBe(false)
    expect(await profiles.answerQuestion(right)).toBe(true)
    expect(profiles.state.notebook?.entries.has(visit)).toBe(true)
    expect(profiles.state.held).toBeUndefined()
    await profiles.leave()
    later(2 * DAY)
    await profiles.unlock(id, PIN)
    await profiles.leave()
    later(2 * DAY)
    await expect(profiles.unlock(id, PIN)).rejects.toThrow(code('contact.overdue'))
    // Good once: the question is another.
    expect(await profiles.answerQuestion(right)).toBe(false)
  })

  it('draws another question after five wrong answers, and waits', async () => {
    const { profiles, id } = await withOneVisit(browser)
    await profiles.leave()
    later(15 * DAY)
    await expect(profiles.unlock(id, PIN)).rejects.toThrow(code('contact.overdue'))
    const first = profiles.state.held?.question ?? ''
    for (let tries = 0; tries < 5; tries += 1) expect(await profiles.answerQuestion('14000000')).toBe(false)
    const { held } = profiles.state
    expect(held?.question).not.toBe(first)
    expect(held?.waitUntilMs).toBe(Date.now() + 5 * MINUTE)
    const right = await answerTo(TOKEN, held?.question ?? '', 14)
    expect(await profiles.answerQuestion(right)).toBe(false)
    later(5 * MINUTE)
    expect(await profiles.answerQuestion(right)).toBe(true)
  })

  it('is not got round by putting the clock back', async () => {
    const { profiles, id } = await withOneVisit(browser)
    await profiles.leave()
    later(15 * DAY)
    await expect(profiles.unlock(id, PIN)).rejects.toThrow(code('contact.overdue'))
    await profiles.leave()
    later(-15 * DAY)
    await expect(profiles.unlock(id, PIN)).rejects.toThrow(code('contact.overdue'))
  })
})

describe('a clock that is years off', () => {
  it('costs nothing: what is written is there', async () => {
    vi.setSystemTime(new Date('1999-01-01'))
    const { profiles, id, visit } = await withOneVisit(browser)
    await profiles.leave()
    vi.setSystemTime(new Date('2026-10-21'))
    // Twenty-seven years without contact: the supervisor is asked, and the work is there.
    await expect(profiles.unlock(id, PIN)).rejects.toThrow(code('contact.overdue'))
    expect(await profiles.answerQuestion(await answerTo(TOKEN, profiles.state.held?.question ?? '', 14))).toBe(true)
    expect(profiles.state.notebook?.entries.has(visit)).toBe(true)
  })
})

describe('two tabs', () => {
  it('do not both work: the second says so, and takes over when the first is closed', async () => {
    const waiting: (() => void)[] = []
    let taken = false
    const locks = {
      request(_name: string, options: unknown, then?: (lock: object | null) => unknown) {
        const work = then ?? (options as (lock: object | null) => unknown)
        if (!taken) {
          taken = true
          work({})
        } else if (then) work(null)
        else waiting.push(() => work({}))
        return new Promise(() => undefined)
      },
    } as unknown as LockManager
    const first = await browser.start({ locks })
    const second = await browser.start({ locks })
    expect([first.tab.works, second.tab.works]).toEqual(['here', 'elsewhere'])
    await expect(second.enrol('https://centre.test', 'K7QM-2XHD', 'x', PIN)).rejects.toThrow(code('tab.elsewhere'))
    expect(browser.codesUsed).toBe(0)
    for (const go of waiting) go()
    expect(second.tab.works).toBe('here')
    await second.enrol('https://centre.test', 'K7QM-2XHD', 'x', PIN)
  })
})
