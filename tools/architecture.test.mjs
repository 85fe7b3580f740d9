// Proves that every rule of .dependency-cruiser.cjs bites: a small repository is written that breaks each rule once and,
// beside it, does what is allowed; dependency-cruiser must report exactly the breaches.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root, runNode } from './run-command.mjs'

const { forbidden } = createRequire(import.meta.url)('../.dependency-cruiser.cjs')
const feature = 'apps/web/src/features'

/** `rule: [importing file, its imports, the file the report must name]`. */
const breaches = {
  'layers-core': ['packages/core/src/a.ts', "import { x } from '@assay/tlog'", 'packages/tlog/src/index.ts'],
  'layers-credentials': [
    'packages/credentials/src/a.ts',
    "import type { x } from '@assay/tlog'",
    'packages/tlog/src/index.ts',
  ],
  'layers-tlog': [
    'packages/tlog/src/a.ts',
    "import { x } from '@assay/credentials'",
    'packages/credentials/src/index.ts',
  ],
  'layers-skills': [
    'packages/skills/src/a.ts',
    "import { x } from '@assay/tlog'",
    'packages/tlog/src/index.ts',
  ],
  'layers-planner': [
    'packages/planner/src/a.ts',
    "import { x } from '@assay/tlog'",
    'packages/tlog/src/index.ts',
  ],
  'layers-stats': [
    'packages/stats/src/a.ts',
    "import { x } from '@assay/tlog'",
    'packages/tlog/src/index.ts',
  ],
  'layers-proof': [
    'packages/proof/src/a.ts',
    "import { x } from '@assay/node'",
    'packages/node/src/index.ts',
  ],
  'layers-node': [
    'packages/node/src/a.ts',
    "import { x } from '@assay/verifier'",
    'packages/verifier/src/index.ts',
  ],
  'layers-verifier': [
    'packages/verifier/src/a.ts',
    "import { x } from '@assay/node'",
    'packages/node/src/index.ts',
  ],
  'layers-testkit': [
    'packages/testkit/src/a.ts',
    "import { x } from '@assay/node'",
    'packages/node/src/index.ts',
  ],
  'packages-know-no-application': [
    'packages/node/src/b.ts',
    "import '../../../apps/cli/src/a.ts'",
    'apps/cli/src/a.ts',
  ],
  'no-cycles': ['packages/core/src/one.ts', "import './two.ts'", 'packages/core/src/two.ts'],
  resolvable: ['packages/core/src/b.ts', "import './nowhere.ts'", './nowhere.ts'],
  'node-only-in-node': ['packages/core/src/c.ts', "import 'node:fs'", 'fs'],
  'packages-know-no-server': ['packages/tlog/src/b.ts', "import 'react'", 'node_modules/react/index.js'],
  'node-knows-no-framework': ['packages/node/src/c.ts', "import 'kysely'", 'node_modules/kysely/index.js'],
  'packages-by-name': [
    'packages/verifier/src/b.ts',
    "import '@assay/core/src/inner.ts'",
    'packages/core/src/inner.ts',
  ],
  'packages-not-by-path': [
    'packages/verifier/src/c.ts',
    "import '../../core/src/index.ts'",
    'packages/core/src/index.ts',
  ],
  'applications-use-packages-by-name': [
    'apps/cli/src/b.ts',
    "import '@assay/core/src/inner.ts'",
    'packages/core/src/inner.ts',
  ],
  'testkit-only-from-tests': [
    'apps/web/src/t.ts',
    "import '@assay/testkit'",
    'packages/testkit/src/index.ts',
  ],
  'database-in-queries-and-commands': [
    `${feature}/a/api.ts`,
    "import '../../db/connect.ts'",
    'apps/web/src/db/connect.ts',
  ],
  'database-not-in-pages-and-http': [
    'apps/web/src/http/a.ts',
    "import 'kysely'",
    'node_modules/kysely/index.js',
  ],
  'ui-knows-no-database': [
    'apps/web/src/ui/a.tsx',
    "import type { x } from '../db/connect.ts'",
    'apps/web/src/db/connect.ts',
  ],
  'no-development-dependencies': ['apps/web/src/d.ts', "import 'vite'", 'node_modules/vite/index.js'],
  'features-meet-through-data': [`${feature}/a/jobs.ts`, "import '../b/policy.ts'", `${feature}/b/policy.ts`],
  'foundation-knows-no-feature': [
    'apps/web/src/db/f.ts',
    "import type { x } from '../features/b/schema.ts'",
    `${feature}/b/schema.ts`,
  ],
  'main-loads-app': [
    'apps/web/src/main.ts',
    "import './app.ts'\nawait import('./start.ts')",
    'apps/web/src/app.ts',
  ],
  'applications-apart': ['apps/cli/src/c.ts', "import '../../web/src/app.ts'", 'apps/web/src/app.ts'],
}

/** What is allowed and looks like a breach. */
const allowed = {
  'packages/core/src/index.ts': 'export const x = 1',
  'packages/core/src/inner.ts': 'export const x = 1',
  'packages/core/src/two.ts': "import './one.ts'",
  'packages/core/src/a.test.ts': "import 'node:fs'\nimport '@assay/testkit'",
  'packages/core/src/types-one.ts': "import type { B } from './types-two.ts'\nexport type A = B",
  'packages/core/src/types-two.ts': "import type { A } from './types-one.ts'\nexport type B = A | 1",
  'packages/credentials/src/index.ts': "import '@assay/core'\nexport const x = 1",
  'packages/tlog/src/index.ts': "import '@assay/core'\nexport const x = 1",
  'packages/node/src/index.ts':
    "import 'node:fs'\nimport 'pg'\nimport '@assay/credentials'\nexport const x = 1",
  'packages/testkit/src/index.ts': "import 'node:fs'\nimport '@assay/core'\nexport const x = 1",
  'packages/verifier/src/index.ts': "import '@assay/credentials'\nimport '@assay/tlog'\nexport const x = 1",
  'apps/cli/src/a.ts': "import '@assay/verifier'\nimport 'node:fs'",
  'apps/web/src/app.ts': "import './features/b/api.ts'",
  'apps/web/src/start.ts': "export type App = typeof import('./app.ts')",
  'apps/web/src/worker.ts': "await import('./app.ts')\nawait import('vite')",
  'apps/web/src/db/connect.ts': "import 'kysely'\nexport type x = 1",
  'apps/web/test/app.ts': "import '@assay/testkit'\nimport 'vite'",
  [`${feature}/a/queries.ts`]: "import '../../db/connect.ts'\nimport 'kysely'\nimport '../b/queries.ts'",
  [`${feature}/a/commands/x.ts`]: "import '../../../db/connect.ts'\nimport '../../b/commands/y.ts'",
  [`${feature}/a/policy.ts`]: "import type { x } from '../../db/connect.ts'\nimport '../b/schema.ts'",
  [`${feature}/b/api.ts`]: "import './policy.ts'",
  [`${feature}/b/policy.ts`]: 'export const x = 1',
  [`${feature}/b/schema.ts`]: 'export type x = 1',
  [`${feature}/b/queries.ts`]: 'export const x = 1',
  [`${feature}/b/commands/y.ts`]: 'export const x = 1',
}

const tree = mkdtempSync(join(tmpdir(), 'assay-architecture-'))
afterAll(() => rmSync(tree, { recursive: true }))

function write(path, text) {
  mkdirSync(dirname(join(tree, path)), { recursive: true })
  writeFileSync(join(tree, path), text)
}

function writeTree() {
  for (const [path, text] of Object.entries(allowed)) write(path, `${text}\n`)
  for (const [path, text] of Object.values(breaches)) write(path, `${text}\n`)
  for (const name of ['skills', 'planner', 'stats', 'proof'])
    write(`packages/${name}/src/index.ts`, 'export const x = 1\n')
  const installed = ['react', 'kysely', 'pg', 'vite']
  for (const name of installed) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    write(`node_modules/${name}/index.js`, '')
  }
  const packages = [
    'core',
    'credentials',
    'tlog',
    'skills',
    'planner',
    'stats',
    'proof',
    'node',
    'testkit',
    'verifier',
  ]
  mkdirSync(join(tree, 'node_modules/@assay'))
  for (const name of packages) {
    write(
      `packages/${name}/package.json`,
      JSON.stringify({ name: `@assay/${name}`, main: './src/index.ts', dependencies: { pg: '1' } }),
    )
    symlinkSync(`../../packages/${name}`, join(tree, 'node_modules/@assay', name))
  }
  write('apps/cli/package.json', JSON.stringify({ name: '@assay/cli' }))
  write(
    'apps/web/package.json',
    JSON.stringify({
      name: '@assay/web',
      dependencies: { kysely: '1', pg: '1' },
      devDependencies: { vite: '1' },
    }),
  )
  write('package.json', JSON.stringify({ name: 'root' }))
  write('tsconfig.json', readFileSync(join(root, 'tsconfig.json'), 'utf8'))
}

let reported = []
beforeAll(async () => {
  writeTree()
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const args = [
    cruiser,
    '--config',
    join(root, '.dependency-cruiser.cjs'),
    '--output-type',
    'json',
    'packages',
    'apps',
  ]
  const { output } = await runNode(args, { cwd: tree, capture: true })
  reported = JSON.parse(output.slice(output.indexOf('{'))).summary.violations
}, 60_000)

describe('the rules of dependency', () => {
  it.each(Object.entries(breaches))('%s reports its breach', (rule, [from, , to]) => {
    expect(reported.filter((violation) => violation.rule.name === rule)).toContainEqual(
      expect.objectContaining({ from, to }),
    )
  })

  it('each have a breach here, and a message that says where the code belongs', () => {
    expect(Object.keys(breaches).sort()).toEqual(forbidden.map(({ name }) => name).sort())
    for (const { comment } of forbidden) expect(comment.length).toBeGreaterThan(40)
  })

  it('let through what is allowed', () => {
    const breaking = new Set(Object.values(breaches).map(([from]) => from))
    const inCycle = 'packages/core/src/two.ts'
    expect(reported.filter(({ from }) => !breaking.has(from) && from !== inCycle)).toEqual([])
  })
})
