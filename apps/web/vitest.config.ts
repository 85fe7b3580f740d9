import { reactRouter } from '@react-router/dev/vite'
import { defineProject } from 'vitest/config'

/** Tests on the real PostgreSQL. With the router's plugin the whole application runs in the test's process, pages included. */
export default defineProject({
  plugins: [reactRouter()],
  test: {
    name: 'database',
    include: ['**/*.db.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/build/**'],
    globalSetup: ['./test/global-setup.ts'],
    setupFiles: ['../../tools/fast-check.setup.mjs'],
    sequence: { groupOrder: 1 },
    // Each file has its own copy of the template database; more than two workers would only wait for a core.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
