// Units as they are said: a declaration gives them in Chinese and in UCUM, which nobody reads aloud.

import type { Field, Label } from './form.ts'

const ENGLISH: Readonly<Record<string, string>> = {
  '1': 'people', a: 'years', mo: 'months', s: 's', min: 'min', '/min': '/min', '/d': 'a day', '/wk': 'a week', 'g/d': 'g a day',
  Cel: '°C', '[CNY]': 'yuan', '{liang}/d': 'liang a day', '{cigarette}/d': 'a day',
}

/** A field's unit in both languages; empty where it has none. */
export function unitOf({ unit }: Field): Label {
  if (unit === undefined) return { zh: '', en: '' }
  return { zh: unit.zh, en: ENGLISH[unit.ucum] ?? unit.zh }
}
