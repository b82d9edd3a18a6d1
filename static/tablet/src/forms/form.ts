// A kind of record as the centre declares it (protocol §13, schemas/form.py): what to ask, in the order of the paper.

export interface Label {
  readonly zh: string
  readonly en: string
}

export type FieldType =
  | 'text' | 'note' | 'integer' | 'decimal' | 'boolean' | 'date' | 'month' | 'time' | 'code' | 'choices'
  | 'ref' | 'person' | 'id_number' | 'phone' | 'attachment'

export interface Code {
  readonly code: string
  readonly label: Label
  readonly paper?: string
  readonly retired?: boolean
}

export interface Option extends Code {
  readonly path: string
}

export interface Field {
  readonly path: string
  readonly type: FieldType
  readonly label: Label
  readonly help?: Label
  readonly unit?: { readonly ucum: string; readonly zh: string }
  readonly decimals?: number
  readonly hard?: readonly [number, number]
  readonly soft?: readonly [number, number]
  readonly drift_percent?: number
  readonly codes?: readonly Code[]
  readonly open_codes?: boolean
  readonly options?: readonly Option[]
  readonly unmeasured?: { readonly path: string; readonly codes: readonly Code[] }
  readonly neutral?: string | number | boolean
  readonly lasting?: boolean
  readonly show_if?: { readonly path: string; readonly any_of: readonly (string | number | boolean)[] }
  readonly required?: boolean
  readonly length_max?: number
  readonly past?: boolean
  readonly refers_to?: string
  readonly computed?: boolean
  readonly retired?: boolean
  readonly writers?: readonly string[]
  readonly policy: string
  readonly sensitivity: string
  readonly severity?: readonly (string | number | boolean)[]
}

export interface Group {
  readonly group: string
  readonly label: Label
  readonly entries_max: number
  readonly fields: readonly Field[]
}

export interface Section {
  readonly label: Label
  readonly parts: readonly (Field | Group)[]
}

export interface Rule {
  readonly code: string
  readonly operator:
    | 'together' | 'any_of' | 'requires' | 'excludes' | 'chosen_max' | 'less' | 'at_most' | 'id_birth' | 'id_sex'
  readonly paths: readonly string[]
  readonly sentence: Label
  readonly values?: readonly (string | number | boolean)[]
  readonly severity?: 'hard' | 'soft' | 'rule'
}

export interface Form {
  readonly kind: string
  readonly version: number
  readonly fingerprint: string
  readonly label: Label
  readonly retired?: boolean
  readonly title: readonly string[]
  readonly subject_path: string | null
  readonly worker_path: string | null
  readonly when_path: string | null
  readonly status_path: string | null
  readonly sections: readonly Section[]
  readonly review: Section
  readonly neutral: Readonly<Record<string, string | number | boolean>>
  readonly rules: readonly Rule[]
}
