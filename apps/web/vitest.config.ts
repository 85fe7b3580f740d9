import { reactRouter } from '@react-router/dev/vite'
import type { Plugin } from 'vite'
import { defineProject } from 'vitest/config'

/**
 * The router begins to watch files in its `config` and stops when its server closes. Vitest leaves a project that was not chosen out by
 * throwing in its own `config`, and no server closes: so the router is asked last. Otherwise such a run ends ten seconds late.
 */
const router = reactRouter().map((plugin: Plugin) =>
  typeof plugin.config === 'function'
    ? { ...plugin, config: { order: 'post' as const, handler: plugin.config } }
    : plugin,
)

/**
 * Vitest starts Node with the conditions that bundlers resolve by. Under `module` Node would take the form of a library that is for bundlers
 * and that it cannot load, as with the client of S3.
 */
const asNodeResolves: Plugin = {
  name: 'as-node-resolves',
  configResolved: ({ ssr }) => {
    ssr.resolve = {
      ...ssr.resolve,
      conditions: ssr.resolve?.conditions?.filter((name) => name !== 'module') ?? [],
    }
  },
}

/** Tests on the real PostgreSQL. With the router's plugin the whole application runs in the test's process, pages included. */
export default defineProject({
  plugins: [router, asNodeResolves],
  test: {
    name: 'database',
    include: ['**/*.db.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/build/**'],
    globalSetup: ['./test/global-setup.ts'],
    setupFiles: ['../../tools/fast-check.setup.mjs'],
    sequence: { groupOrder: 1 },
    // Loading the application takes four seconds of a core: each worker does it once. Files share nothing that the application remembers but
    // what it remembers by its deps, and two servers on one machine would share as much.
    isolate: false,
    // Each file has its own copy of the template database; more than two workers would only wait for a core.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
