// How the screens come by the notebook: it is there for as long as the store is unlocked, and so are they.

import { inject, provide, type InjectionKey } from 'vue'
import type { Notebook } from '../notebook.ts'

/** For tests of single screens: `global: { provide: { [NOTEBOOK as symbol]: notebook } }`. */
export const NOTEBOOK: InjectionKey<Notebook> = Symbol('notebook')

export function provideNotebook(notebook: Notebook): void {
  provide(NOTEBOOK, notebook)
}

/** The unlocked notebook; to be called in a screen's set-up. */
export function useNotebook(): Notebook {
  const notebook = inject(NOTEBOOK)
  if (notebook === undefined) throw new Error('no notebook: a screen was shown outside the lock')
  return notebook
}
