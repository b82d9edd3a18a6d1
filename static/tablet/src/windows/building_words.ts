// How a building, a unit and a floor are said.

import { useI18n } from 'vue-i18n'
import type { Building, Unit } from './building.ts'

const NUMBER = /^[0-9]+$/

export function useBuildingWords() {
  const { t } = useI18n()
  const said = (value: string, part: 'building' | 'unit') =>
    NUMBER.test(value) ? t(`residents.place.${part}`, { number: value }) : value
  return {
    nameOf: (one: Building) => [one.estate, said(one.building, 'building')].filter((part) => part !== '').join(' '),
    unitName: (unit: Unit) => said(unit.name, 'unit'),
  }
}
