// What came over the wire, held against the form that it should have. Ids and hashes become text; keys that this
// version does not know are left alone, so that a newer centre can say more.

import { Fault } from '../fault.ts'
import { hex, uuidText } from './bytes.ts'

export type Shape<Value> = (value: unknown, where: string) => Value

export function malformed(where: string, what: string): never {
  throw new Fault('reply.malformed', `${where}: ${what}`)
}

export const text: Shape<string> = (value, where) => (typeof value === 'string' ? value : malformed(where, 'not text'))
export const flag: Shape<boolean> = (value, where) => (typeof value === 'boolean' ? value : malformed(where, 'not a boolean'))
export const count: Shape<number> = (value, where) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : malformed(where, 'not a count')
export const blob: Shape<Uint8Array> = (value, where) => (value instanceof Uint8Array ? value : malformed(where, 'not bytes'))
/** Stored and sent back as it came. */
export const asIs: Shape<unknown> = (value) => value

export const bytesAsHex =
  (length: number): Shape<string> =>
  (value, where) => {
    const bytes = blob(value, where)
    return bytes.length === length ? hex(bytes) : malformed(where, `not ${length} bytes`)
  }

export const uuid: Shape<string> = (value, where) => {
  const bytes = blob(value, where)
  return bytes.length === 16 ? uuidText(bytes) : malformed(where, 'not 16 bytes')
}

export const list =
  <Value>(each: Shape<Value>): Shape<Value[]> =>
  (value, where) =>
    Array.isArray(value) ? value.map((one, place) => each(one, `${where}[${place}]`)) : malformed(where, 'not a list')

export const table =
  <Value>(each: Shape<Value>): Shape<Record<string, Value>> =>
  (value, where) =>
    Object.fromEntries(Object.entries(map(value, where)).map(([key, one]) => [key, each(one, `${where}.${key}`)]))

export const oneOf =
  <Value extends string>(...allowed: Value[]): Shape<Value> =>
  (value, where) =>
    allowed.find((one) => one === value) ?? malformed(where, 'none of the words that are known here')

export const maybe =
  <Value>(inner: Shape<Value>): Shape<Value | undefined> =>
  (value, where) =>
    value === undefined || value === null ? undefined : inner(value, where)

type Read<Fields> = { [Key in keyof Fields]: Fields[Key] extends Shape<infer Value> ? Value : never }

export const shape =
  <Fields extends Record<string, Shape<unknown>>>(fields: Fields): Shape<Read<Fields>> =>
  (value, where) => {
    const given = map(value, where)
    return Object.fromEntries(
      Object.entries(fields).map(([key, inner]) => [key, inner(given[key], `${where}.${key}`)]),
    ) as Read<Fields>
  }

function map(value: unknown, where: string): Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || value instanceof Uint8Array) {
    malformed(where, 'not a map')
  }
  return value as Record<string, unknown>
}
