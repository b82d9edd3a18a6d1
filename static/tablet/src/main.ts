// Where the app begins.

import { createApp } from 'vue'
import App from './App.vue'
import { profilesHere } from './profile/in_browser.ts'
import { keepApp } from './shell/update.ts'
import { wear } from './theme/looks.ts'
import { words } from './words/words.ts'
import './theme/theme.css'

// The disk is slow to answer: it is asked before anything is drawn. Where it fails, `App` says so.
profilesHere().catch(() => undefined)
wear()
createApp(App).use(words).mount('#app')
// Without it everything works but a start without a network, which is no reason to show nothing.
keepApp().catch((reason: unknown) => console.warn('the app is not kept on this tablet:', reason))
