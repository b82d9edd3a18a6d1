// Finding somebody among all residents of a tablet. Rows are made once and made anew only for what has changed.

import { placeKey } from '../care/place.ts'
import type { Entry, Values } from '../notebook.ts'
import { doorOf, doorRank, takeApart, waysToRead, type Door, type DoorPart, type Way } from './door.ts'
import { nameRank } from './name_match.ts'
import { plainName, unspelled, type Spell, type Syllable } from './spelling.ts'

export interface Row {
  readonly resident: Entry
  readonly household: Entry | undefined
  readonly name: string
  readonly door: Door
  /** Sorts in the order of doors. */
  readonly place: string
}

/** Why a row was found: by what of theirs. `phone` and `number`: by these digits of it. */
export interface Found {
  readonly row: Row
  readonly by: 'name' | 'door' | 'address' | 'phone' | 'contact' | 'number' | 'all'
}

interface Indexed extends Row {
  readonly address: string
  readonly phones: readonly string[]
  readonly contacts: readonly string[]
  readonly idNumber: string
  syllables: readonly Syllable[]
  /** Every letter and character that a word of the name may begin with. */
  begins: string
  estate: readonly Syllable[]
}

/** What of a home is the same for all who live there. */
interface Home {
  readonly door: Door
  readonly place: string
  readonly address: string
}

/** What was typed, made ready to be held against many. */
interface Asked {
  readonly words: readonly { readonly text: string; readonly letters: readonly string[] }[]
  readonly door: readonly DoorPart[]
  readonly ways: readonly Way[]
}

type Rank = readonly [number, Found['by']]

const CONTACT_PHONE = /^contact\.[^.]+\.phone$/
/** In every address: who types 单 means a name. */
const LABELS = /[0-9]+|号楼|号院|单元|门洞|[栋幢座室户号楼]/g
const PLACE_MIN = 2
const LAST_DIGITS = 4
const DIGITS_MIN = 3

export class Finder {
  private readonly byResident = new Map<string, Indexed>()
  private ordered: readonly Indexed[] = []
  private homes = new WeakMap<Entry, Home>()
  private spell: Spell = unspelled

  /** Everybody, in the order of doors. */
  get rows(): readonly Row[] {
    return this.ordered
  }

  row(resident: string): Row | undefined {
    return this.byResident.get(resident)
  }

  /** Take what the store holds now. Costs little where little has changed. */
  update(residents: readonly Entry[], households: ReadonlyMap<string, Entry>): void {
    const gone = new Set(this.byResident.keys())
    let changed = false
    for (const resident of residents) {
      gone.delete(resident.document)
      const household = households.get(text(resident.values.household))
      const known = this.byResident.get(resident.document)
      if (known?.resident === resident && known.household === household) continue
      this.byResident.set(resident.document, this.indexed(resident, household))
      changed = true
    }
    for (const one of gone) this.byResident.delete(one)
    if (changed || gone.size > 0) this.ordered = [...this.byResident.values()].sort(byPlace)
  }

  /** The dictionary has come: names can be found by their pinyin from now on. */
  spellWith(spell: Spell): void {
    this.spell = spell
    for (const one of this.byResident.values()) Object.assign(one, this.spelled(one.name, one.household))
  }

  /** Who fits what was typed, the best first and then in the order of doors; everybody where nothing was typed. */
  find(typed: string): Found[] {
    const { words, door } = takeApart(typed)
    if (words.length === 0 && door.length === 0) return this.ordered.map((row) => ({ row, by: 'all' }))
    const asked = { words: words.map((one) => ({ text: one, letters: [...one] })), door, ways: waysToRead(door) }
    const found: (Found & { rank: number })[] = []
    for (const row of this.ordered) {
      const rank = rankOf(row, asked)
      if (rank !== undefined) found.push({ row, by: rank[1], rank: rank[0] })
    }
    // Sorting is stable, so doors keep their order among equals.
    return found.sort((one, other) => one.rank - other.rank)
  }

  private indexed(resident: Entry, household: Entry | undefined): Indexed {
    const values = resident.values
    const name = text(values.name)
    return {
      resident,
      household,
      name,
      ...this.homeOf(resident, household),
      phones: [digits(values.phone), digits(household?.values.phone)].filter((one) => one !== ''),
      contacts: Object.keys(values).filter((path) => CONTACT_PHONE.test(path)).map((path) => digits(values[path])),
      idNumber: digits(values.id_number),
      ...this.spelled(name, household),
    }
  }

  private homeOf(resident: Entry, household: Entry | undefined): Home {
    const known = household === undefined ? undefined : this.homes.get(household)
    if (known !== undefined) return known
    const home: Values = household?.values ?? {}
    const address = `${text(home['address.estate'])}${text(home.address_text)}`
    const made = {
      door: doorOf(home, resident.values),
      place: placeKey(home, resident.values),
      address: plainName(address || text(resident.values.live_address)).replace(LABELS, ' '),
    }
    // A home that does not say where it is leaves it to each resident's own address.
    if (household !== undefined && text(home.address_text) !== '') this.homes.set(household, made)
    return made
  }

  private spelled(name: string, household: Entry | undefined): Pick<Indexed, 'syllables' | 'begins' | 'estate'> {
    const syllables = this.spell(name)
    const begins = syllables.map((one) => one.character + one.readings.map((reading) => reading[0]).join('')).join('')
    return { syllables, begins, estate: this.spell(text(household?.values['address.estate'])) }
  }
}

function byPlace(one: Indexed, other: Indexed): number {
  if (one.place !== other.place) return one.place < other.place ? -1 : 1
  const [first, second] = [text(one.resident.values.relation_to_head), text(other.resident.values.relation_to_head)]
  if (first !== second) return first === '' ? 1 : second === '' || first < second ? -1 : 1
  return one.resident.document < other.resident.document ? -1 : 1
}

function rankOf(row: Indexed, asked: Asked): Rank | undefined {
  let worst = 0
  let by: Found['by'] = 'name'
  if (asked.door.length > 0) {
    const rank = numbersRank(row, asked)
    if (rank === undefined) return undefined
    ;[worst, by] = rank
  }
  for (const word of asked.words) {
    const rank = wordRank(row, word)
    if (rank === undefined) return undefined
    worst = Math.max(worst, rank[0])
    if (asked.door.length === 0) by = rank[1]
  }
  return [worst, by]
}

function wordRank(row: Indexed, word: Asked['words'][number]): Rank | undefined {
  const [first = ''] = word.letters
  const name = row.begins.includes(first) ? nameRank(word.letters, row.syllables) : undefined
  if (name !== undefined) return [name, 'name']
  if (word.letters.length >= PLACE_MIN && row.address.includes(word.text)) return [10, 'address']
  return nameRank(word.letters, row.estate) === undefined ? undefined : [12, 'address']
}

/** Numbers are a door; one number alone may also be the end of a phone or identity number. */
function numbersRank(row: Indexed, { door, ways, words }: Asked): Rank | undefined {
  const at = doorRank(door, ways, row.door)
  if (at !== undefined) return [at, 'door']
  const [only] = door
  if (door.length > 1 || only === undefined || only.part !== '') return undefined
  if (only.typed.length < DIGITS_MIN && words.length === 0) return undefined
  if (row.phones.some((one) => endsOn(one, only.typed))) return [20, 'phone']
  if (endsOn(row.idNumber, only.typed)) return [21, 'number']
  return row.contacts.some((one) => endsOn(one, only.typed)) ? [22, 'contact'] : undefined
}

/** Up to four digits are those at the end, from the first of them on; more are any that stand there. */
function endsOn(number: string, typed: string): boolean {
  if (number === '') return false
  return typed.length <= LAST_DIGITS ? number.startsWith(typed, number.length - LAST_DIGITS) : number.includes(typed)
}

function digits(value: unknown): string {
  return text(value).normalize('NFKC').toLowerCase().replace(/[^0-9x]/g, '')
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
