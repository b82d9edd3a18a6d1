// Why the centre did not take something, and what it wants known, in words a worker can act on.

import { useI18n } from 'vue-i18n'
import { useNotebook } from '../shell/notebook_in_use.ts'
import { useLabel } from '../words/language.ts'

interface Said {
  readonly code: string
  readonly hint?: string | undefined
}

/** To be called in the set-up of a screen. */
export function useReason(): { refusal(said: Said): string; problem(said: Said): string } {
  const { t, te } = useI18n()
  const notebook = useNotebook()
  const label = useLabel()

  /** What nobody here has words for is said in the centre's, or at least named. */
  function centres(said: Said): string {
    const declared = notebook.declared.problems[said.code]
    return declared === undefined ? t('sync.unknown', { said: said.hint ?? '', code: said.code }) : label(declared)
  }

  return {
    refusal: (said) => (te(`sync.refusal.${key(said)}`) ? t(`sync.refusal.${key(said)}`) : centres(said)),
    problem: (said) => (te(`sync.problem.${key(said)}`) ? t(`sync.problem.${key(said)}`) : centres(said)),
  }
}

/** Codes have a point in them, which the catalogue reads as a path: `grid.not_yours` stands as `grid: {not_yours}`. */
function key({ code }: Said): string {
  return /^[a-z_]+\.[a-z_]+$/.test(code) ? code : 'none'
}
