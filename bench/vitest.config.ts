import { reactRouter } from '@react-router/dev/vite'
import { defineConfig } from 'vitest/config'

/** Measurements on the real database and the whole application: `npm run bench -- lists`. They are no tests and are not run with them. */
export default defineConfig({
  root: '.',
  plugins: [reactRouter()],
  test: {
    name: 'bench',
    dir: '../../bench',
    include: ['**/*.bench.ts'],
    globalSetup: ['./test/global-setup.ts'],
    maxWorkers: 1,
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
  },
})
