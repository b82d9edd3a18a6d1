// Somebody stands at a door, or answers a telephone, and looks for a name.

import { describe, expect, test } from 'vitest'
import { Finder } from '../../src/residents/finder.ts'
import { loadSpelling } from '../../src/residents/spelling.ts'
import { entry } from '../ground/entries.ts'
import type { Entry } from '../../src/notebook.ts'

const spell = await loadSpelling()

const homes = (...doors: string[]) =>
  new Map(
    doors.map((door) => {
      const [estate, building, unit, room] = door.split('/')
      const values = { 'address.estate': estate, 'address.building': building, 'address.unit': unit, 'address.room': room }
      return [door, entry(door, 'household', values)]
    }),
  )

function people(...names: string[]): Entry[] {
  return names.map((name) => entry(name, 'resident', { name }))
}

function finder(residents: readonly Entry[], households = new Map<string, Entry>()): Finder {
  const made = new Finder()
  made.update(residents, households)
  made.spellWith(spell)
  return made
}

const names = (found: Finder, typed: string) => found.find(typed).map((one) => one.row.name)

describe('by the name', () => {
  const grid = finder(people('孟建华', '毛桂兰', '张桂兰', '单田芳', '仇英', '曾国强', '吕秀英', '女秀英', '解晓东', '欧阳修'))

  test.each([
    ['mjh', ['孟建华']],
    ['MJH', ['孟建华']],
    ['mengjh', ['孟建华']],
    ['mengjianhua', ['孟建华']],
    ['meng jian hua', ['孟建华']],
    ['mjianh', ['孟建华']],
    ['gl', ['毛桂兰', '张桂兰']],
    ['zgl', ['张桂兰']],
    ['zhgl', ['张桂兰']],
    ['zhangguil', ['张桂兰']],
    ['桂兰', ['毛桂兰', '张桂兰']],
    ['张gl', ['张桂兰']],
    ['oyx', ['欧阳修']],
  ])('%s', (typed, wanted) => {
    expect(names(grid, typed).sort()).toEqual([...wanted].sort())
  })

  test('a surname is read as a surname: shan, qiu, zeng, xie', () => {
    expect(names(grid, 'stf')[0]).toBe('单田芳')
    expect(names(grid, 'qy')[0]).toBe('仇英')
    expect(names(grid, 'zenggq')[0]).toBe('曾国强')
    expect(names(grid, 'xiexd')[0]).toBe('解晓东')
  })

  test('whoever reads it otherwise finds it too, after those who are read so', () => {
    expect(names(grid, 'dtf')).toEqual(['单田芳'])
    expect(names(finder(people('丹天方', '单田芳')), 'dan')).toEqual(['丹天方', '单田芳'])
  })

  test('ü is typed v, u or yu, and ü itself', () => {
    for (const typed of ['lvxy', 'luxy', 'lyuxy', 'lüxy', 'lxy', 'lüxiuying']) {
      expect(names(grid, typed)).toContain('吕秀英')
    }
    expect(names(grid, 'nvxy')).toEqual(['女秀英'])
  })

  test('from the surname on comes before from the middle', () => {
    expect(names(finder(people('王兰英', '兰英杰')), 'ly')).toEqual(['兰英杰', '王兰英'])
  })

  test('the dots of long names are left out, whichever they are', () => {
    const found = finder(people('阿卜杜·热合曼', '买买提•艾力'))
    for (const typed of ['abdrhm', 'abudu', '阿卜杜热合曼', '阿卜杜·热', '杜·热合曼', 'rehm']) {
      expect(names(found, typed)).toEqual(['阿卜杜·热合曼'])
    }
    expect(names(found, 'mmtal')).toEqual(['买买提•艾力'])
  })

  test('rare characters are found by themselves, and by the initials of the rest', () => {
    const rare = finder(people('王𬭬民', '李\u{2ebf0}梅'))
    expect(names(rare, '𬭬')).toEqual(['王𬭬民'])
    expect(names(rare, 'lm')).toEqual(['李\u{2ebf0}梅'])
    expect(names(rare, 'lqm')).toEqual(['李\u{2ebf0}梅'])
  })

  test('names in letters, and full-width letters of a Chinese keyboard', () => {
    expect(names(finder(people('Anna Li', '安娜')), 'anna')).toContain('Anna Li')
    expect(names(grid, 'ｍｊｈ')).toEqual(['孟建华'])
  })

  test('nobody is found by what is nobody’s', () => {
    expect(names(grid, 'xxq')).toEqual([])
    expect(names(grid, '王')).toEqual([])
    expect(names(grid, '？')).toHaveLength(10)
  })
})

describe('by the door', () => {
  const doors = ['睦邻苑/3/2/501', '睦邻苑/3/2/502', '睦邻苑/3/1/501', '睦邻苑/13/2/501', '睦邻苑/3/2/1501', '长青里/3号楼/2单元/501室']
  const households = homes(...doors)
  const residents = doors.map((door) => entry(`r ${door}`, 'resident', { name: '住户', household: door }))
  const grid = finder(residents, households)
  const at = (typed: string) => grid.find(typed).map((one) => one.row.household?.document)

  test.each(['3-2-501', '3 2 501', '3号楼2单元501', '3号楼2单元501室', '3#2-501', '3.2.501', '3栋2单元501', '０3－2－501', '3,2,501'])(
    '%s',
    (typed) => {
      expect(at(typed)).toEqual(['睦邻苑/3/2/501', '长青里/3号楼/2单元/501室'])
    },
  )

  test('with the estate before it, in characters or initials', () => {
    expect(at('睦邻苑3-2-501')).toEqual(['睦邻苑/3/2/501'])
    expect(at('长青里 3号楼2单元501')).toEqual(['长青里/3号楼/2单元/501室'])
    expect(at('cql 3-2')).toEqual(['长青里/3号楼/2单元/501室'])
  })

  test('while it is being typed: the building, then the unit, then the beginning of the room', () => {
    expect(at('3号楼')).toHaveLength(5)
    expect(at('3-2')).toEqual(expect.arrayContaining(['睦邻苑/3/2/501', '睦邻苑/3/2/502', '睦邻苑/3/2/1501']))
    expect(at('3-2-50')).toEqual(['睦邻苑/3/2/501', '睦邻苑/3/2/502', '长青里/3号楼/2单元/501室'])
    expect(at('501')[0]).toBe('睦邻苑/3/1/501')
    expect(at('501')).not.toContain('睦邻苑/3/2/502')
  })

  test('the words that stand in every address find nobody', () => {
    for (const typed of ['单', '楼', '号楼', '室']) expect(at(typed)).toEqual([])
    expect(at('睦邻')).toHaveLength(5)
  })

  test('with a name', () => {
    expect(grid.find('住 3-2-502').map((one) => one.row.household?.document)).toEqual(['睦邻苑/3/2/502'])
    expect(grid.find('王 3-2-502')).toEqual([])
  })

  test('an address that nobody took apart', () => {
    const village = entry('v', 'resident', { name: '村', live_address: '前王村 12号' })
    const flat = entry('f', 'resident', { name: '楼', live_address: '如意里小区A座3单元602室' })
    const found = finder([village, flat])
    expect(names(found, '前王村12')).toEqual(['村'])
    expect(names(found, '12号')).toEqual(['村'])
    expect(names(found, 'A座3单元602')).toEqual(['楼'])
    expect(names(found, '3单元602')).toEqual(['楼'])
  })
})

describe('by the last digits', () => {
  const grid = finder([
    entry('a', 'resident', { name: '甲', phone: '138 0013 8000', id_number: '37082219400229000X' }),
    entry('b', 'resident', { name: '乙', phone: '0537-3412345', 'contact.7f.phone': '13900007788' }),
    entry('c', 'resident', { name: '丙', id_number: '370822194410010003' }),
  ])

  test.each([
    ['8000', ['甲']],
    ['000x', ['甲']],
    ['000X', ['甲']],
    ['0003', ['丙']],
    ['2345', ['乙']],
    ['7788', ['乙']],
    ['13800138000', ['甲']],
    ['370822194410010003', ['丙']],
    ['05373412345', ['乙']],
  ])('%s', (typed, wanted) => {
    expect(names(grid, typed)).toEqual(wanted)
  })

  test('it is said by what somebody was found', () => {
    expect(grid.find('7788')[0]?.by).toBe('contact')
    expect(grid.find('0003')[0]?.by).toBe('number')
    expect(grid.find('8000')[0]?.by).toBe('phone')
  })
})

describe('in the order of doors', () => {
  test('as people walk: numbers as numbers, then texts, then who has no address', () => {
    const doors = ['苑/10/1/101', '苑/2/1/1001', '苑/2/1/201', '苑/2/10/101', '苑/2/2/101', '苑/东楼/1/101']
    const residents = doors.map((door) => entry(door, 'resident', { name: door, household: door }))
    const found = finder([...residents, entry('none', 'resident', { name: '无' })], homes(...doors))
    expect(found.rows.map((one) => one.name)).toEqual([
      '苑/2/1/201', '苑/2/1/1001', '苑/2/2/101', '苑/2/10/101', '苑/10/1/101', '苑/东楼/1/101', '无',
    ])
  })

  test('in one home the head comes first', () => {
    const child = entry('a', 'resident', { name: '子', household: '苑/1/1/101', relation_to_head: '2' })
    const head = entry('b', 'resident', { name: '户主', household: '苑/1/1/101', relation_to_head: '0' })
    expect(finder([child, head], homes('苑/1/1/101')).rows.map((one) => one.name)).toEqual(['户主', '子'])
  })
})

describe('kept up to date', () => {
  test('who is new, renamed, moved or gone is so at once, and the others are not looked at again', () => {
    const households = homes('苑/1/1/101', '苑/2/1/101')
    const wang = entry('1', 'resident', { name: '王', household: '苑/1/1/101' })
    const li = entry('2', 'resident', { name: '李', household: '苑/2/1/101' })
    const grid = finder([wang, li], households)
    const kept = grid.row('1')
    const zhao = entry('2', 'resident', { name: '赵', household: '苑/1/1/101' })
    grid.update([wang, zhao, ...people('孙')], households)
    expect(grid.row('1')).toBe(kept)
    expect(names(grid, 'z')).toEqual(['赵'])
    expect(names(grid, 'li')).toEqual([])
    expect(names(grid, 's')).toEqual(['孙'])
    grid.update([wang], new Map([...households, ['苑/1/1/101', entry('苑/1/1/101', 'household', { 'address.building': '9' })]]))
    expect(names(grid, '9号楼')).toEqual(['王'])
    expect(names(grid, 's')).toEqual([])
  })

  test('before the dictionary has come, characters find', () => {
    const grid = new Finder()
    grid.update(people('张桂兰'), new Map())
    expect(names(grid, '桂')).toEqual(['张桂兰'])
    expect(names(grid, 'zgl')).toEqual([])
  })
})
