// Looking at one building: what is written at each tap, and what can be taken back.
//
// An unusual window and its task are on disk at once, the task first: so no sync can carry the window to the centre without
// it, which would make a task of its own. Taking back ends the task, as a slip, and the window is as if nobody had looked.

import { computed, onBeforeUnmount, shallowReactive, shallowRef, type ComputedRef, type Ref } from 'vue'
import { todayHere } from '../care/day.ts'
import { dayOf } from '../care/days.ts'
import type { Notebook } from '../notebook.ts'
import { cancelled, isOpen } from '../tasks/task.ts'
import type { Building, Pane } from './building.ts'
import { lookToGoOnWith, newLook, roundAt, seen, sightsOf, unseen, urgentTask, type Seen, type Sight } from './look.ts'

export interface Looking {
  /** How each window of today's round stands, by household. */
  readonly sights: ComputedRef<ReadonlyMap<string, Sight>>
  /** The windows that were found unusual a moment ago, and can be taken back. */
  readonly fresh: ReadonlyMap<string, Pane>
  readonly failed: Readonly<Ref<boolean>>
  see(pane: Pane, state: Seen): Promise<void>
  takeBack(pane: Pane): Promise<void>
  say(pane: Pane, sign: string): Promise<void>
}

export const UNDO_MS = 8_000

export interface Words {
  taskTitle(pane: Pane): string
  /** Why a task was ended that a slip of the finger had made. */
  slip(): string
}

/** To be called in the set-up of the screen. */
export function useLooking(notebook: Notebook, building: () => Building | undefined, words: Words): Looking {
  const fresh = shallowReactive(new Map<string, Pane>())
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

  function forget(household: string): void {
    clearTimeout(timers.get(household))
    timers.delete(household)
    fresh.delete(household)
  }

  function remember(pane: Pane): void {
    const { document } = pane.household
    forget(document)
    fresh.set(document, pane)
    timers.set(document, setTimeout(() => forget(document), UNDO_MS))
  }

  async function seeUsual(pane: Pane, state: Seen): Promise<void> {
    const { document: household, grid } = pane.household
    if (fresh.has(household)) await endTask(household)
    const about = asked()
    const look = lookToGoOnWith(notebook.ofKind('window_check'), about)
    const answers = { ...seen(household, state), ...(fresh.has(household) ? { [`window.${household}.task`]: null } : {}) }
    if (look === undefined) await notebook.begin('window_check', grid, { ...newLook(about), ...seen(household, state) })
    else await notebook.writeTogether(look.document, answers)
    forget(household)
  }

  async function seeUnusual(pane: Pane): Promise<void> {
    const { document: household, grid } = pane.household
    const about = asked()
    const going = lookToGoOnWith(notebook.ofKind('window_check'), about)
    const look = going?.document ?? (await notebook.begin('window_check', grid, newLook(about)))
    const task = taskOf(notebook, household, look) ?? (await beginTask(pane, look))
    await notebook.writeTogether(look, { ...seen(household, '2'), [`window.${household}.task`]: task })
    remember(pane)
  }

  function beginTask(pane: Pane, look: string): Promise<string> {
    const { document: household, grid } = pane.household
    const atMs = Date.now()
    const answers = urgentTask({
      title: words.taskTitle(pane),
      household,
      resident: onlyResident(notebook, household),
      worker: notebook.profile.person.id,
      look,
      dueOn: todayHere(atMs),
      atMs,
    })
    return notebook.begin('task', grid, answers)
  }

  async function endTask(household: string): Promise<void> {
    const task = notebook.entries.get(sights.value.get(household)?.task ?? '')
    if (task === undefined || !isOpen(task)) return
    await notebook.writeTogether(task.document, cancelled(notebook.profile.person, Date.now()))
    await notebook.writeNote(task.document, 'cancel_reason', words.slip())
  }

  onBeforeUnmount(() => timers.forEach((timer) => clearTimeout(timer)))

  return {
    sights,
    fresh,
    failed,
    see: (pane, state) => inTurn(() => (state === '2' ? seeUnusual(pane) : seeUsual(pane, state))),
    takeBack: (pane) =>
      inTurn(async () => {
        const { document: household } = pane.household
        const sight = sights.value.get(household)
        await endTask(household)
        if (sight !== undefined) await notebook.writeTogether(sight.document, unseen(household))
        forget(household)
      }),
    say: (pane, sign) =>
      inTurn(async () => {
        const { document: household } = pane.household
        const sight = sights.value.get(household)
        if (sight !== undefined) await notebook.write(sight.document, { [`window.${household}.sign`]: sign })
      }),
  }
}

/** The open task of a window in a look, if it was made and the app died before the look said so; or pressed twice. */
function taskOf(notebook: Notebook, household: string, look: string): string | undefined {
  return notebook
    .ofKind('task')
    .find((one) => one.values.type === 'window' && one.values.household === household && one.values.about === look && isOpen(one))
    ?.document
}

/** Who is meant, where nobody else lives there. */
function onlyResident(notebook: Notebook, household: string): string | undefined {
  const living = notebook.ofKind('resident').filter((one) => one.values.household === household && one.values.status === 'in')
  return living.length === 1 ? living[0]?.document : undefined
}
