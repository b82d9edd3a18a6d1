// What to tell a person about a problem, in the centre's own words. schemas/problems.py is its twin.

import type { Label } from './form.ts'
import type { Finding } from './value_checks.ts'

export type Language = 'zh' | 'en'

/** A code from a newer version of the centre is shown as it is. */
export function sentence(problem: Finding, language: Language, sentences: Readonly<Record<string, Label>>): string {
  const own = problem.params[language]
  if (typeof own === 'string') return own
  const words = sentences[problem.code]?.[language]
  if (words === undefined) return problem.code
  const places = [...words.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '')
  if (places.some((place) => !Object.hasOwn(problem.params, place))) return words
  const filled = words.replace(/\{(\w+)\}/g, (_, place: string) => String(problem.params[place]))
  // Where there is no unit, its place must not leave a gap.
  return filled.trim().split(/\s+/).join(' ').replaceAll(' ;', ';').replaceAll(' ）', '）')
}
