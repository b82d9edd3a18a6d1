// Days, months and years as people here count them. Dates are text, "YYYY-MM-DD". The same as schemas/care/dates.py.

const DATE = /^(?:18|19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/
const DAY_MS = 86_400_000
// Far more than a life: what lies beyond is a slip, and would leave the calendar.
const DAYS_MAX = 73_000
const MONTHS_MAX = 2_400

interface Day {
  year: number
  month: number
  day: number
}

/** Whether this is the text of a day that exists, from 1800 to 2199. */
export function isDate(value: unknown): value is string {
  if (typeof value !== 'string' || !DATE.test(value)) return false
  const { year, month, day } = split(value)
  return day <= monthLength(year, month)
}

/** Days from `start` to `end`; negative where `end` is earlier. Throws RangeError. */
export function days(start: string, end: string): number {
  return (milliseconds(end) - milliseconds(start)) / DAY_MS
}

/** Throws RangeError. */
export function addDays(day: string, count: number): string {
  if (Math.abs(count) > DAYS_MAX) throw new RangeError('too many days')
  return text(new Date(milliseconds(day) + count * DAY_MS))
}

/** The same day of another month, or its last where it is shorter. Throws RangeError. */
export function addMonths(day: string, count: number): string {
  if (Math.abs(count) > MONTHS_MAX) throw new RangeError('too many months')
  const start = known(day)
  const months = start.year * 12 + start.month - 1 + count
  const year = Math.floor(months / 12)
  const month = months - year * 12 + 1
  return text(new Date(Date.UTC(year, month - 1, Math.min(start.day, monthLength(year, month)))))
}

/**
 * Completed years: N is reached on the birthday, and 29 February is 1 March in common years.
 * Before birth the age is negative. Throws RangeError.
 */
export function years(born: string, on: string): number {
  const birth = known(born)
  const day = known(on)
  const early = day.month < birth.month || (day.month === birth.month && day.day < birth.day)
  return day.year - birth.year - (early ? 1 : 0)
}

function split(date: string): Day {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  return { year, month, day }
}

function known(date: string): Day {
  if (!isDate(date)) throw new RangeError('not a date')
  return split(date)
}

function monthLength(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

function milliseconds(date: string): number {
  const { year, month, day } = known(date)
  return Date.UTC(year, month - 1, day)
}

function text(day: Date): string {
  const written = Number.isNaN(day.getTime()) ? '' : day.toISOString().slice(0, 10)
  if (!isDate(written)) throw new RangeError('outside the calendar')
  return written
}
