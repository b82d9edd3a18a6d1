// How this tablet shows things: size, contrast, language. Kept outside the encrypted store, because the screen on which
// the PIN is typed must already be readable; there is nothing of anybody's in it.

import { reactive, watch } from 'vue'
import { speak, type Language } from '../words/words.ts'

export interface Looks {
  size: 'ordinary' | 'large'
  contrast: 'ordinary' | 'high'
  language: Language
}

const KEPT_AS = 'mulin.looks'

export const looks = reactive<Looks>(kept())

/** Show everything so, now and whenever it is changed. */
export function wear(): void {
  watch(
    looks,
    (now) => {
      const root = document.documentElement
      root.dataset.size = now.size
      root.dataset.contrast = now.contrast
      speak(now.language)
      keep(now)
    },
    { immediate: true },
  )
}

function kept(): Looks {
  let given: Partial<Record<keyof Looks, unknown>> = {}
  try {
    given = JSON.parse(localStorage.getItem(KEPT_AS) ?? '{}') as typeof given
  } catch {
    // Nothing readable there: as on the first day.
  }
  return {
    size: given.size === 'large' ? 'large' : 'ordinary',
    contrast: given.contrast === 'high' ? 'high' : 'ordinary',
    language: given.language === 'en' ? 'en' : 'zh',
  }
}

function keep(now: Looks): void {
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(now))
  } catch {
    // A full disk keeps nobody from reading larger letters today.
  }
}
