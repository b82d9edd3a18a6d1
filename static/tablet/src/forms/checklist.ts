// What a programme asks beyond the questions that every visit has. The words are kept as they were asked, for checklists
// change; an item's entry is named by its place, so that two who report on one visit answer the same one.

import type { Answers, Notebook, Values } from '../notebook.ts'
import { entriesOf } from './asking.ts'
import type { Label } from './form.ts'

const GROUP = 'item'

export interface ChecklistItem {
  readonly entry: string
  readonly question: Label
}

interface Programme {
  readonly programme?: string
  readonly version?: number
  readonly checklist?: readonly Label[]
}

/** The items of the visit's programme; what was answered under an earlier checklist stays, in the words of its day. */
export function checklistOf(notebook: Notebook, values: Values): ChecklistItem[] {
  const items = (programmeOf(notebook, values)?.checklist ?? []).map((question, place) => ({ entry: entryAt(place), question }))
  const asked = new Map(items.map((item) => [item.entry, item]))
  for (const entry of entriesOf(GROUP, values)) {
    const question = values[`${GROUP}.${entry}.question`]
    if (typeof question !== 'string' || asked.get(entry)?.question.zh === question) continue
    asked.set(entry, { entry, question: { zh: question, en: question } })
  }
  return [...asked.values()]
}

/** The answer to one item, with the words it was asked in and the checklist they come from. */
export function answering(notebook: Notebook, item: ChecklistItem, answer: string | null, values: Values): Answers {
  const programme = programmeOf(notebook, values)
  const list = programme === undefined ? {} : { checklist: `${programme.programme}@${programme.version}` }
  return { [`${GROUP}.${item.entry}.question`]: item.question.zh, [answerPath(item)]: answer, ...list }
}

export function answerPath(item: ChecklistItem): string {
  return `${GROUP}.${item.entry}.answer`
}

function programmeOf(notebook: Notebook, values: Values): Programme | undefined {
  const code = values.program
  return typeof code === 'string' ? (notebook.declared.programmes[code] as Programme | undefined) : undefined
}

function entryAt(place: number): string {
  return `c${String(place + 1).padStart(2, '0')}`
}
