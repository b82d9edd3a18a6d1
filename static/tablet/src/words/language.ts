// What the centre has declared comes with a label in both languages; this one is shown.

import { useI18n } from 'vue-i18n'
import type { Label } from '../forms/form.ts'

/** A function that gives a label in the language that is spoken now. Reactive inside a template or a computed. */
export function useLabel(): (label: Label) => string {
  const { locale } = useI18n()
  return (label) => (locale.value === 'en' ? label.en || label.zh : label.zh)
}
