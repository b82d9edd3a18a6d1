// What the lists are made from: everybody in the order of doors, and the day of this worker. Made once, where the screens
// begin, and kept up to date, so that going from one to the next costs nothing; and forgotten with them when it is locked.

import { computed, inject, onScopeDispose, provide, shallowRef, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import { careDay, todayHere, type CareDay } from '../care/day.ts'
import type { Notebook } from '../notebook.ts'
import { Finder } from '../residents/finder.ts'
import { loadSpelling } from '../residents/spelling.ts'
import { useNotebook } from '../shell/notebook_in_use.ts'
import { concerns } from '../tasks/task.ts'

export interface AtHand {
  /** "YYYY-MM-DD" at the community; changes at its midnight. */
  readonly today: Readonly<Ref<string>>
  /** What is due, without the tasks that are others'. */
  readonly day: ComputedRef<CareDay>
  /** A new object whenever anything about residents or homes changed. */
  readonly people: ComputedRef<{ readonly finder: Finder }>
  /** Fetch what pinyin needs, if it is not there yet. Resolves with whether names can be found by pinyin. */
  spell(): Promise<boolean>
}

const MINUTE_MS = 60_000
const AT_HAND: InjectionKey<AtHand> = Symbol('at hand')

/** To be called where all screens begin. */
export function provideAtHand(notebook: Notebook): void {
  provide(AT_HAND, made(notebook))
}

/** To be called in the set-up of a screen. One that is shown by itself has its own. */
export function useAtHand(): AtHand {
  return inject(AT_HAND, undefined) ?? made(useNotebook())
}

function made(notebook: Notebook): AtHand {
  const today = shallowRef(todayHere(Date.now()))
  const ticking = setInterval(() => (today.value = todayHere(Date.now())), MINUTE_MS)
  onScopeDispose(() => clearInterval(ticking))
  const finder = new Finder()
  const spelled = shallowRef(0)
  return {
    today,
    day: computed(() => {
      const held = [...notebook.entries.values()]
      const mine = held.filter((one) => one.kind !== 'task' || concerns(one, notebook.profile.person))
      return careDay(mine, notebook.declared, today.value)
    }),
    people: computed(() => {
      void spelled.value
      finder.update(notebook.ofKind('resident'), new Map(notebook.ofKind('household').map((one) => [one.document, one])))
      return { finder }
    }),
    async spell() {
      if (spelled.value > 0) return true
      try {
        finder.spellWith(await loadSpelling())
        spelled.value += 1
        return true
      } catch {
        // An app that is half installed still finds by characters, doors and digits.
        return false
      }
    },
  }
}
