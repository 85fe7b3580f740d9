// Three projects, run one after the other on two cores: what needs nothing, what needs PostgreSQL, what needs a browser.
// `npm test` runs all of them; `npx vitest run <path>` a part.
import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const browserSetup = './apps/web/e2e/global-setup.ts'
const neverTests = ['**/node_modules/**', '**/dist/**', '**/build/**']

export default defineConfig({
  test: {
    // `.only` left behind would silently drop every other test of its file.
    allowOnly: false,
    passWithNoTests: false,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/**/*.test.{ts,tsx}', 'apps/**/*.test.{ts,tsx}', 'tools/**/*.test.{ts,mjs}'],
          exclude: [...neverTests, '**/*.db.test.{ts,tsx}'],
          setupFiles: ['./tools/fast-check.setup.mjs'],
          sequence: { groupOrder: 0 },
          maxWorkers: 2,
          testTimeout: 15_000,
          hookTimeout: 30_000,
        },
      },
      // The database project: on the real PostgreSQL, with the router's plugin.
      './apps/web/vitest.config.ts',
      {
        test: {
          name: 'e2e',
          include: ['apps/**/e2e/**/*.e2e.{ts,tsx}'],
          exclude: neverTests,
          globalSetup: existsSync(browserSetup) ? [browserSetup] : [],
          sequence: { groupOrder: 2 },
          // Server, database and browser already fill two cores; a second journey beside the first makes both time out.
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
