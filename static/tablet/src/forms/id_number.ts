// Citizen identity numbers, GB 11643-1999, and their 15-digit forerunners. schemas/id_number.py is its twin and says why.

import { isDate } from '../care/dates.ts'

export interface IdNumber {
  /** 18 characters, or what was typed, cleaned, where it is no identity number. */
  readonly number: string
  /** "YYYY-MM-DD", "" if unreadable or not a date. */
  readonly birthDate: string
  /** "1" male, "2" female (GB/T 2261.1), "" if unreadable. */
  readonly sex: string
  /** Codes of problems, in the order a person would look for them. */
  readonly problems: readonly string[]
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK_DIGITS = '10X98765432'
const TYPED_LENGTH_MAX = 64
const EARLIEST_YEAR = 1900
// What Python calls a blank; JavaScript's \s leaves some of it out.
const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu

/** The number as it is stored: no blanks, ASCII digits, capital X, 18 characters even if 15 were typed. */
export function normalise(typed: string): string {
  const characters = [...typed]
  if (characters.length > TYPED_LENGTH_MAX) return characters.slice(0, TYPED_LENGTH_MAX).join('')
  const cleaned = typed.normalize('NFKC').replace(BLANKS, '').toUpperCase()
  if (!/^[0-9]{15}$/.test(cleaned)) return cleaned
  // Fifteen digits were only given out to people born in the 1900s.
  const first = `${cleaned.slice(0, 6)}19${cleaned.slice(6)}`
  return first + checkDigit(first)
}

/** `today` ("YYYY-MM-DD") is the last day on which anyone can have been born. */
export function readIdNumber(typed: string, today?: string): IdNumber {
  const found = [...typed].length > TYPED_LENGTH_MAX ? unreadable(normalise(typed), 'id_number.length') : read(typed)
  if (today === undefined || found.birthDate <= today) return found
  return { ...found, problems: ['id_number.future', ...found.problems] }
}

function read(typed: string): IdNumber {
  const number = normalise(typed)
  if (!/^[0-9]{17}[0-9X]$/.test(number)) {
    return unreadable(number, [15, 18].includes([...number].length) ? 'id_number.characters' : 'id_number.length')
  }
  const day = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  const birthDate = Number(number.slice(6, 10)) >= EARLIEST_YEAR && exists(day) ? day : ''
  const problems = birthDate === '' ? ['id_number.date'] : []
  if (checkDigit(number) !== number[17]) problems.push('id_number.checksum')
  return { number, birthDate, sex: Number(number[16]) % 2 === 1 ? '1' : '2', problems }
}

function unreadable(number: string, problem: string): IdNumber {
  return { number, birthDate: '', sex: '', problems: [problem] }
}

/** Any year: a day that does not exist moves when it is written down again. */
function exists(day: string): boolean {
  if (isDate(day)) return true
  const moment = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(day)
}

function checkDigit(number: string): string {
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(number[place]), 0)
  return CHECK_DIGITS[sum % CHECK_DIGITS.length] ?? ''
}
