// A form screen as it stands behind the lock: router, words and a notebook in memory.

import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { defineComponent, h } from 'vue'
import { RouterView, createRouter, createMemoryHistory, type Router } from 'vue-router'
// Loaded beforehand: what takes long for the first test would be long for no user.
import '../../src/forms/screens/FillScreen.vue'
import '../../src/forms/screens/RecordScreen.vue'
import type { Values } from '../../src/notebook.ts'
import { routes } from '../../src/routes/forms.ts'
import { NOTEBOOK, OPEN_NOTEBOOK } from '../../src/shell/notebook_in_use.ts'
import UnwrittenNote from '../../src/shell/UnwrittenNote.vue'
import { words } from '../../src/words/words.ts'
import { entry } from '../ground/entries.ts'
import { declared } from './declared.ts'
import { FormNotebook } from './form_notebook.ts'

export const RESIDENT = '11111111-1111-4111-8111-111111111111'
export const HOME = '22222222-2222-4222-8222-222222222222'
export const VISIT = '33333333-3333-4333-8333-333333333333'
export const COLLEAGUE = 'd0000000-0000-4000-8000-000000000001'

/** 王桂兰, 85, with a home, a doctor, somebody to call, and what was found before. */
export function people() {
  return [
    entry(RESIDENT, 'resident', {
      name: '王桂兰', sex: '2', id_number: '37088219410307234X', birth_date: '1941-03-07', status: 'in', household: HOME,
      'tags.alone': true, family_doctor: '周医生', family_doctor_phone: '0537-3412345',
      'contact.a.name': '李娟', 'contact.a.phone': '13900000001', 'contact.a.emergency': true,
    }),
    entry(HOME, 'household', {
      'address.estate': '如意里', 'address.building': '3', 'address.unit': '2', 'address.room': '501', address_text: '3-2-501',
    }),
  ]
}

export interface Stage {
  readonly wrapper: VueWrapper
  readonly router: Router
  readonly notebook: FormNotebook
  /** The button of that name, anywhere on the page; dialogs stand outside the screen. */
  button(name: string): HTMLElement
  buttons(): string[]
  box(path: string): HTMLInputElement
  type(path: string, text: string): Promise<void>
  tap(name: string): Promise<void>
  text(): string
}

export async function onStage(address: string, notebook = new FormNotebook(people(), declared)): Promise<Stage> {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [...routes, elsewhere('/', 'today'), elsewhere('/residents/new', 'new_resident')],
  })
  await router.push('/')
  await router.push(address)
  const shell = defineComponent({ render: () => [h(UnwrittenNote), h(RouterView)] })
  const wrapper = mount(shell, {
    attachTo: document.body,
    global: { plugins: [router, words], provide: { [NOTEBOOK as symbol]: notebook, [OPEN_NOTEBOOK as symbol]: notebook } },
  })
  await settle()
  const all = () => [...document.body.querySelectorAll<HTMLElement>('button, a, [role="checkbox"], summary')]
  const named = (element: HTMLElement) => (element.getAttribute('aria-label') ?? element.textContent ?? '').replace(/\s+/g, ' ').trim()
  const stage: Stage = {
    wrapper,
    router,
    notebook,
    button(name) {
      const found = all().find((one) => named(one) === name) ?? all().find((one) => named(one).startsWith(name))
      if (!found) throw new Error(`no button ${name} among: ${all().map(named).join(' | ')}`)
      return found
    },
    buttons: () => all().map(named),
    box(path) {
      const found = document.getElementById(`f-${path.replace(/\W/g, '-')}`)
      if (!found) throw new Error(`no box at ${path}`)
      return found as HTMLInputElement
    },
    async type(path, text) {
      const box = stage.box(path)
      box.focus()
      box.value = text
      box.dispatchEvent(new Event('input', { bubbles: true }))
      await settle()
    },
    async tap(name) {
      stage.button(name).click()
      await settle()
    },
    text: () => document.body.textContent ?? '',
  }
  return stage
}

function elsewhere(path: string, name: string) {
  return { path, name, component: { render: () => name } }
}

/** What stands in the newest record of a kind. */
export function lastOf({ notebook }: Stage, kind: string): Values {
  return notebook.ofKind(kind).at(-1)?.values ?? {}
}

export const daysAgo = (days: number): number => Date.now() - days * 86_400_000

/** Screens are loaded when they are first shown, and answers written one after the other. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) {
    await flushPromises()
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
}
