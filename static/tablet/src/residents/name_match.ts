// Whether what was typed is a name: its characters, its pinyin, its initials, or any mixture, from any syllable on.

import type { Syllable } from './spelling.ts'

const TWO_LETTERS = /^[zcs]h/

/**
 * How well a word, letter by letter, fits a name, 0 being best; undefined where it does not. From the surname on comes before from the middle,
 * and the likely reading of a character before its others.
 */
export function nameRank(letters: readonly string[], name: readonly Syllable[]): number | undefined {
  if (letters.length === 0) return undefined
  return ranked(letters, name, false) ?? ranked(letters, name, true)
}

function ranked(letters: readonly string[], name: readonly Syllable[], all: boolean): number | undefined {
  for (let start = 0; start < name.length; start += 1) {
    if (fits(letters, 0, name, start, all)) return (all ? 4 : 0) + (start === 0 ? 0 : 2)
  }
  return undefined
}

function fits(word: readonly string[], at: number, name: readonly Syllable[], place: number, all: boolean): boolean {
  if (at === word.length) return true
  const syllable = name[place]
  if (syllable === undefined) return false
  if (word[at] === syllable.character) return fits(word, at + 1, name, place + 1, all)
  if (syllable.readings.length === 0) return unknown(word, at, name, place, all)
  const readings = all ? syllable.readings.length : 1
  for (let which = 0; which < readings; which += 1) {
    const reading = syllable.readings[which] ?? ''
    const common = inCommon(word, at, reading)
    if (common === 0) continue
    if (at + common === word.length) return true
    if (common === reading.length && fits(word, at + common, name, place + 1, all)) return true
    // People type all of a syllable before the next, or its first sound, or one letter.
    if (common > 1 && reading.length > 2 && TWO_LETTERS.test(reading) && fits(word, at + 2, name, place + 1, all)) return true
    if (reading.length > 1 && fits(word, at + 1, name, place + 1, all)) return true
  }
  return false
}

/** Nobody can spell it, so whoever types initials may have left it out or guessed a letter. Never the whole of a word. */
function unknown(
  word: readonly string[],
  at: number,
  name: readonly Syllable[],
  place: number,
  all: boolean,
): boolean {
  if (!all || !/[a-z]/.test(word[at] ?? '')) return false
  const left = word.length - at
  return fits(word, at, name, place + 1, all) || (left > 1 && fits(word, at + 1, name, place + 1, all))
}

function inCommon(word: readonly string[], at: number, reading: string): number {
  let length = 0
  while (length < reading.length && word[at + length] === reading[length]) length += 1
  return length
}
