// How the screens around the work come by the profiles of this tablet: to lock, to change a PIN, to look at the disk.

import { inject, type InjectionKey } from 'vue'
import type { Profiles } from '../profile/profiles.ts'

export const PROFILES: InjectionKey<Profiles> = Symbol('profiles')

export function useProfiles(): Profiles {
  const profiles = inject(PROFILES)
  if (profiles === undefined) throw new Error('no profiles: a screen was shown outside the app')
  return profiles
}
