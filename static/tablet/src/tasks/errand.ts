// A new errand: what somebody wants done, or one of those whose materials the community's reminders list.

import type { Answers, Person } from '../notebook.ts'
import type { Label } from '../forms/form.ts'

export interface ErrandSort {
  readonly id: string
  readonly title: Label
  readonly materials: readonly Label[]
}

interface Rule {
  readonly type?: string
  readonly title?: Label
  readonly materials?: Readonly<Record<string, Label>>
}

const NAME = /\s*\{name\}\s*/g
const ANY_GAP = /\{[^}]*\}/

/** The errands that the reminders in force know the materials of. Their titles lose the name that stands before them. */
export function errandSorts(reminders: Readonly<Record<string, unknown>>): ErrandSort[] {
  const found: ErrandSort[] = []
  for (const content of Object.values(reminders)) {
    const rules = (content as { readonly rules?: Readonly<Record<string, Rule>> }).rules ?? {}
    for (const [id, rule] of Object.entries(rules)) {
      const materials = Object.values(rule.materials ?? {})
      if (materials.length === 0 || rule.title === undefined) continue
      const title = { zh: bare(rule.title.zh), en: bare(rule.title.en) }
      if (!ANY_GAP.test(title.zh + title.en)) found.push({ id, title, materials })
    }
  }
  return found
}

function bare(title: string): string {
  return title.replace(NAME, ' ').replace(/^[\s:：，,]+/, '').trim()
}

/** The first answers of an errand for somebody. `materials`: their names, in the order of the list. */
export function errand(
  asked: { readonly title: string; readonly resident: string; readonly materials: readonly string[]; readonly dueOn?: string },
  person: Person,
  atMs: number,
): Answers {
  const answers: Record<string, string | number> = {
    type: 'errand',
    title: asked.title,
    status: 'open',
    priority: 'normal',
    resident: asked.resident,
    assignee: person.id,
    raised_by: person.id,
    rule: 'errand',
    at: atMs,
  }
  if (asked.dueOn !== undefined && asked.dueOn !== '') answers.due_on = asked.dueOn
  asked.materials.forEach((name, place) => {
    answers[`material.m${String(place + 1).padStart(2, '0')}.name`] = name
  })
  return answers
}
