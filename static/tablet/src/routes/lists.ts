import type { RouteRecordRaw } from 'vue-router'

export const routes: readonly RouteRecordRaw[] = [
  { path: '/', name: 'today', component: () => import('../today/Today.vue') },
  { path: '/residents', name: 'residents', component: () => import('../residents/Residents.vue') },
  { path: '/residents/new', name: 'new_resident', component: () => import('../residents/NewResident.vue') },
  { path: '/residents/:document', name: 'resident', component: () => import('../residents/Resident.vue'), props: true },
  { path: '/windows', name: 'windows', component: () => import('../windows/Buildings.vue') },
  { path: '/windows/:building', name: 'building', component: () => import('../windows/BuildingLook.vue'), props: true },
  { path: '/tasks', name: 'tasks', component: () => import('../tasks/Tasks.vue') },
  { path: '/tasks/new', name: 'new_errand', component: () => import('../tasks/NewErrand.vue') },
  { path: '/tasks/:document', name: 'task', component: () => import('../tasks/Task.vue'), props: true },
  { path: '/sync', name: 'sync', component: () => import('../syncing/Sync.vue') },
]
