// The words of a card: {names} in them stand for values. schemas/care/wording.py is its twin.

/** What stands where a value is not known. */
const UNKNOWN = '—'

/** The text with its values; `table.column` finds the column of a table's row. */
export function filled(text: string, values: ReadonlyMap<string, unknown>): string {
  return text.replace(/\{([^{}]*)\}/g, (_, place: string) => {
    const [name = '', column] = place.split('.')
    const value = values.get(name)
    return shown(column ? (value as Record<string, unknown> | undefined)?.[column] : value)
  })
}

/** A number, date or text as people read it: whole numbers bare, decimals with at least one and at most 3 places. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) >= 1e9) return UNKNOWN
  const thousandths = Math.floor(Math.abs(value) * 1000 + 0.5)
  const places = String(thousandths % 1000).padStart(3, '0').replace(/0+$/, '') || '0'
  const sign = value < 0 && thousandths ? '-' : ''
  return `${sign}${Math.floor(thousandths / 1000)}.${places}`
}
