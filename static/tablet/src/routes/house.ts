import type { RouteRecordRaw } from 'vue-router'

export const routes: readonly RouteRecordRaw[] = [
  { path: '/settings', name: 'settings', component: () => import('../screens/Settings.vue') },
]
