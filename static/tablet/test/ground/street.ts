// A street on which the lists are tried: four homes in two buildings, and what was found in them.

import type { Entry } from '../../src/notebook.ts'
import { todayHere } from '../../src/care/day.ts'
import { entry } from './entries.ts'
import { PERSON } from './memory_notebook.ts'

const DAY_MS = 86_400_000
export const daysAgo = (days: number) => Date.now() - days * DAY_MS
export const today = () => todayHere(Date.now())

function home(id: string, building: string, unit: string, room: string, more: Record<string, boolean | number> = {}): Entry {
  return entry(id, 'household', {
    'address.estate': '睦邻苑', 'address.building': building, 'address.unit': unit, 'address.room': room,
    address_text: `睦邻苑${building}号楼${unit}单元${room}`, ...more,
  })
}

export function street(): Entry[] {
  const old = { touchedMs: daysAgo(200) }
  return [
    home('h101', '3', '1', '101', { 'curtain.watch': true }),
    home('h201', '3', '1', '201', { 'curtain.watch': true }),
    home('h202', '3', '1', '202'),
    home('h501', '12', '2', '501'),
    entry('zhang', 'resident', {
      name: '张桂兰', sex: '2', id_number: '370822194410010003', phone: '13800138000', household: 'h101', status: 'in',
      'tags.alone': true, 'disease.hypertension': true, relation_to_head: '0',
      'contact.a.name': '李强', 'contact.a.relation': '2', 'contact.a.phone': '13900007788', 'contact.a.emergency': true,
      family_doctor: '周明', family_doctor_phone: '0537-3412345',
    }, old),
    entry('shan', 'resident', { name: '单田芳', sex: '1', birth_date: '1950-05-01', household: 'h501', status: 'in', 'tags.alone': true }, old),
    entry('meng', 'resident', { name: '孟建华', sex: '1', birth_date: '1980-01-01', household: 'h201', status: 'in' }, old),
    entry('gone', 'resident', { name: '赵已迁', sex: '1', household: 'h202', status: 'moved', status_since: '2020-01-01' }, old),
    entry('c1', 'health_check', { resident: 'zhang', at: daysAgo(32), 'vitals.sbp': 168, 'vitals.dbp': 96, source: '1', worker: PERSON }, { touchedMs: daysAgo(32), mine: true }),
    entry('v1', 'visit', { resident: 'zhang', at: daysAgo(40), method: '1', result: '1', worker: PERSON }, { touchedMs: daysAgo(40), mine: true }),
    entry('v2', 'visit', { resident: 'shan', at: daysAgo(90), method: '1', result: '1', worker: PERSON }, { touchedMs: daysAgo(90), mine: true }),
  ]
}

export function task(id: string, more: Record<string, string | number | boolean>): Entry {
  return entry(id, 'task', {
    type: 'errand', title: '张桂兰 满80周岁，上门代办高龄津贴', rule: 'AGE80', status: 'open', priority: 'normal', resident: 'zhang',
    assignee_role: 'grid_worker', at: daysAgo(3), due_on: todayHere(daysAgo(-20)),
    'material.id_card.name': '身份证', 'material.id_card.ready': false, 'material.photo.name': '近期照片', 'material.photo.ready': false,
    ...more,
  })
}
