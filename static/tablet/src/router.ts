// Every screen behind the lock. Areas list their own screens in routes/<area>.ts, each loaded when it is first shown.

import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'

const areas = import.meta.glob<readonly RouteRecordRaw[]>('./routes/*.ts', { eager: true, import: 'routes' })

export const router = createRouter({
  // What stands behind the hash never leaves the tablet: a resident's id is in no server's log.
  history: createWebHashHistory(),
  routes: [...Object.values(areas).flat(), { path: '/:unknown(.*)*', redirect: { name: 'today' } }],
  // Back to a list means back to where one was in it.
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})
