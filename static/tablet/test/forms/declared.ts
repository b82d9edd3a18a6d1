// Everything that the centre has declared, as a tablet keeps it: a community's own questions included.

import type { Declared } from '../../src/notebook.ts'
import { ruleSets } from '../care/centre.ts'
import { answered } from './centre.ts'

const { kinds, problems } = answered(1, 0).declarations

export const declared: Declared = {
  kinds,
  problems,
  ruleSets: Object.fromEntries([...ruleSets()].map(([id, ruleSet]) => [id, ruleSet.plain])),
  programmes: {
    RUYILI: { programme: 'RUYILI', version: 1, title: { zh: '如意里探访', en: 'Ruyili visits' }, target: 'false', methods: ['home'], frequency: [] },
  },
  reminders: {},
  colleagues: { 'd0000000-0000-4000-8000-000000000001': { id: 'd0000000-0000-4000-8000-000000000001', name: '刘强', role: 'grid_worker' } },
}
