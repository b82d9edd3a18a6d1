// How the worker wants the day shown, for as long as the app is open.

import { reactive } from 'vue'
import type { Order } from './rows.ts'

export const chosen = reactive<{ order: Order; show: 'all' | 'visits' | 'tasks' }>({ order: 'urgency', show: 'all' })
