// Days as whole numbers, counted from 1970-01-01 in Asia/Shanghai; months as year * 12 + month - 1. The same as
// schemas/care/days.py. Nothing here asks the tablet's own time zone, which may be set to anything.

import { isDate } from './dates.ts'

const DAY_MS = 86_400_000
const SHANGHAI_MS = 8 * 3_600_000

export function dayOfMs(momentMs: number): number {
  return Math.floor((momentMs + SHANGHAI_MS) / DAY_MS)
}

/** The day that "YYYY-MM-DD" names; undefined where it names none. */
export function dayOf(text: unknown): number | undefined {
  return isDate(text) ? Date.parse(`${text}T00:00:00Z`) / DAY_MS : undefined
}

export function dateText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

export function monthOf(day: number): number {
  const date = new Date(day * DAY_MS)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

export function firstDay(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY_MS
}

export function lastDay(month: number): number {
  return firstDay(month + 1) - 1
}

/** Month (1 to 12) and day of the month. */
export function monthAndDay(day: number): [number, number] {
  const date = new Date(day * DAY_MS)
  return [date.getUTCMonth() + 1, date.getUTCDate()]
}
