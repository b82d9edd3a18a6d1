// One record while somebody fills it in: what is on the screen, how much of it is on the disk, and what went wrong.
// Answers are written one after the other in the order they were given; what could not be written stays and waits.

import { computed, shallowReactive, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { codeOf } from '../fault.ts'
import { freshDocument } from '../documents/names.ts'
import type { Answers, Notebook, Reading, Scalar, Unwritten, Values } from '../notebook.ts'
import { Checks, type Problem } from './checking.ts'
import type { Form } from './form.ts'

/** `saved`: on this tablet's disk. `failed`: only on the screen. */
export type Saving = 'saving' | 'saved' | 'failed'

type Job =
  | { readonly sort: 'answers'; readonly answers: Answers; readonly together: boolean }
  | { readonly sort: 'note'; readonly path: string; readonly text: string }
  | { readonly sort: 'attachment'; readonly path: string; readonly content: Blob; readonly beside: Answers }

export interface Beginning {
  readonly grid: string
  /** What the record is born with: about whom, by whom, when. Written with the first answer, so that looking at an
   * empty form leaves nothing behind. */
  readonly answers: Answers
  readonly idNumber?: string
}

const checksOf = new WeakMap<Form, Checks>()

export class Sheet {
  readonly checks: Checks
  /** undefined until the first answer is on its way. */
  readonly document: ShallowRef<string | undefined>
  readonly reading: ShallowRef<Reading | undefined> = shallowRef()
  /** The code of what keeps answers from the disk; they are on the screen only. */
  readonly trouble: ShallowRef<string | undefined> = shallowRef()
  readonly saving = shallowReactive(new Map<string, Saving>())
  /** What stands on the screen: the disk's answers, and over them what is on its way. */
  readonly values: ComputedRef<Values>
  readonly problems: ComputedRef<readonly Problem[]>

  /** Whether anything was answered since it was opened. */
  readonly touched: ShallowRef<boolean> = shallowRef(false)

  /** Whether one of two answers that belong together waits for the other. */
  readonly holding: ShallowRef<boolean> = shallowRef(false)

  private readonly stored: ShallowRef<Values> = shallowRef({})
  private readonly onTheWay = shallowReactive(new Map<string, Scalar | null>())
  private readonly held = new Map<string, Scalar | null>()
  private readonly jobs: Job[] = shallowReactive([])
  private running: Promise<void> | undefined

  constructor(
    private readonly notebook: Notebook,
    readonly form: Form,
    readonly beginning: Beginning | undefined,
    document?: string,
    private readonly now: () => number = Date.now,
  ) {
    this.checks = checksOf.get(form) ?? new Checks(form)
    checksOf.set(form, this.checks)
    this.document = shallowRef(document)
    this.values = computed(() => {
      const all: Record<string, Scalar | null> = { ...this.born(), ...this.stored.value }
      for (const [path, value] of this.onTheWay) all[path] = value
      return without(all)
    })
    this.problems = computed(() => this.checks.of(this.values.value, this.now()))
  }

  /** Read what is on the disk; to be called before a record is shown, and whenever it changed beneath. */
  async load(): Promise<void> {
    const document = this.document.value
    if (document === undefined) return
    const reading = await this.notebook.open(document)
    this.reading.value = reading
    this.stored.value = reading.values
  }

  get unsaved(): boolean {
    return this.jobs.length > 0 || this.held.size > 0
  }

  /** Which answers are on the screen only, each by a name of its own. Reactive. */
  waiting(): readonly string[] {
    return this.jobs.flatMap(pathsOf).map((path) => `${this.document.value ?? ''} ${path}`)
  }

  /**
   * The same in their order, given away to the notebook, which goes on with them: nothing of it is written from here any
   * more, so that room on the disk in the last moment does not make two records of one. Attachments are not among them.
   */
  handOver(): readonly Unwritten[] {
    const given = this.pending()
    this.jobs.splice(0)
    this.held.clear()
    this.holding.value = false
    this.trouble.value = undefined
    return given
  }

  private pending(): readonly Unwritten[] {
    const [first, ...others] = [...this.jobs.flatMap(asUnwritten), ...this.asHeld()]
    if (first === undefined) return []
    const { document } = this
    if (document.value !== undefined) return [first, ...others].map((one) => ({ ...one, document: document.value! }))
    const { answers, grid } = this.beginning!
    const name = freshDocument()
    const birth = { document: name, answers, how: 'birth', kind: this.form.kind, grid } as const
    return [birth, ...[first, ...others].map((one) => ({ ...one, document: name }))]
  }

  private asHeld(): readonly Omit<Unwritten, 'document'>[] {
    return this.held.size === 0 ? [] : [{ answers: Object.fromEntries(this.held), how: 'together' }]
  }

  /** Show it at once and write it; resolves when it is on the disk, or waits there because the disk will not have it. */
  answer(answers: Answers, together = false): Promise<void> {
    const changed = Object.entries(answers).filter(([path, value]) => (this.values.value[path] ?? null) !== value)
    if (changed.length === 0) return this.settled()
    this.touched.value = true
    return this.enqueue({ sort: 'answers', answers: Object.fromEntries(changed), together })
  }

  /** Have the record begun, with these answers if any: another is to refer to it. */
  begun(answers: Answers): Promise<void> {
    if (this.document.value !== undefined) return this.answer(answers)
    this.touched.value = true
    return this.enqueue({ sort: 'answers', answers, together: false })
  }

  /** One of two answers that belong together: it waits for the other, and both are one change. */
  answerPair(answers: Answers, path: string, partner: string): Promise<void> {
    if (this.values.value[partner] !== undefined && this.held.size === 0) return this.answer(answers)
    this.touched.value = true
    for (const [one, value] of Object.entries(answers)) {
      this.held.set(one, value)
      this.onTheWay.set(one, value)
      this.saving.set(one, 'saving')
    }
    this.holding.value = true
    return this.held.has(path) && this.held.has(partner) ? this.flush() : Promise.resolve()
  }

  note(path: string, text: string): Promise<void> {
    if ((this.values.value[path] ?? '') === text) return this.settled()
    // Answering a reviewer changes nothing that was found at the door.
    if (!path.startsWith('review.')) this.touched.value = true
    return this.enqueue({ sort: 'note', path, text })
  }

  /** Keep a photo, signature or recording at a path. */
  attach(path: string, content: Blob, beside: Answers = {}): Promise<void> {
    this.touched.value = true
    return this.enqueue({ sort: 'attachment', path, content, beside })
  }

  /** Try again to write what could not be written. */
  retry(): Promise<void> {
    this.trouble.value = undefined
    return this.flush()
  }

  /** Write what waits for its other half as well; resolves when nothing is on its way any more. */
  flush(): Promise<void> {
    if (this.held.size > 0) {
      const answers = Object.fromEntries(this.held)
      this.held.clear()
      this.holding.value = false
      return this.enqueue({ sort: 'answers', answers, together: true })
    }
    return this.settled()
  }

  /** What an empty form already knows: about whom, by whom, when. */
  private born(): Answers {
    return this.document.value === undefined ? (this.beginning?.answers ?? {}) : {}
  }

  private settled(): Promise<void> {
    if (this.jobs.length > 0) this.running ??= this.work().finally(() => (this.running = undefined))
    return this.running ?? Promise.resolve()
  }

  private enqueue(job: Job): Promise<void> {
    this.jobs.push(job)
    for (const [path, value] of shownBy(job)) this.onTheWay.set(path, value)
    for (const path of pathsOf(job)) this.saving.set(path, 'saving')
    return this.settled()
  }

  private async work(): Promise<void> {
    for (let job = this.jobs[0]; job !== undefined; job = this.jobs[0]) {
      try {
        await this.write(job)
      } catch (reason) {
        this.trouble.value = codeOf(reason)
        for (const path of this.jobs.flatMap(pathsOf)) this.saving.set(path, 'failed')
        return
      }
      // It may have been given away meanwhile.
      if (this.jobs[0] === job) this.jobs.shift()
      this.trouble.value = undefined
      await this.takeBack(job)
    }
  }

  private async write(job: Job): Promise<void> {
    if (this.document.value === undefined) {
      const first = job.sort === 'answers' ? job.answers : {}
      const beginning = this.beginning!
      const more = beginning.idNumber === undefined ? undefined : { idNumber: beginning.idNumber }
      const answers = { ...beginning.answers, ...first }
      const document = await this.notebook.begin(this.form.kind, beginning.grid, answers, more)
      this.stored.value = without(answers)
      this.document.value = document
      if (job.sort === 'answers') return
    }
    const document = this.document.value
    if (job.sort === 'note') await this.notebook.writeNote(document, job.path, job.text)
    else if (job.sort === 'attachment') {
      await this.notebook.attach(document, job.path, job.content)
      await this.notebook.write(document, job.beside)
    } else if (job.together) await this.notebook.writeTogether(document, job.answers)
    else await this.notebook.write(document, job.answers)
  }

  /** What is on the disk now is told by the disk; what is still on its way stays over it. */
  private async takeBack(job: Job): Promise<void> {
    const read = await this.load().then(
      () => true,
      // It is written all the same; the screen goes on showing what was typed.
      () => false,
    )
    const waiting = new Set([...this.jobs.flatMap(pathsOf), ...this.held.keys()])
    for (const path of pathsOf(job)) {
      if (waiting.has(path)) continue
      if (read) this.onTheWay.delete(path)
      this.saving.set(path, 'saved')
    }
  }
}

function without(answers: Answers): Values {
  return Object.fromEntries(Object.entries(answers).filter((one): one is [string, Scalar] => one[1] !== null))
}

function shownBy(job: Job): readonly (readonly [string, Scalar | null])[] {
  if (job.sort === 'answers') return Object.entries(job.answers)
  return job.sort === 'note' ? [[job.path, job.text]] : Object.entries(job.beside)
}

function asUnwritten(job: Job): readonly Omit<Unwritten, 'document'>[] {
  if (job.sort === 'note') return [{ answers: { [job.path]: job.text }, how: 'note' }]
  return job.sort === 'answers' ? [{ answers: job.answers, how: job.together ? 'together' : 'each' }] : []
}

function pathsOf(job: Job): readonly string[] {
  return [...shownBy(job).map(([path]) => path), ...(job.sort === 'attachment' ? [job.path] : [])]
}
