// Makes a page out of the app's core, for a real browser.

import { defineConfig } from 'vite'

export default defineConfig({
  root: 'test/app',
  base: '/core/',
  define: { __APP_VERSION__: '"0-test"' },
  build: {
    outDir: '../../node_modules/.app-page',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: { input: 'test/app/page.html' },
  },
})
