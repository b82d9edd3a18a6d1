// How the screens come by the notebook: it is there for as long as the store is unlocked, and so are they.

import { inject, provide, type InjectionKey } from 'vue'
import type { Notebook, OpenNotebook } from '../notebook.ts'

/** For tests of single screens: `global: { provide: { [NOTEBOOK as symbol]: notebook } }`. */
export const NOTEBOOK: InjectionKey<Notebook> = Symbol('notebook')
/** For what stands around the screens. */
export const OPEN_NOTEBOOK: InjectionKey<OpenNotebook> = Symbol('open notebook')

export function provideNotebook(notebook: OpenNotebook): void {
  provide(NOTEBOOK, notebook)
  provide(OPEN_NOTEBOOK, notebook)
}

/** The unlocked notebook; to be called in a screen's set-up. */
export function useNotebook(): Notebook {
  return required(inject(NOTEBOOK))
}

/** The same, with what only the shell and the settings may ask. */
export function useOpenNotebook(): OpenNotebook {
  return required(inject(OPEN_NOTEBOOK))
}

function required<One extends Notebook>(notebook: One | undefined): One {
  if (notebook === undefined) throw new Error('no notebook: a screen was shown outside the lock')
  return notebook
}
