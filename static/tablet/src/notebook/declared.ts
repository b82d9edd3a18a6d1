// What the centre has declared: forms, rules, programmes, colleagues. Fetched when they changed, kept encrypted, and
// there without a network.

import { shallowReactive } from 'vue'
import { Fault } from '../fault.ts'
import type { Form, Label } from '../forms/form.ts'
import type { Declared, Person } from '../notebook.ts'
import type { PlainRuleSet } from '../care/rule_set.ts'
import type { Store } from '../store/store.ts'
import type { Centre } from '../wire/centre.ts'

interface Kinds {
  readonly kinds: Readonly<Record<string, Form>>
  readonly problems: Readonly<Record<string, Label>>
}
interface Care {
  readonly rule_sets: Readonly<Record<string, PlainRuleSet>>
  readonly programmes: Readonly<Record<string, unknown>>
  readonly reminders: Readonly<Record<string, unknown>>
}
interface Colleagues {
  readonly colleagues: readonly { readonly id: string; readonly person: Person | null }[]
}
interface Kept<Value> {
  readonly etag: string
  readonly value: Value
}

/** Reactive: a form that changed is drawn anew. */
export class KeptDeclared implements Declared {
  private readonly now = shallowReactive<{ kinds: Kinds; care: Care; colleagues: Record<string, Person> }>({
    kinds: { kinds: {}, problems: {} },
    care: { rule_sets: {}, programmes: {}, reminders: {} },
    colleagues: {},
  })
  private readonly etags = new Map<string, string>()

  private constructor(private readonly store: Store) {}

  static async open(store: Store): Promise<KeptDeclared> {
    const declared = new KeptDeclared(store)
    const kept = await Promise.all(PARTS.map((part) => store.state<Kept<unknown>>(part)))
    for (const [place, part] of PARTS.entries()) if (kept[place]) declared.put(part, kept[place])
    return declared
  }

  get kinds(): Declared['kinds'] {
    return this.now.kinds.kinds
  }
  get problems(): Declared['problems'] {
    return this.now.kinds.problems
  }
  get ruleSets(): Declared['ruleSets'] {
    return this.now.care.rule_sets
  }
  get programmes(): Declared['programmes'] {
    return this.now.care.programmes
  }
  get reminders(): Declared['reminders'] {
    return this.now.care.reminders
  }
  get colleagues(): Declared['colleagues'] {
    return this.now.colleagues
  }

  /** Ask for what changed. A part that this centre does not have leaves what is held. */
  async refresh(centre: Centre): Promise<void> {
    for (const part of PARTS) {
      const fresh = await centre.fresh(`/api/v1/${part}`, this.etags.get(part)).catch((reason: unknown) => {
        if (reason instanceof Fault && reason.code === 'not_found') return undefined
        throw reason
      })
      if (!fresh) continue
      await this.store.commit({ state: { [part]: fresh } })
      this.put(part, fresh)
    }
  }

  private put(part: (typeof PARTS)[number], kept: Kept<unknown>): void {
    this.etags.set(part, kept.etag)
    if (part === 'kinds') this.now.kinds = kept.value as Kinds
    else if (part === 'care') this.now.care = kept.value as Care
    else this.now.colleagues = byAuthor(kept.value as Colleagues)
  }
}

const PARTS = ['kinds', 'care', 'colleagues'] as const

function byAuthor({ colleagues }: Colleagues): Record<string, Person> {
  const found: Record<string, Person> = {}
  for (const { id, person } of colleagues) if (person) found[id] = person
  return found
}
