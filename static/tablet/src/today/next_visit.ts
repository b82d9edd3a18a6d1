// When somebody is to be visited next, as programmes count from what is on this tablet: said when a visit is finished.

import { useI18n } from 'vue-i18n'
import { dayOf, monthAndDay } from '../care/days.ts'
import { useAtHand } from './at_hand.ts'

/** To be called in the set-up of a screen: gives a resident's sentence, empty where no programme asks for anything. */
export function useNextVisit(): (resident: string) => string {
  const { t } = useI18n()
  const { today, day } = useAtHand()
  return (resident) => {
    const due = day.value.visitsOf(resident)?.due
    if (due === undefined) return ''
    const [month, date] = monthAndDay(due)
    return due < (dayOf(today.value) ?? 0) ? t('today.nextSoon', { month, date }) : t('today.next', { month, date })
  }
}
