// Doors: an address as building, unit and room, and what a worker types for one: "3-2-501", "3 2 501", "3号楼2单元501".

export interface Door {
  readonly building: string
  readonly unit: string
  readonly room: string
}

/** One number of what was typed, and which part of a door it says it is; `''` where it does not say. */
export interface DoorPart {
  readonly text: string
  /** With the noughts before it, which count at the end of a phone number. */
  readonly typed: string
  readonly part: keyof Door | ''
}

export interface Typed {
  /** Names, and names of places. */
  readonly words: readonly string[]
  readonly door: readonly DoorPart[]
}

type Values = Readonly<Record<string, unknown>>

const LABELS: readonly (readonly [RegExp, keyof Door | ''])[] = [
  [/^(?:号楼|号院|栋|幢|座|楼)/, 'building'],
  [/^(?:单元|门洞)/, 'unit'],
  [/^(?:室|房|户)/, 'room'],
  [/^[号#]/, ''],
]
const NUMBER = /^(?:[a-z]?[0-9]+x?|[a-z](?=座|栋|幢|号楼))/
const WORD = /^(?:[\p{L}·]+?(?=[0-9]|[a-z](?:座|栋|幢|号楼)|$|[^\p{L}·]))/u
const BETWEEN = /^[\s\-–—―－_.,，、/\\|·'’]+/u
const TYPED_LENGTH_MAX = 60
const WAYS: Readonly<Record<number, readonly (readonly (keyof Door)[])[]>> = {
  1: [['room'], ['building']],
  2: [['building', 'unit'], ['building', 'room'], ['unit', 'room']],
  3: [['building', 'unit', 'room']],
}

/** What was typed, taken apart into words and the numbers of a door. */
export function takeApart(typed: string): Typed {
  let rest = typed.normalize('NFKC').toLowerCase().replaceAll('ü', 'v').slice(0, TYPED_LENGTH_MAX)
  const words: string[] = []
  const door: DoorPart[] = []
  while (rest !== '') {
    const number = NUMBER.exec(rest)?.[0]
    if (number !== undefined) {
      rest = rest.slice(number.length)
      const [label, part] = labelOf(rest)
      rest = rest.slice(label.length)
      door.push({ text: bare(number), typed: number, part })
      continue
    }
    const word = WORD.exec(rest)?.[0]
    const skipped = word ?? BETWEEN.exec(rest)?.[0] ?? [...rest][0] ?? rest
    if (word !== undefined) words.push(word.replaceAll('·', ''))
    rest = rest.slice(skipped.length)
  }
  return { words: words.filter((word) => word !== ''), door }
}

function labelOf(rest: string): [string, keyof Door | ''] {
  for (const [label, part] of LABELS) {
    const found = label.exec(rest)
    if (found !== null) return [found[0], part]
  }
  return ['', '']
}

/** The door of a household, or of the address as it was written where nobody took it apart. */
export function doorOf(household: Values, resident: Values): Door {
  const door = {
    building: plainPart(household['address.building']),
    unit: plainPart(household['address.unit']),
    room: plainPart(household['address.room']),
  }
  if (door.building !== '' || door.unit !== '' || door.room !== '') return door
  return written(text(household.address_text) || text(resident.live_address))
}

function written(address: string): Door {
  const parts = takeApart(address).door
  const door = { building: '', unit: '', room: '' }
  for (const { text, part } of parts) if (part !== '') door[part] ||= text
  // A number that does not say what it is: the last one is the door itself, as in a village.
  const unsaid = parts.filter((one) => one.part === '').at(-1)
  door.room ||= unsaid?.text ?? ''
  return door
}

function plainPart(value: unknown): string {
  const given = text(value)
  if (/^[0-9]*$/.test(given)) return bare(given)
  const { words, door } = takeApart(given)
  const label = /^(?:号楼|号院|号|栋|幢|座|楼|单元|门洞|室|房|户)$/
  return [...words.filter((word) => !label.test(word)), ...door.map((one) => one.text)].join('')
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function bare(number: string): string {
  return number.replace(/^0+(?=[0-9])/, '')
}

/** How well the numbers that were typed, read in one of `ways`, fit a door; 0 is best, undefined: they do not. */
export function doorRank(typed: readonly DoorPart[], ways: readonly Way[], door: Door): number | undefined {
  let best: number | undefined
  for (let way = 0; way < ways.length; way += 1) {
    const rank = rankOf(typed, ways[way] ?? [], door)
    if (rank !== undefined && (best === undefined || rank * 4 + way < best)) best = rank * 4 + way
  }
  return best
}

/** Which parts of a door the numbers stand for, in their order. */
export type Way = readonly (keyof Door)[]

/** Which parts the numbers may stand for, the likeliest first. */
export function waysToRead(typed: readonly DoorPart[]): Way[] {
  if (typed.length > 0 && typed.every((one) => one.part !== '')) return [typed.map((one) => one.part as keyof Door)]
  return (WAYS[typed.length] ?? []).filter((way) => typed.every((one, place) => one.part === '' || one.part === way[place]))
}

function rankOf(typed: readonly DoorPart[], parts: Way, door: Door): number | undefined {
  let rank = 0
  for (let place = 0; place < typed.length; place += 1) {
    const part = parts[place]
    const there = part === undefined ? '' : door[part]
    const text = typed[place]?.text ?? ''
    if (there === '') return undefined
    if (same(there, text)) continue
    // While somebody is still typing, the last number is a beginning.
    if (place !== typed.length - 1 || part === 'building' || !there.startsWith(text)) return undefined
    rank = 1
  }
  return rank
}

function same(there: string, typed: string): boolean {
  return there === typed || /[0-9]+/.exec(there)?.[0] === typed
}
