// What a task is called where its resident's name stands already; in English by the words of the rule that made it.

import type { Label } from '../forms/form.ts'

const GAP = /\{(\w+)\}/g

/** `name`: of the resident, whose name the centre writes before the title. `rule`: the id of what made the task. */
export function titleLabel(
  title: string,
  rule: string,
  name: string,
  reminders: Readonly<Record<string, unknown>>,
): Label {
  const zh = withoutName(title, name)
  for (const content of Object.values(reminders)) {
    const rules = (content as { readonly rules?: Readonly<Record<string, { readonly title?: Label }>> }).rules
    const en = rules?.[rule]?.title?.en
    if (en === undefined) continue
    const filled = withoutName(en.replaceAll('{name}', name), name)
    // What else stands in the title is known at the centre alone.
    return { zh, en: GAP.test(filled) ? zh : filled }
  }
  return { zh, en: zh }
}

function withoutName(title: string, name: string): string {
  if (name === '' || !title.startsWith(name)) return title
  const rest = title.slice(name.length).replace(/^[\s:：，,]+/, '')
  return rest === '' ? title : rest
}
