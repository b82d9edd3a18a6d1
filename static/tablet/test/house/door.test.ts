import { describe, expect, it } from 'vitest'
import { isWhole, readQr, tidy } from '../../src/door/pairing.ts'
import { weakness } from '../../src/door/pin_rules.ts'

const HERE = 'https://mulin.local'

describe('a pairing code', () => {
  it.each([
    ['g32hf9x5', 'G32H-F9X5'],
    ['G32H-F9X5', 'G32H-F9X5'],
    [' g32h f9x5 and more', 'G32H-F9X5'],
    ['g32', 'G32'],
    ['g32h', 'G32H'],
    ['', ''],
  ])('typed as %j reads %s', (typed, read) => expect(tidy(typed)).toBe(read))

  it('is whole with eight characters', () => {
    expect(isWhole('G32H-F9X5')).toBe(true)
    expect(isWhole('G32H-F9X')).toBe(false)
  })

  it.each([
    [`mulin:${HERE}#G32H-F9X5`, { is: 'code', code: 'G32H-F9X5' }],
    ['mulin:https://other.local:8443#G32H-F9X5', { is: 'elsewhere', origin: 'https://other.local:8443' }],
    ['mulin:javascript:alert(1)#G32H-F9X5', { is: 'other' }],
    [`mulin:${HERE}#G32H`, { is: 'other' }],
    ['https://example.org/#G32H-F9X5', { is: 'other' }],
    ['mulin:https://[#G32H-F9X5', { is: 'other' }],
    ['', { is: 'other' }],
  ])('scanned as %j', (text, read) => expect(readQr(text, HERE)).toEqual(read))
})

describe('a PIN', () => {
  it.each([
    ['73016', 'short'],
    ['888888', 'one_digit'],
    ['123456', 'in_order'],
    ['987654', 'in_order'],
    ['121212', 'repeated'],
    ['730730', 'repeated'],
    ['19650412', 'date'],
    ['730164', undefined],
    ['20261399', undefined],
  ])('%s is %s', (pin, weak) => expect(weakness(pin)).toBe(weak))
})
