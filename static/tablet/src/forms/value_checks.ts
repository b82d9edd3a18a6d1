// For each field one function that looks at a value. schemas/value_checks.py is its twin: the same findings for the
// same values, so that nothing that was right at the door is flagged at the centre.

import { isDate } from '../care/dates.ts'
import { lengthOf } from './characters.ts'
import type { Field, FieldType } from './form.ts'
import { readIdNumber } from './id_number.ts'

export type Severity = 'hard' | 'soft' | 'rule'
export interface Finding {
  readonly code: string
  readonly severity: Severity
  readonly params: Readonly<Record<string, string | number>>
}
export type Check = (value: unknown) => readonly Finding[]

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const SHA256 = /^[0-9a-f]{64}$/
const MONTH = /^(?:18|19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])$/
const PHONE = /^(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8})$/
const UNSTORABLE = /[\0\ud800-\udfff]/u
const TIME_MS_MIN = 946_684_800_000
const TIME_MS_MAX = 4_102_444_800_000
const CODE_LENGTH_MAX = 64
const FINE: readonly Finding[] = []
const WRONG_TYPE = hard('value.type')

function hard(code: string, params: Finding['params'] = {}): readonly Finding[] {
  return [{ code, severity: 'hard', params }]
}

function soft(code: string, params: Finding['params'] = {}): readonly Finding[] {
  return [{ code, severity: 'soft', params }]
}

/** The function that checks a value of this field. */
export function checkFor(field: Field): Check {
  return MAKERS[field.type](field)
}

function number(field: Field): Check {
  const [low, high] = field.hard ?? [-(2 ** 53), 2 ** 53]
  const [usualLow, usualHigh] = field.soft ?? [low, high]
  const unit = field.unit?.zh ?? ''
  const outside = hard('value.range_hard', { min: low, max: high, unit })
  const unusual = soft('value.range_soft', { min: usualLow, max: usualHigh, unit })
  const decimals = field.decimals ?? 0
  const tooFine = soft('value.decimals', { decimals })
  return (value) => {
    if (typeof value !== 'number') return WRONG_TYPE
    if (!Number.isInteger(value) && field.type === 'integer') return WRONG_TYPE
    if (!Number.isFinite(value)) return hard('value.number')
    if (value < low || value > high) return outside
    if (!Number.isInteger(value) && Number(value.toFixed(decimals)) !== value) return tooFine
    return value < usualLow || value > usualHigh ? unusual : FINE
  }
}

function time(): Check {
  const outside = hard('value.range_hard', { min: '2000-01-01', max: '2100-01-01', unit: '' })
  return (value) => {
    if (!Number.isInteger(value)) return WRONG_TYPE
    return (value as number) >= TIME_MS_MIN && (value as number) <= TIME_MS_MAX ? FINE : outside
  }
}

function boolean(): Check {
  return (value) => (typeof value === 'boolean' ? FINE : WRONG_TYPE)
}

function written(lengthMax: number): Check {
  const tooLong = hard('value.too_long', { max: lengthMax })
  const unstorable = hard('value.characters')
  return (value) => {
    if (typeof value !== 'string') return WRONG_TYPE
    if (value.length > lengthMax && lengthOf(value) > lengthMax) return tooLong
    return UNSTORABLE.test(value) ? unstorable : FINE
  }
}

function code(field: Field): Check {
  const known = new Set((field.codes ?? []).map((one) => one.code))
  const own = field.open_codes ? written(CODE_LENGTH_MAX) : undefined
  return (value) => {
    if (typeof value !== 'string') return WRONG_TYPE
    if (known.has(value)) return FINE
    return own ? own(value) : hard('value.code_unknown')
  }
}

function shaped(shape: (value: string) => boolean, wrong: readonly Finding[]): () => Check {
  return () => (value) => {
    if (typeof value !== 'string') return WRONG_TYPE
    return shape(value) ? FINE : wrong
  }
}

function idNumber(): Check {
  return (value) => {
    if (typeof value !== 'string') return WRONG_TYPE
    return readIdNumber(value).problems.map((problem) => ({ code: problem, severity: 'hard' as const, params: {} }))
  }
}

const reference = shaped((value) => UUID.test(value), hard('value.ref'))
const MAKERS: Record<FieldType, (field: Field) => Check> = {
  text: (field) => written(field.length_max ?? 200),
  note: (field) => written(field.length_max ?? 20_000),
  integer: number,
  decimal: number,
  boolean,
  choices: boolean,
  date: shaped(isDate, hard('value.date')),
  month: shaped((value) => MONTH.test(value), hard('value.month')),
  time,
  code,
  ref: reference,
  person: reference,
  id_number: idNumber,
  phone: shaped((value) => PHONE.test(value), soft('phone.format')),
  attachment: shaped((value) => SHA256.test(value), hard('value.attachment')),
}
