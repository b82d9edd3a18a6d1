import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// Tests of components begin with `// @vitest-environment happy-dom`; all others run in plain Node.
export default defineConfig({
  plugins: [vue()],
  define: { __APP_VERSION__: '"0-test"' },
  test: { include: ['test/**/*.test.ts'] },
})
