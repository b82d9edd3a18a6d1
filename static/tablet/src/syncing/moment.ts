// Moments as people say them: the hour of today, the day of another. By the clock of the community, not of the tablet.

import { useI18n } from 'vue-i18n'
import { todayHere } from '../care/day.ts'

const SHANGHAI_MS = 8 * 3_600_000

export function useMoment(): { clock(atMs: number): string } {
  const { t } = useI18n()
  return {
    clock(atMs) {
      const [date = '', time = ''] = new Date(atMs + SHANGHAI_MS).toISOString().split('T')
      const hour = time.slice(0, 5)
      return date === todayHere(Date.now()) ? hour : t('sync.at', { date, hour })
    },
  }
}
