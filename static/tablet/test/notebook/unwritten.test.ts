// A full disk: what could not be written is tried again by itself, in its order, and by nobody after the lock.

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Fault } from '../../src/fault.ts'
import type { Unwritten } from '../../src/notebook.ts'
import { UnwrittenAnswers } from '../../src/notebook/unwritten.ts'

const intent = (value: string): Unwritten => ({ document: 'd', answers: { mood: value }, how: 'each' })
let full = true
let disk: unknown[] = []
const write = ({ answers }: Unwritten): Promise<void> => {
  if (full) return Promise.reject(new Fault('storage.full', 'no room'))
  disk.push(answers['mood'])
  return Promise.resolve()
}

beforeEach(() => {
  vi.useFakeTimers()
  full = true
  disk = []
})
afterEach(() => vi.useRealTimers())

it('is written by itself, in its order, once there is room', async () => {
  const answers = new UnwrittenAnswers(write)
  await expect(answers.attempt(intent('low'))).rejects.toThrow('no room')
  await expect(answers.attempt(intent('good'))).rejects.toMatchObject({ code: 'storage.full' })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(answers.list).toHaveLength(2)
  full = false
  await vi.advanceTimersByTimeAsync(15_000)
  expect(disk).toEqual(['low', 'good'])
  expect(answers.list).toEqual([])
})

it('waits once, however often it is tried, and again where somebody changed their mind', async () => {
  const answers = new UnwrittenAnswers(write)
  for (const value of ['low', 'low', 'good', 'low']) await expect(answers.attempt(intent(value))).rejects.toBeTruthy()
  answers.recall([intent('low')])
  expect(answers.list).toEqual([intent('low'), intent('good'), intent('low')])
})

it('is let alone after the lock', async () => {
  const answers = new UnwrittenAnswers(write)
  await expect(answers.attempt(intent('low'))).rejects.toThrow('no room')
  answers.stop()
  full = false
  await vi.advanceTimersByTimeAsync(60_000)
  expect(disk).toEqual([])
})

it('keeps nothing of what was wrong in itself', async () => {
  const answers = new UnwrittenAnswers(() => Promise.reject(new Fault('document.unknown', 'not here')))
  await expect(answers.attempt(intent('low'))).rejects.toMatchObject({ code: 'document.unknown' })
  expect(answers.list).toEqual([])
})
