// The emergency card: whom to call, what they have, what they take, and who their doctor is. From what is on the tablet.

import type { Entry, Values } from '../notebook.ts'
import { groupEntries, textOf, ticked } from './entry_groups.ts'

export interface Contact {
  readonly id: string
  readonly name: string
  readonly relation: string
  readonly phone: string
  readonly first: boolean
  readonly hasKey: boolean
}

/** `unit`: a code of the follow-up's list; `kind`: the kind of the record that named it. */
export interface Medicine {
  readonly name: string
  readonly dose: number | undefined
  readonly unit: string
  readonly timesPerDay: number | undefined
  readonly kind: string
}

export interface EmergencyCard {
  readonly contacts: readonly Contact[]
  /** Codes of the lists of the resident's form; what else was written stands in the details. */
  readonly diseases: readonly string[]
  readonly diseaseDetail: string
  readonly allergies: readonly string[]
  readonly allergyDetail: string
  readonly medicines: readonly Medicine[]
  /** When the medicines were written down, ms. */
  readonly medicinesAt: number | undefined
  readonly doctor: string
  readonly doctorPhone: string
}

const FOLLOW_UPS: ReadonlySet<string> = new Set(['htn_follow_up', 't2dm_follow_up'])

/** `records`: all that is held about the resident. */
export function emergencyCard(resident: Values, records: Iterable<Entry>): EmergencyCard {
  return {
    contacts: contactsOf(resident),
    diseases: ticked(resident, 'disease').filter((one) => one !== 'none'),
    diseaseDetail: textOf(resident, 'disease_detail'),
    allergies: ticked(resident, 'drug_allergy').filter((one) => one !== 'none'),
    allergyDetail: textOf(resident, 'drug_allergy_detail'),
    ...medicinesOf(records),
    doctor: textOf(resident, 'family_doctor'),
    doctorPhone: textOf(resident, 'family_doctor_phone'),
  }
}

/** Whoever is to be called first stands first, then whoever has a key. */
function contactsOf(resident: Values): Contact[] {
  const found = groupEntries(resident, 'contact').map(({ id, values }) => ({
    id,
    name: textOf(values, 'name'),
    relation: textOf(values, 'relation'),
    phone: textOf(values, 'phone'),
    first: values.emergency === true,
    hasKey: values.has_key === true,
  }))
  return found.sort((one, other) => Number(other.first) - Number(one.first) || Number(other.hasKey) - Number(one.hasKey))
}

/** The medicines of the last follow-up of each disease that names any; a medicine that both name stands once. */
function medicinesOf(records: Iterable<Entry>): { medicines: Medicine[]; medicinesAt: number | undefined } {
  const latest = new Map<string, { at: number; found: Medicine[] }>()
  for (const { kind, values } of records) {
    if (!FOLLOW_UPS.has(kind)) continue
    const found = groupEntries(values, 'medicine')
      .map((one) => medicineOf(one.values, kind))
      .filter((one) => one.name !== '')
    const at = typeof values.at === 'number' ? values.at : 0
    if (found.length > 0 && at >= (latest.get(kind)?.at ?? 0)) latest.set(kind, { at, found })
  }
  const all = [...latest.values()].sort((one, other) => other.at - one.at)
  const byName = new Map<string, Medicine>()
  for (const { found } of all) for (const one of found) if (!byName.has(one.name)) byName.set(one.name, one)
  return { medicines: [...byName.values()], medicinesAt: all[0]?.at }
}

function medicineOf(values: Values, kind: string): Medicine {
  const number = (path: string) => (typeof values[path] === 'number' ? values[path] : undefined)
  const [name, unit] = [textOf(values, 'name'), textOf(values, 'unit')]
  return { name, dose: number('dose'), unit, timesPerDay: number('times_per_day'), kind }
}
