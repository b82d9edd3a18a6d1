// 月探访率. The same as schemas/care/visit_rate.py, which says who is counted.

import type { Contact } from './contact.ts'
import type { Programme } from './programme.ts'
import { standing, type Facts } from './resident_facts.ts'

export interface Rate {
  readonly programme: string
  readonly group: string
  residents: number
  met: number
  tried: number
  refused: number
}

/** Thousandths, rounded down: 1000 only where nobody was left out. */
export function permille(rate: Rate): number | undefined {
  return rate.residents > 0 ? Math.floor((rate.met * 1000) / rate.residents) : undefined
}

/** Rates as of `day`, from residents and the month's contacts up to it: by programme, all first, then groups. */
export function visitRate(
  people: Iterable<readonly [Facts, readonly Contact[]]>,
  programmes: readonly Programme[],
  day: number,
): Rate[] {
  const rates = programmes.map((one) =>
    one.runsOn(day) ? ['', ...one.groups].map((group) => rateOf(one.code, group)) : [],
  )
  for (const [facts, month] of people) {
    const stands = standing(facts, day)
    if ((stands !== 'in' && stands !== 'refused') || facts.joined > day) continue
    for (const [place, programme] of programmes.entries()) {
      const groups = rates[place] ?? []
      const frequency = groups.length > 0 ? programme.asked(facts, day) : undefined
      if (frequency === undefined) continue
      const met = month.some((one) => one.outcome === 'met' && frequency.methods.has(one.method))
      for (const rate of groups) {
        if (rate.group !== '' && !facts.tags.includes(rate.group)) continue
        if (stands === 'refused') rate.refused += 1
        else {
          rate.residents += 1
          if (met) rate.met += 1
          else if (month.length > 0) rate.tried += 1
        }
      }
    }
  }
  return rates.flat()
}

function rateOf(programme: string, group: string): Rate {
  return { programme, group, residents: 0, met: 0, tried: 0, refused: 0 }
}
