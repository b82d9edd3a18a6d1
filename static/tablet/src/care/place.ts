// The order in which doors are passed. The same as schemas/care/place.py.

const DIGITS = 6
const PART_MAX = 60
const PARTS = ['address.estate', 'address.building', 'address.unit', 'address.room']
const BETWEEN = '\u001f'
const LAST = '\uffff'

type Values = Readonly<Record<string, unknown>>

/** A text that sorts, by its UTF-8 bytes, in the order of doors: building 12 comes after building 3. */
export function placeKey(household: Values, resident: Values): string {
  let parts = PARTS.map((path) => text(household, path))
  if (parts.slice(1).every((part) => part === '')) {
    parts = [text(household, 'address_text') || text(resident, 'live_address')]
  }
  return parts.some((part) => part !== '') ? parts.map(keyOf).join(BETWEEN) : LAST
}

function keyOf(part: string): string {
  const cut = [...part].slice(0, PART_MAX).join('')
  return cut.replace(/[0-9]+/g, (digits) => digits.replace(/^0+/, '').padStart(DIGITS, '0'))
}

function text(values: Values, path: string): string {
  const value = values[path]
  return typeof value === 'string' ? value.replace(/\s+/gu, '') : ''
}
