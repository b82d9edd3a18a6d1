import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// Tests of components begin with `// @vitest-environment happy-dom`; all others run in plain Node.
export default defineConfig({
  plugins: [vue()],
  define: { __APP_VERSION__: '"0-test"' },
  // A test that hangs is ended; how long one takes on a busy machine says nothing.
  test: { include: ['test/**/*.test.ts'], setupFiles: ['test/ground/ended_timers.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
})
