// Makes a page out of the app's core, for a real browser; where to, whoever calls it says.

import { defineConfig } from 'vite'

export default defineConfig({
  root: 'test/app',
  base: '/core/',
  define: { __APP_VERSION__: '"0-test"' },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: { input: 'test/app/page.html' },
  },
})
