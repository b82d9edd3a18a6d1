// A card of the list 今天要去谁家: one resident, with all reasons, each said once. The same as schemas/care/due_card.py.

import { dateText, monthAndDay, monthOf } from './days.ts'
import type { Count, Due } from './due.ts'
import { TRIGGERS, type Label } from './programme.ts'

const MONTH_CODES = { contact: 'month_visits', home: 'month_home' } as const
const SINCE_NAMES = { contact: 'met', home: 'home' } as const
const ASKS = ['contact', 'home'] as const
const SENTENCES: Readonly<Record<string, Label>> = {
  confirm: {
    zh: '上次去时说已搬走或去世，请核实后改档案',
    en: 'Said to have moved or died: please put the file right',
  },
  called: { zh: '{zh}：{month}月{day}日前要联系', en: '{en}: to be contacted by {date}' },
  met_today: { zh: '今天访过', en: 'Visited today' },
  not_met: { zh: '已{n}天未访', en: 'Days without a visit: {n}' },
  never_met: { zh: '还没有探访过', en: 'Never visited' },
  home_today: { zh: '今天入户过', en: 'Visited at home today' },
  not_home: { zh: '已{n}天未入户', en: 'Days without a visit at home: {n}' },
  never_home: { zh: '还没有入户过', en: 'Never visited at home' },
  month_visits: { zh: '本月还差{n}次', en: 'Still wanted this month: {n}' },
  month_home: { zh: '本月还差入户{n}次', en: 'Still wanted at home this month: {n}' },
  tried: {
    zh: '之后试过{n}次没见到人，最近{month}月{day}日',
    en: 'Tried since and met nobody: {n}, last on {date}',
  },
}
const ORDER = Object.keys(SENTENCES)
const EXPLAINING = ORDER.indexOf('month_visits')
const TRIES_MAX = 999

export interface Reason {
  readonly code: string
  readonly zh: string
  readonly en: string
  readonly programmes: readonly string[]
  readonly due: number
}

/** `due`: the earliest. `overdueDays`: 0 where none is overdue. `last`: the latest contact that counts. */
export interface Card {
  readonly due: number
  readonly overdueDays: number
  readonly last: number | undefined
  readonly reasons: readonly Reason[]
}

/** What a reason says: code of the sentence, numbers in it, trigger. */
interface Said {
  readonly code: string
  readonly n?: number
  readonly on?: number
  readonly trigger?: string
}

/** What one resident's dues mean today; undefined where nothing is due at all. */
export function card(dues: readonly Due[], today: number): Card | undefined {
  if (dues.length === 0) return undefined
  const found = new Map<string, { said: Said; programmes: string[]; due: number }>()
  for (const one of dues) {
    for (const [said, due] of reasonsOf(one, today)) {
      const key = JSON.stringify([said.code, said.n, said.on, said.trigger])
      const entry = found.get(key) ?? { said, programmes: [], due }
      if (one.programme !== '' && !entry.programmes.includes(one.programme)) entry.programmes.push(one.programme)
      entry.due = Math.min(entry.due, due)
      found.set(key, entry)
    }
  }
  const due = Math.min(...dues.map((one) => one.due))
  const lasts = dues.map((one) => one.contact.last).filter((one) => one !== undefined)
  return {
    due,
    overdueDays: Math.max(0, today - due),
    last: lasts.length > 0 ? Math.max(...lasts) : undefined,
    reasons: [...found.values()]
      .map(({ said, programmes, due }) => ({ code: said.code, ...sentence(said), programmes, due }))
      .sort((one, other) => rank(one) - rank(other) || one.due - other.due || place(one) - place(other)),
  }
}

function place(one: Reason): number {
  return ORDER.indexOf(one.code)
}

/** The missing of a month and what was tried explain: what is due comes before them. */
function rank(one: Reason): number {
  return place(one) >= EXPLAINING ? 1 : 0
}

function* reasonsOf(one: Due, today: number): Generator<[Said, number]> {
  if (one.what === 'confirm') {
    yield [{ code: 'confirm' }, one.due]
    return
  }
  if (one.what === 'trigger') yield [{ code: 'called', on: one.due, trigger: one.trigger }, one.due]
  for (const what of ASKS) {
    const { due } = one[what]
    if (due !== undefined && (what === one.what || due < today)) {
      yield [sinceLast(SINCE_NAMES[what], one[what], today), due]
    }
  }
  for (const what of ASKS) {
    const n = missing(one[what], today)
    if (n > 0) yield [{ code: MONTH_CODES[what], n }, one.due]
  }
  if (one.tried !== undefined) {
    yield [{ code: 'tried', n: Math.min(one.tries, TRIES_MAX), on: one.tried }, one.due]
  }
}

function sinceLast(name: string, count: Count, today: number): Said {
  if (count.last === undefined) return { code: `never_${name}` }
  return count.last >= today ? { code: `${name}_today` } : { code: `not_${name}`, n: today - count.last }
}

function missing(count: Count, today: number): number {
  const month = monthOf(today)
  if (month < count.fromMonth) return 0
  return count.monthMin - (count.last !== undefined && monthOf(count.last) === month ? count.days : 0)
}

function sentence(said: Said): Label {
  const words: Record<string, string | number> = { n: said.n ?? 0, ...TRIGGERS[said.trigger ?? ''] }
  if (said.on !== undefined) {
    words.date = dateText(said.on)
    const [month, day] = monthAndDay(said.on)
    Object.assign(words, { month, day })
  }
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(words[name]))
  const { zh, en } = SENTENCES[said.code] ?? { zh: '', en: '' }
  return { zh: fill(zh), en: fill(en) }
}
