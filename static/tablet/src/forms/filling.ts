// What every part of a form that is being filled in shares: the sheet, what is known besides, and what the rules say.

import { computed, inject, onBeforeUnmount, provide, watch, type ComputedRef, type InjectionKey } from 'vue'
import { formResults, ruleSetsOf, type FormResults } from '../care/form_results.ts'
import { latestValues, type LastValue } from '../care/last_values.ts'
import type { Notebook, Scalar, Values } from '../notebook.ts'
import { useInHand } from '../shell/in_hand.ts'
import { lastOfKind, recordsAbout, residentOf } from './about.ts'
import { changedSince } from './answering.ts'
import type { Field, Form } from './form.ts'
import { Sheet, type Beginning } from './sheet.ts'

export interface Filling {
  readonly notebook: Notebook
  readonly form: Form
  readonly sheet: Sheet
  readonly resident: ComputedRef<string | undefined>
  /** The answers of the resident's file. */
  readonly facts: ComputedRef<Values>
  /** What was measured last of the same resident, by path; never of this record. */
  readonly last: ComputedRef<ReadonlyMap<string, LastValue>>
  /** The answers of the record of this kind before. */
  readonly before: ComputedRef<Values | undefined>
  readonly changed: ComputedRef<ReadonlySet<string>>
  readonly results: ComputedRef<FormResults>
  mayWrite(field: Field): boolean
  /** Write what waits, what the rules make of it included; to be awaited before a screen is left. */
  finish(): Promise<void>
}

const FILLING: InjectionKey<Filling> = Symbol('filling')
/** So long nothing is typed before what the rules make of the answers is written: not once a digit. */
const RESULTS_AFTER_MS = 1500
/** So long an answer waits for the one that belongs to it, before it is written by itself. */
const PAIR_WITHIN_MS = 15_000

export function useFilling(): Filling {
  const filling = inject(FILLING)
  if (filling === undefined) throw new Error('no form: a field was shown outside one')
  return filling
}

/** To be called in the set-up of a screen that fills in one record. */
export function provideFilling(notebook: Notebook, form: Form, beginning: Beginning | undefined, document?: string): Filling {
  const filling = fill(notebook, form, beginning, document)
  provide(FILLING, filling)
  const { sheet } = filling
  // What changes beneath, by a sync or another screen, is shown.
  watch(
    () => (sheet.document.value === undefined ? undefined : notebook.entries.get(sheet.document.value)),
    (entry) => {
      if (entry !== undefined && entry !== sheet.reading.value?.entry && !sheet.unsaved) void sheet.load()
    },
  )
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(filling.results, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void keepResults(filling), RESULTS_AFTER_MS)
  })
  let pairing: ReturnType<typeof setTimeout> | undefined
  watch(sheet.holding, (holding) => {
    clearTimeout(pairing)
    if (holding) pairing = setTimeout(() => void sheet.flush(), PAIR_WITHIN_MS)
  })
  useInHand({
    keep: () => filling.finish().catch(() => undefined),
    trouble: () => sheet.trouble.value,
    waiting: () => sheet.waiting(),
    handOver: () => sheet.handOver(),
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    clearTimeout(pairing)
    void filling.finish()
  })
  return filling
}

function fill(notebook: Notebook, form: Form, beginning: Beginning | undefined, document?: string): Filling {
  const sheet = new Sheet(notebook, form, beginning, document)
  const resident = computed(() => residentOf(form, sheet.values.value, sheet.document.value))
  const records = computed(() =>
    recordsAbout(notebook, resident.value).filter((entry) => entry.document !== sheet.document.value),
  )
  const facts = computed<Values>(() =>
    form.kind === 'resident' ? sheet.values.value : (notebook.entries.get(resident.value ?? '')?.values ?? {}),
  )
  const at = computed(() => {
    const value = form.when_path === null ? undefined : sheet.values.value[form.when_path]
    return typeof value === 'number' ? value : Date.now()
  })
  const last = computed(() => latestValues(records.value.filter((entry) => momentOf(entry) <= at.value)))
  const before = computed(() => lastOfKind(records.value, form, sheet.document.value, at.value)?.values)
  const ruleSets = ruleSetsOf(notebook.declared.ruleSets)
  const results = computed(() =>
    formResults(
      {
        kind: form.kind,
        answers: sheet.values.value,
        resident: facts.value,
        records: records.value,
        at: at.value,
        ...(sheet.document.value === undefined ? {} : { document: sheet.document.value }),
      },
      ruleSets,
    ),
  )
  const filling: Filling = {
    notebook,
    form,
    sheet,
    resident,
    facts,
    last,
    before,
    results,
    changed: computed(() => {
      const found = before.value === undefined ? [] : changedSince(form, before.value, sheet.values.value)
      // What the record is born with was chosen by nobody.
      const preset = sheet.beginning?.answers ?? {}
      return new Set([...found].filter((path) => !(path in preset) || preset[path] !== sheet.values.value[path]))
    }),
    mayWrite: (field) => field.writers === undefined || field.writers.includes(notebook.profile.person.role),
    finish: async () => {
      await sheet.flush()
      await keepResults(filling)
    },
  }
  return filling
}

function momentOf(entry: { readonly values: Values; readonly touchedMs: number }): number {
  const at = entry.values.at
  return typeof at === 'number' ? Math.min(at, entry.touchedMs) : entry.touchedMs
}

/** Write what the rules make of the answers beside them, once anything was answered here. */
async function keepResults({ form, results, sheet }: Filling): Promise<void> {
  const { computed: found, proposals } = results.value
  if (!sheet.touched.value || sheet.document.value === undefined || Object.keys(found).length === 0) return
  const values = sheet.values.value
  // What was judged by another version of the rules stays as it was shown then.
  const named = values['computed.rule_set']
  if (named !== undefined && named !== found['computed.rule_set']) return
  const suggested: Record<string, Scalar | null> = {}
  for (const { path, value } of proposals) {
    if (isComputed(form, path)) suggested[path] = typeof value === 'string' ? value : null
  }
  await sheet.answer({ ...found, ...suggested }, true)
  if (isComputedPart(form, WHY)) await sheet.note(WHY, results.value.cards.map((card) => card.zh).join('\n'))
}

/** A suggestion keeps its reasons beside it: what they were may change with the rules. */
const WHY = 'suggested_why'

function isComputedPart(form: Form, path: string): boolean {
  return form.sections.some(({ parts }) => parts.some((part) => 'path' in part && part.path === path))
}

function isComputed(form: Form, path: string): boolean {
  return form.sections.some(({ parts }) => parts.some((part) => 'path' in part && part.path === path && part.computed))
}
