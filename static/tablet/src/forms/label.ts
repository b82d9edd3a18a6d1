// Labels of a declaration in the language that is spoken now, and problems in the centre's own words.

import { useI18n } from 'vue-i18n'
import type { Label } from './form.ts'
import { sentence, type Language } from './problems.ts'
import type { Finding } from './value_checks.ts'

export { useLabel } from '../words/language.ts'

/** A function that tells a problem in the language that is spoken now. */
export function useSentence(sentences: Readonly<Record<string, Label>>): (problem: Finding) => string {
  const { locale } = useI18n()
  return (problem) => sentence(problem, (locale.value === 'en' ? 'en' : 'zh') satisfies Language, sentences)
}
