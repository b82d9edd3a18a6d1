// What a tablet has been told by the centre: all kinds of record and rule sets, one programme and one reminder.

import type { Declared } from '../../src/notebook.ts'
import { ruleSets } from '../care/centre.ts'
import { answered } from '../forms/centre.ts'
import { PERSON } from './memory_notebook.ts'

const { kinds, problems } = answered(1, 0).declarations
export const COLLEAGUE = 'd0000000-0000-4000-8000-000000000001'

export const declared: Declared = {
  kinds,
  problems,
  ruleSets: Object.fromEntries([...ruleSets()].map(([id, ruleSet]) => [id, ruleSet.plain])),
  programmes: {
    SANSAN: {
      programme: 'SANSAN',
      version: 1,
      title: { zh: '三三探访', en: 'Sansan visits' },
      target: '"alone" in tags || colour == "red"',
      methods: ['home', 'phone', 'check'],
      frequency: [{ gap_days_max: 31 }],
    },
  },
  reminders: {
    MEMORY: {
      rules: {
        AGE80: {
          title: { zh: '{name} 满80周岁，上门代办高龄津贴', en: '{name} turns 80: old-age allowance' },
          materials: { id_card: { zh: '身份证', en: 'ID card' }, photo: { zh: '近期照片', en: 'A recent photo' } },
        },
      },
    },
  },
  colleagues: {
    [PERSON]: { id: PERSON, name: '王芳', role: 'grid_worker' },
    [COLLEAGUE]: { id: COLLEAGUE, name: '张强', role: 'grid_worker' },
  },
}
