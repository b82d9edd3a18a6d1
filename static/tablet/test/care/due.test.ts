import { describe, expect, it } from 'vitest'

import { contactOf, sighting } from '../../src/care/contact.ts'
import { dateText } from '../../src/care/days.ts'
import { placeKey } from '../../src/care/place.ts'
import vectors from '../../../../tests/vectors/due.json'
import { dueAnswer, rateAnswer, type Contents, type DueCase, type RateCase } from './due_cases.ts'

const contents = vectors.programmes as unknown as Contents

describe('who is due', () => {
  it.each(vectors.due.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const answer = dueAnswer(contents, one as unknown as DueCase) as {
      due: unknown[][]
      card: { overdue_days: number; reasons: unknown[][] } | null
    }
    expect(answer.due.map((due) => due.slice(0, 3))).toEqual(one.due)
    if ('reasons' in one) expect(answer.card?.reasons.map((reason) => reason[1])).toEqual(one.reasons)
    if ('overdue_days' in one) expect(answer.card?.overdue_days).toBe(one.overdue_days)
  })
})

describe('how many were visited', () => {
  it.each(vectors.rates.map((one) => [one.name, one] as const))('%s', (_, one) => {
    expect(rateAnswer(contents, one as unknown as RateCase)).toEqual(one.rates)
  })
})

describe('what counts as a contact', () => {
  it.each(vectors.contacts.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const found = contactOf(one.kind, one.method, one.result, one.when_ms, one.known_ms)
    expect(found === undefined ? null : [dateText(found.day), found.method, found.outcome]).toEqual(one.contact)
  })

  it('is a window as agreed, and another is an attempt', () => {
    const states = ['1', '2', '3', null]
    expect(states.map((state) => sighting(state, 0, 0).outcome)).toEqual(['met', 'tried', 'tried', 'tried'])
  })
})

describe('doors', () => {
  it('come in the order in which they are passed', () => {
    const keys = vectors.places.map(([household, resident]) => Buffer.from(placeKey(household ?? {}, resident ?? {})))
    expect([...keys].sort((one, other) => one.compare(other))).toEqual(keys)
  })
})
