// One tab works at a time: two that wrote into one store would each believe that theirs is what the disk holds.

import { shallowReactive } from 'vue'

export interface Tab {
  /** `here`: this tab works. `elsewhere`: another one does; this one waits for it to close. */
  readonly works: 'asking' | 'here' | 'elsewhere'
}

const LOCK = 'mulin-working-tab'

/**
 * @param locks the browser's; without any (very old browsers) each tab believes itself alone
 * @param mine called when this tab may begin, at once or when the other one closes
 */
export function claimTab(locks: LockManager | undefined, mine: () => void): Tab {
  const tab = shallowReactive<{ works: Tab['works'] }>({ works: 'asking' })
  const hold = (): Promise<never> => {
    tab.works = 'here'
    mine()
    // Until the tab closes, which lets go of it.
    return new Promise<never>(() => undefined)
  }
  if (!locks) {
    void hold()
    return tab
  }
  void locks.request(LOCK, { ifAvailable: true }, (lock) => {
    if (lock) return hold()
    tab.works = 'elsewhere'
    void locks.request(LOCK, hold)
    return undefined
  })
  return tab
}
