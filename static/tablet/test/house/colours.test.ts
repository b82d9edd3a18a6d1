// What is written can be read: in the sun, by old eyes, and in either strength of colours.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const CSS = readFileSync(join(import.meta.dirname, '../../src/theme/colours.css'), 'utf8')
const ORDINARY = colours(/:root \{([^}]*)\}/)
const HIGH = { ...ORDINARY, ...colours(/:root\[data-contrast='high'\] \{([^}]*)\}/) }

// Text, what it stands on, and the least contrast: 4.5 is what the standard asks, 7 what the sun asks.
const TEXTS: readonly [string, string, number][] = [
  ['ink', 'paper', 7],
  ['ink', 'paper-sunk', 7],
  ['ink-soft', 'paper', 7],
  ['ink-soft', 'paper-sunk', 7],
  ['act', 'paper', 7],
  ['act', 'paper-sunk', 7],
  ['act', 'act-ground', 7],
  ['act-ink', 'act', 7],
  ['good', 'paper', 7],
  ['good', 'good-ground', 6],
  ['warn', 'paper', 7],
  ['warn', 'warn-ground', 7],
  ['danger', 'paper', 7],
  ['danger', 'danger-ground', 6],
  ['danger-ink', 'danger', 7],
  ['paper', 'care-red', 7],
  ['paper', 'care-blue', 7],
  ['paper', 'care-green', 7],
  ['care-yellow-ink', 'care-yellow', 7],
]

describe.each([
  ['ordinary', ORDINARY],
  ['high', HIGH],
])('with %s contrast', (_, palette) => {
  it.each(TEXTS)('%s can be read on %s', (text, ground, least) => {
    expect(contrast(palette[text]!, palette[ground]!)).toBeGreaterThanOrEqual(least)
  })

  it('edges can be seen', () => {
    expect(contrast(palette['line']!, palette['paper']!)).toBeGreaterThanOrEqual(3)
  })
})

function colours(block: RegExp): Record<string, string> {
  return Object.fromEntries([...block.exec(CSS)![1]!.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map((found) => [found[1], found[2]]))
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

/** WCAG 2's relative luminance. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((place) => {
    const part = Number.parseInt(colour.slice(place, place + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
