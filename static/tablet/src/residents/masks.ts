// Enough of a number to recognise it, too little to use it. schemas/masking.py is its twin.

const STAR = '*'

/** `370822********0003`: what a worker of the resident's own grid is shown before they ask for more. */
export function maskedNumber(number: string): string {
  if (number.length !== 15 && number.length !== 18) return STAR.repeat(Math.min(number.length, 18))
  return number.slice(0, 6) + STAR.repeat(number.length - 10) + number.slice(-4)
}

/** `138****1234`; of a landline the last four digits, of anything shorter nothing. */
export function maskedPhone(phone: string): string {
  if (phone.length === 11 && phone.startsWith('1')) return `${phone.slice(0, 3)}****${phone.slice(-4)}`
  if (phone.length < 8) return STAR.repeat(phone.length)
  return STAR.repeat(Math.min(phone.length, 18) - 4) + phone.slice(-4)
}

/** What a telephone is given to dial; empty where there is no number in it. */
export function dialled(phone: string): string {
  return phone.normalize('NFKC').replace(/[^0-9+]/g, '')
}
