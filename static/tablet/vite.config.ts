// How the app is built: into dist/, for the address /tablet/ of the same server that it syncs with.

import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { chunks } from './build/chunks.ts'
import { fingerprint } from './build/fingerprint.ts'
import { vantStyles } from './build/vant_styles.ts'
import { worker } from './build/worker.ts'
import app from './package.json' with { type: 'json' }

export default defineConfig({
  base: '/tablet/',
  plugins: [vue(), vantStyles(), VitePWA(worker)],
  define: {
    __APP_VERSION__: JSON.stringify(`${app.version}-${fingerprint()}`),
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    target: 'es2022',
    // The security policy allows no data: addresses for code, and one request less is not worth two rules.
    assetsInlineLimit: 0,
    // One file less that a half-updated tablet could be without.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: chunks() } },
  },
  // `npm run dev` beside a server that runs on its usual port.
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
})
