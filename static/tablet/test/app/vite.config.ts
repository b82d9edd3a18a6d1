// Makes one script for Node out of the app's core and the driver of the stories.

import { defineConfig } from 'vite'

export default defineConfig({
  define: { __APP_VERSION__: '"0-test"' },
  build: {
    ssr: 'test/app/driver.ts',
    // Inside node_modules, so that the script finds its libraries beside it.
    outDir: 'node_modules/.app-driver',
    target: 'node20',
    minify: false,
    emptyOutDir: true,
    rollupOptions: { output: { entryFileNames: 'driver.mjs' } },
  },
})
