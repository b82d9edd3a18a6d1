// Looking at one building: what is written at each tap, what can be taken back, and when an unusual window becomes a task.
//
// A window is on disk as unusual at once. The task follows some seconds later, when nobody has taken it back, or when the
// screen is left; should the app die in between, it is made up for when the building is looked at again.

import { computed, onBeforeUnmount, shallowReactive, shallowRef, type ComputedRef, type Ref } from 'vue'
import { dayOf } from '../care/days.ts'
import { todayHere } from '../care/day.ts'
import type { Notebook } from '../notebook.ts'
import type { Building, Pane } from './building.ts'
import { lookToGoOnWith, newLook, roundAt, seen, sightsOf, unseen, urgentTask, type Seen, type Sight } from './look.ts'

export interface Looking {
  /** How each window of today's round stands, by household. */
  readonly sights: ComputedRef<ReadonlyMap<string, Sight>>
  /** The windows whose task is not made yet, and can still be taken back. */
  readonly pending: ReadonlyMap<string, Pane>
  readonly failed: Readonly<Ref<boolean>>
  see(pane: Pane, state: Seen): Promise<void>
  takeBack(pane: Pane): Promise<void>
  say(pane: Pane, sign: string): Promise<void>
  /** Make the tasks of all unusual windows that have none. */
  settle(): Promise<void>
}

export const UNDO_MS = 6_000

export interface Words {
  taskTitle(pane: Pane): string
}

/** To be called in the set-up of the screen. */
export function useLooking(notebook: Notebook, building: () => Building | undefined, words: Words): Looking {
  const pending = shallowReactive(new Map<string, Pane>())
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const failed = shallowRef(false)
  /** One write after the other: the first tap begins the document that the second one writes into. */
  let queue: Promise<void> = Promise.resolve()

  const asked = () => {
    const { estate = '', building: name = '' } = building() ?? {}
    const atMs = Date.now()
    return { estate, building: name, round: roundAt(atMs), worker: notebook.profile.person.id, atMs }
  }
  const sights = computed(() => {
    const { atMs, round } = asked()
    return sightsOf(notebook.ofKind('window_check'), dayOf(todayHere(atMs)) ?? 0, round)
  })

  function inTurn(work: () => Promise<void>): Promise<void> {
    queue = queue.then(work).then(
      () => void (failed.value = false),
      () => void (failed.value = true),
    )
    return queue
  }

  async function write(pane: Pane, state: Seen): Promise<void> {
    const about = asked()
    const look = lookToGoOnWith(notebook.ofKind('window_check'), about)
    if (look === undefined) {
      await notebook.begin('window_check', pane.household.grid, { ...newLook(about), ...seen(pane.household.document, state) })
    } else await notebook.writeTogether(look.document, seen(pane.household.document, state))
  }

  function wait(pane: Pane): void {
    const { document } = pane.household
    clearTimeout(timers.get(document))
    pending.set(document, pane)
    timers.set(document, setTimeout(() => void inTurn(() => makeTask(pane)), UNDO_MS))
  }

  function forget(pane: Pane): void {
    const { document } = pane.household
    clearTimeout(timers.get(document))
    timers.delete(document)
    pending.delete(document)
  }

  async function makeTask(pane: Pane): Promise<void> {
    const { document: household, grid } = pane.household
    const sight = sights.value.get(household)
    forget(pane)
    if (sight === undefined || sight.state !== '2' || sight.task !== '') return
    const atMs = Date.now()
    const task = await notebook.begin('task', grid, urgentTask({
      title: words.taskTitle(pane),
      household,
      resident: onlyResident(notebook, household),
      worker: notebook.profile.person.id,
      look: sight.document,
      dueOn: todayHere(atMs),
      atMs,
    }))
    await notebook.write(sight.document, { [`window.${household}.task`]: task })
  }

  async function settle(): Promise<void> {
    const own = notebook.profile.person.id
    const unusual = (building()?.panes ?? []).filter((pane) => {
      const sight = sights.value.get(pane.household.document)
      if (sight?.state !== '2' || sight.task !== '') return false
      return notebook.entries.get(sight.document)?.values.worker === own
    })
    for (const pane of unusual) await inTurn(() => makeTask(pane))
  }

  onBeforeUnmount(() => void settle())

  return {
    sights,
    pending,
    failed,
    see: (pane, state) =>
      inTurn(async () => {
        await write(pane, state)
        if (state === '2') wait(pane)
        else forget(pane)
      }),
    takeBack: (pane) =>
      inTurn(async () => {
        forget(pane)
        const sight = sights.value.get(pane.household.document)
        if (sight !== undefined && sight.task === '') await notebook.writeTogether(sight.document, unseen(pane.household.document))
      }),
    say: (pane, sign) =>
      inTurn(async () => {
        const sight = sights.value.get(pane.household.document)
        if (sight !== undefined) await notebook.write(sight.document, { [`window.${pane.household.document}.sign`]: sign })
      }),
    settle,
  }
}

/** Who is meant, where nobody else lives there. */
function onlyResident(notebook: Notebook, household: string): string | undefined {
  const living = notebook.ofKind('resident').filter((one) => one.values.household === household && one.values.status === 'in')
  return living.length === 1 ? living[0]?.document : undefined
}
