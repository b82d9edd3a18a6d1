// The lists as they stand behind the lock: router, words, and a notebook in memory.

import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { defineComponent, h, provide, type InjectionKey } from 'vue'
import { RouterView, createMemoryHistory, createRouter, type Router } from 'vue-router'
import type { Entry, Notebook } from '../../src/notebook.ts'
import { routes } from '../../src/routes/lists.ts'
import { NOTEBOOK } from '../../src/shell/notebook_in_use.ts'
import { provideAtHand } from '../../src/today/at_hand.ts'
import { words } from '../../src/words/words.ts'
import { declared } from './declared.ts'
import { MemoryNotebook } from './memory_notebook.ts'

export interface Shown {
  readonly wrapper: VueWrapper
  readonly router: Router
  readonly notebook: MemoryNotebook
  /** Everything that can be pressed, by its name; sheets stand outside the screen. */
  find(name: string): HTMLElement
  press(name: string): Promise<void>
  go(address: string): Promise<void>
  text(): string
}

const ELSEWHERE = ['/fill/:kind/:document?', '/record/:document', '/settings']

export async function show(address: string, given: readonly Entry[] | MemoryNotebook): Promise<Shown> {
  document.body.innerHTML = ''
  const notebook = given instanceof MemoryNotebook ? given : new MemoryNotebook(given, declared)
  const others = ELSEWHERE.map((path) => ({ path, component: { template: '<p>elsewhere</p>' } }))
  const router = createRouter({ history: createMemoryHistory(), routes: [...routes, ...others] })
  await router.push(address)
  const wrapper = mount(
    defineComponent({
      setup() {
        provide(NOTEBOOK as InjectionKey<Notebook>, notebook)
        provideAtHand(notebook)
        return () => h(RouterView)
      },
    }),
    { attachTo: document.body, global: { plugins: [router, words] } },
  )
  await settled()
  const all = () => [...document.body.querySelectorAll<HTMLElement>('button, a, [role="checkbox"], [role="switch"]')]
  const find = (name: string) => {
    const found = all().find((one) => named(one) === name) ?? all().find((one) => named(one).includes(name))
    if (found === undefined) throw new Error(`nothing named ${name} among: ${all().map(named).join(' | ')}`)
    return found
  }
  return {
    wrapper,
    router,
    notebook,
    find,
    async press(name) {
      find(name).click()
      await settled()
    },
    async go(to) {
      await router.push(to)
      await settled()
    },
    text: () => (document.body.textContent ?? '').replace(/\s+/g, ' '),
  }
}

function named(element: HTMLElement): string {
  return (element.getAttribute('aria-label') ?? element.textContent ?? '').replace(/\s+/g, ' ').trim()
}

export async function settled(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) {
    await flushPromises()
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
}
