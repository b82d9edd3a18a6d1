// How a door is said: "3号楼2单元501", and by itself below the name of its building: "2单元501".

import { useI18n } from 'vue-i18n'
import { textOf } from './entry_groups.ts'
import type { Row } from './finder.ts'
import type { Values } from '../notebook.ts'

export interface PlaceWords {
  /** The estate and building; empty where nobody took the address apart. */
  building(home: Values): string
  /** Unit and room, or the address as it is written. */
  door(row: Row): string
  whole(row: Row): string
}

const NUMBER = /^[0-9]+$/

/** To be called in the set-up of a screen. */
export function usePlaceWords(): PlaceWords {
  const { t } = useI18n()
  const said = (value: string, part: 'building' | 'unit' | 'room') =>
    NUMBER.test(value) ? t(`residents.place.${part}`, { number: value }) : value

  function building(home: Values): string {
    const name = textOf(home, 'address.building')
    if (name === '') return ''
    return [textOf(home, 'address.estate'), said(name, 'building')].filter((one) => one !== '').join(' ')
  }

  function door({ household, resident }: Row): string {
    const home = household?.values ?? {}
    const parts = (['unit', 'room'] as const).map((part) => said(textOf(home, `address.${part}`), part))
    const known = parts.filter((one) => one !== '').join('')
    return known || textOf(home, 'address_text') || textOf(resident.values, 'live_address')
  }

  return {
    building,
    door,
    whole(row) {
      const of = building(row.household?.values ?? {})
      return of === '' ? door(row) : `${of} ${door(row)}`
    },
  }
}
