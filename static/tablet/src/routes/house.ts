import type { RouteRecordRaw } from 'vue-router'

export const routes: readonly RouteRecordRaw[] = [
  { path: '/settings', name: 'settings', component: () => import('../settings/Settings.vue') },
  { path: '/settings/pin', name: 'change_pin', component: () => import('../settings/ChangePin.vue') },
  { path: '/settings/about', name: 'about', component: () => import('../settings/About.vue') },
]
