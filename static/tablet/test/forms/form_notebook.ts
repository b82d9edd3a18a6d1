// A notebook in memory that forms can be tried on: keeps attachments, tells of rivals, and fails when it is told to.

import { shallowReactive } from 'vue'
import { Fault } from '../../src/fault.ts'
import type { Answers, Reading, Unwritten, Written } from '../../src/notebook.ts'
import { MemoryNotebook } from '../ground/memory_notebook.ts'

export class FormNotebook extends MemoryNotebook {
  /** The code of what keeps the disk from taking anything, as long as it stands here. */
  broken: string | undefined
  /** What the disk would not take, as the kept notebook has it. */
  readonly unwritten = shallowReactive<Unwritten[]>([])
  readonly kept = new Map<string, Blob>()
  readonly rivals = new Map<string, Record<string, readonly Written[]>>()
  /** Every change, as one answer or several together. */
  readonly changes: { readonly document: string; readonly answers: Answers; readonly together: boolean }[] = []
  readonly begunWith: (string | undefined)[] = []

  retryUnwritten(): Promise<boolean> {
    return Promise.resolve(this.broken === undefined)
  }

  override begin(kind: string, grid: string, answers: Answers, more?: { idNumber?: string }): Promise<string> {
    this.begunWith.push(more?.idNumber)
    return this.unlessBroken(() => super.begin(kind, grid, answers, more))
  }

  override write(document: string, answers: Answers): Promise<void> {
    return this.unlessBroken(() => {
      for (const [path, value] of Object.entries(answers)) {
        this.changes.push({ document, answers: { [path]: value }, together: false })
      }
      return super.write(document, answers)
    })
  }

  override writeTogether(document: string, answers: Answers): Promise<void> {
    return this.unlessBroken(() => {
      this.changes.push({ document, answers, together: true })
      return super.write(document, answers)
    })
  }

  override attach(document?: string, path?: string, content?: Blob): Promise<string> {
    return this.unlessBroken(async () => {
      const digest = await crypto.subtle.digest('SHA-256', await content!.arrayBuffer())
      const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      this.kept.set(hash, content!)
      await super.write(document!, { [path!]: hash })
      return hash
    })
  }

  override attachment(sha256?: string): Promise<Blob | undefined> {
    return Promise.resolve(this.kept.get(sha256!))
  }

  override async open(document: string): Promise<Reading> {
    const reading = await super.open(document)
    return { ...reading, rivals: this.rivals.get(document) ?? {} }
  }

  private unlessBroken<Value>(act: () => Promise<Value>): Promise<Value> {
    return this.broken === undefined ? act() : Promise.reject(new Fault(this.broken, 'told to fail'))
  }
}
