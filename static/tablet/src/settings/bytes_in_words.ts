const STEP = 1024
const UNITS = ['KB', 'MB', 'GB', 'TB'] as const

/** E.g. 41 MB: as people say it, not as it is counted. */
export function bytesInWords(bytes: number): string {
  let amount = bytes / STEP
  let unit = 0
  while (amount >= STEP && unit < UNITS.length - 1) {
    amount /= STEP
    unit += 1
  }
  return `${amount < 10 && unit > 1 ? amount.toFixed(1) : Math.ceil(amount)} ${UNITS[unit]}`
}
