// Visit programmes as the centre hands them out: already checked there, by schemas/care/programme_file.py.

import { dayOf } from './days.ts'
import { Expression } from './expression.ts'
import { given, type Facts } from './resident_facts.ts'

export interface Label {
  readonly zh: string
  readonly en: string
}

export const TRIGGERS: Readonly<Record<string, Label>> = {
  extreme_weather: { zh: '极端天气', en: 'Extreme weather' },
  festival: { zh: '传统节日', en: 'Festival' },
  major_change: { zh: '重大变故', en: 'Major change' },
}

/** How often: on `monthMin` days of a calendar month at least, `gapDays` from one to the next at most. */
export interface Ask {
  readonly monthMin: number | undefined
  readonly gapDays: number | undefined
}

export interface Frequency {
  readonly contact: Ask
  readonly home: Ask
  readonly methods: ReadonlySet<string>
  readonly when: Expression | undefined
}

/** A programme file's content as plain data. */
export interface ProgrammeContent {
  readonly programme: string
  readonly version: number
  readonly title: Label
  readonly target: string
  readonly methods: readonly string[]
  readonly frequency: readonly FrequencyContent[]
  readonly triggers?: readonly { readonly on: string; readonly within_days: number }[]
  readonly visitors?: readonly string[]
  readonly checklist?: readonly Label[]
  readonly groups?: readonly string[]
  readonly starts_on?: string
  readonly ends_on?: string
}

interface FrequencyContent {
  readonly when?: string
  readonly methods?: readonly string[]
  readonly visits_per_month_min?: number
  readonly gap_days_max?: number
  readonly home_visits_per_month_min?: number
  readonly home_gap_days_max?: number
}

export class Programme {
  readonly code: string
  readonly target: Expression
  readonly frequencies: readonly Frequency[]
  readonly triggers: ReadonlyMap<string, number>
  readonly groups: readonly string[]
  readonly startsOn: number | undefined
  readonly endsOn: number | undefined

  constructor(readonly content: ProgrammeContent) {
    this.code = content.programme
    this.target = Expression.compile(content.target)
    this.frequencies = content.frequency.map((one) => frequencyOf(one, content.methods))
    this.triggers = new Map((content.triggers ?? []).map((one) => [one.on, one.within_days]))
    this.groups = content.groups ?? []
    this.startsOn = dayOf(content.starts_on)
    this.endsOn = dayOf(content.ends_on)
  }

  runsOn(day: number): boolean {
    return (this.startsOn === undefined || this.startsOn <= day) && (this.endsOn === undefined || day <= this.endsOn)
  }

  /** What the programme asks about such a resident on that day; undefined: they are not its target. */
  asked(facts: Facts, day: number): Frequency | undefined {
    const values = given(facts, day)
    if (this.target.value(values) !== true) return undefined
    return this.frequencies.find((one) => one.when === undefined || one.when.value(values) === true)
  }
}

/** Whether the resident's colour makes a difference to what the programme asks about them. */
export function byColour(programme: Programme, facts: Facts, day: number): boolean {
  return facts.colour !== '' && programme.asked(facts, day) !== programme.asked({ ...facts, colour: '' }, day)
}

/** Programmes in the order of their codes, as everything here goes through them. */
export function programmesOf(contents: Iterable<ProgrammeContent>): Programme[] {
  return [...contents].map((one) => new Programme(one)).sort((one, other) => (one.code < other.code ? -1 : 1))
}

function frequencyOf(one: FrequencyContent, methods: readonly string[]): Frequency {
  return {
    contact: { monthMin: one.visits_per_month_min, gapDays: one.gap_days_max },
    home: { monthMin: one.home_visits_per_month_min, gapDays: one.home_gap_days_max },
    methods: new Set(one.methods ?? methods),
    when: one.when === undefined ? undefined : Expression.compile(one.when),
  }
}
