// Forms. `/fill/<kind>?resident=…` begins a record and takes what else is known by path (`task`, `visit`, `program`,
// `household`, `type`, …); `/fill/<kind>/<document>` goes on with one; `full` shows a visit or a check as on paper.

import type { RouteRecordRaw } from 'vue-router'

export const routes: readonly RouteRecordRaw[] = [
  { path: '/fill/:kind/:document?', name: 'fill', component: () => import('../forms/screens/FillScreen.vue') },
  { path: '/record/:document', name: 'record', component: () => import('../forms/screens/RecordScreen.vue') },
]
