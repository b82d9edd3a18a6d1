// Where the app begins.

import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router.ts'
import { wear } from './theme/looks.ts'
import { words } from './words/words.ts'
import './theme/theme.css'

wear()
createApp(App).use(words).use(router).mount('#app')
