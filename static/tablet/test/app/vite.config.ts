// Makes one script for Node out of the app's core and the driver of the stories: into a folder inside node_modules,
// where it finds its libraries beside it.

import { defineConfig } from 'vite'

export default defineConfig({
  define: { __APP_VERSION__: '"0-test"' },
  build: {
    ssr: 'test/app/driver.ts',
    target: 'node20',
    minify: false,
    rollupOptions: { output: { entryFileNames: 'driver.mjs' } },
  },
})
