// What an address says beside a form's name: by path, one text each.

import type { LocationQuery } from 'vue-router'
import type { Said } from './beginning.ts'

export function saidBy(query: LocationQuery): Said {
  return Object.fromEntries(
    Object.entries(query).flatMap(([path, value]): [string, string][] => (typeof value === 'string' && value !== '' ? [[path, value]] : [])),
  )
}
