// How a name is spelled in pinyin. The one place that speaks to pinyin-pro; its dictionary is half a megabyte, so it is
// fetched when somebody first looks for a name, and nothing waits for it.

/** One character of a name and how it may be read, the likeliest first; none for what no dictionary knows. */
export interface Syllable {
  readonly character: string
  readonly readings: readonly string[]
}

export type Spell = (name: string) => readonly Syllable[]

/** What stands between the parts of a name, in all the shapes that registers hold. */
const BETWEEN = /[·•‧∙・･\s'’]/gu
const NAMES_MAX = 20_000

let loading: Promise<Spell> | undefined

/** Load the dictionary; a failure may be tried again. */
export function loadSpelling(): Promise<Spell> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

/** A name as it is compared: one width, small letters, nothing between its parts. */
export function plainName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(BETWEEN, '')
}

/** Without a dictionary a name can still be found by its characters. */
export function unspelled(name: string): readonly Syllable[] {
  return [...plainName(name)].map((character) => ({ character, readings: latin(character) }))
}

async function load(): Promise<Spell> {
  const { pinyin, polyphonic } = await import('pinyin-pro')
  const known = new Map<string, readonly Syllable[]>()
  return (name) => {
    const found = known.get(name)
    if (found !== undefined) return found
    const plain = plainName(name)
    // As a surname first: 单 is shan, 仇 is qiu, 曾 is zeng; the other readings stay, for given names and for slips.
    const likely = pinyin(plain, { surname: 'head', toneType: 'none', type: 'array', nonZh: 'spaced' })
    const possible = polyphonic(plain, { toneType: 'none', type: 'array', nonZh: 'spaced' })
    const spelled = [...plain].map((character, place) => ({
      character,
      readings: latin(character).length > 0 ? latin(character) : readings(character, likely[place], possible[place]),
    }))
    if (known.size < NAMES_MAX) known.set(name, spelled)
    return spelled
  }
}

function latin(character: string): string[] {
  return /^[a-z]$/.test(character) ? [character] : []
}

function readings(character: string, likely = '', possible: readonly string[] = []): string[] {
  const all = [likely, ...possible].filter((one) => one !== '' && one !== character)
  return [...new Set(all.flatMap(typed))]
}

/** ü has no key of its own: 吕 is typed lv, lu or lyu. */
function typed(reading: string): string[] {
  const plain = reading.toLowerCase()
  return plain.includes('ü') ? ['v', 'u', 'yu'].map((letter) => plain.replace('ü', letter)) : [plain]
}
