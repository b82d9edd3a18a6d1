// What fingers type, and what it stands for: numbers, days, months and moments, from any keyboard that writes digits.

import { isDate } from '../care/dates.ts'
import type { Field } from './form.ts'

const SHANGHAI_MS = 8 * 3_600_000
const DIGITS_MAX = 16

/** ASCII digits and points, whatever keyboard they come from. */
export function plainDigits(typed: string): string {
  return typed.normalize('NFKC').replace(/[。．]/g, '.').replace(/[，、]/g, ',').trim()
}

/** The number that was typed; undefined where it is none. 6,1 is 6.1, and 1,200 is 1200. */
export function readNumber(typed: string): number | undefined {
  let text = plainDigits(typed).replace(/\s/g, '')
  text = /^-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?$/.test(text) ? text.replaceAll(',', '') : text.replace(',', '.')
  if (text.length > DIGITS_MAX || !/^-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$/.test(text)) return undefined
  const number = Number(text)
  return Number.isFinite(number) ? number : undefined
}

/** Whether what stands there is complete: one more digit could not belong to a value of this field. */
export function isComplete(field: Field, typed: string): boolean {
  const number = readNumber(typed)
  if (number === undefined || number === 0) return false
  const text = plainDigits(typed)
  const point = text.indexOf('.')
  if (point >= 0) return text.length - point - 1 >= (field.decimals ?? 0)
  const high = field.hard?.[1]
  // A decimal may always go on behind a point.
  return field.type === 'integer' && high !== undefined && number * 10 > high
}

/** Digits put into the shape of a day as far as they reach: 194103 is 1941-03. */
export function dayShape(typed: string): string {
  return shaped(typed, [4, 2, 2], ['-', '-'])
}

export function monthShape(typed: string): string {
  return shaped(typed, [4, 2], ['-'])
}

export function momentShape(typed: string): string {
  return shaped(typed, [4, 2, 2, 2, 2], ['-', '-', ' ', ':'])
}

/** 1941-3-7, 1941.03.07 and 1941年3月7日 are days as well; undefined where there is no such day. */
export function readDay(typed: string): string | undefined {
  const day = partsOf(typed, 3)
  return isDate(day) ? day : undefined
}

export function readMonth(typed: string): string | undefined {
  const month = partsOf(typed, 2)
  return /^(?:18|19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])$/.test(month) ? month : undefined
}

/** Milliseconds since 1970 of a moment written down here: "2026-11-26 14:05" in Asia/Shanghai. */
export function readMoment(typed: string): number | undefined {
  const [day = '', clock = ''] = momentShape(typed).split(' ')
  const found = /^([01][0-9]|2[0-3]):([0-5][0-9])$/.exec(clock)
  if (!isDate(day) || found === null) return undefined
  return Date.parse(`${day}T${clock}:00Z`) - SHANGHAI_MS
}

/** The same backwards, whatever zone the tablet thinks it is in. */
export function writeMoment(momentMs: number): string {
  const here = new Date(momentMs + SHANGHAI_MS)
  return Number.isNaN(here.getTime()) ? '' : here.toISOString().slice(0, 16).replace('T', ' ')
}

function partsOf(typed: string, count: number): string {
  const text = plainDigits(typed)
  const found = text.match(/[0-9]+/g) ?? []
  if (found.length !== count) return count === 3 ? dayShape(text) : monthShape(text)
  return found.map((part, place) => (place === 0 ? part : part.padStart(2, '0'))).join('-')
}

function shaped(typed: string, lengths: readonly number[], between: readonly string[]): string {
  let rest = plainDigits(typed).replace(/[^0-9]/g, '')
  let text = ''
  for (const [place, length] of lengths.entries()) {
    if (rest === '') break
    text += (place > 0 ? between[place - 1] : '') + rest.slice(0, length)
    rest = rest.slice(length)
  }
  return text
}
