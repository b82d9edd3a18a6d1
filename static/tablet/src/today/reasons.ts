// Why somebody goes to a door, in few words: the last pressure if it was high, what programmes say, what is to be done.

import { useI18n } from 'vue-i18n'
import type { DoorCard } from '../care/day.ts'
import { useNotebook } from '../shell/notebook_in_use.ts'
import { titleLabel } from '../tasks/title.ts'
import { useLabel } from '../words/language.ts'
import { useAtHand } from './at_hand.ts'

const PRESSURE = ['vitals.sbp', 'vitals.dbp'] as const

/** To be called in the set-up of a screen: gives a function from a card to its sentences, the most telling first. */
export function useReasons(): (card: DoorCard) => string[] {
  const { t } = useI18n()
  const label = useLabel()
  const notebook = useNotebook()
  const { day, people } = useAtHand()

  /** Whether it was high is said by the community's rules, and by nothing here. */
  function pressure(resident: string): string[] {
    const last = day.value.lastValues(resident)
    const [sbp, dbp] = PRESSURE.map((path) => last.get(path))
    if (sbp === undefined || dbp === undefined || sbp.document !== dbp.document) return []
    const answers = { 'vitals.sbp': sbp.value, 'vitals.dbp': dbp.value }
    const high = day.value.holds({ kind: 'health_check', answers, resident }, 'bp_high', 'bp_crisis')
    return high ? [t('today.pressure', { sbp: sbp.value, dbp: dbp.value })] : []
  }

  return (card) => {
    const resident = card.about[0] === 'resident' ? card.about[1] : ''
    const name = people.value.finder.row(resident)?.name ?? ''
    const titles = (urgent: boolean) =>
      card.tasks
        .filter((one) => one.urgent === urgent)
        .map((one) => label(titleLabel(one.title, one.rule, name, notebook.declared.reminders)))
    const visits = (card.visits?.reasons ?? []).map((one) => label(one))
    const high = resident === '' ? [] : pressure(resident)
    return [...new Set([...titles(true), ...high, ...visits, ...titles(false)])]
  }
}
