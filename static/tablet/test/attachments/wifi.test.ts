// Photos go over Wi-Fi only, where that is wished: what the browser says of the connection decides, and where it says
// nothing, a person who has just asked.

import { afterEach, describe, expect, it, vi } from 'vitest'
import { connectionType, maySend } from '../../src/attachments/sending.ts'

const over = (connection: object | undefined): void => void vi.stubGlobal('navigator', { connection })
afterEach(() => void vi.unstubAllGlobals())

describe('photos', () => {
  it.each([
    // what was wished, what the browser says, whether a person asked, whether they go
    [false, 'cellular', false, true],
    [false, undefined, false, true],
    [true, 'wifi', false, true],
    [true, 'ethernet', false, true],
    [true, 'cellular', false, false],
    // Even then: who wishes Wi-Fi only does not pay for a tap.
    [true, 'cellular', true, false],
    [true, 'bluetooth', true, false],
    [true, 'none', true, false],
    [true, undefined, false, false],
    [true, undefined, true, true],
    [true, 'unknown', false, false],
    [true, 'unknown', true, true],
  ] as const)('Wi-Fi only %s, over %s, asked for %s: go %s', (only, type, asked, go) => {
    over(type === undefined ? {} : { type })
    expect(maySend(only, connectionType(), asked)).toBe(go)
  })

  it('of a browser that knows nothing of connections are as over an unknown one', () => {
    over(undefined)
    expect(connectionType()).toBeUndefined()
    vi.stubGlobal('navigator', undefined)
    expect(connectionType()).toBeUndefined()
  })
})
