// What was typed and filtered last, so that back from somebody's page means back to the same list.

import { reactive } from 'vue'
import { noFilters, type Filters } from './filters.ts'

export const looked = reactive<{ text: string; filters: Filters }>({ text: '', filters: noFilters() })
