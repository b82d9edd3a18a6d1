// Whether somebody is in the middle of a form: then nothing may pull the screen away from under them.

import { onBeforeUnmount, onMounted, computed, shallowRef } from 'vue'

const open = shallowRef(0)

export const formIsOpen = computed(() => open.value > 0)

/** To be called in the set-up of every screen that is a form: no update is put in while it is shown. */
export function useOpenForm(): void {
  onMounted(() => (open.value += 1))
  onBeforeUnmount(() => (open.value -= 1))
}
