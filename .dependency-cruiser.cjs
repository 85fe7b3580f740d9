// The rules of dependency (ARCHITECTURE, "Rules of dependency"); the comment of each rule says where the code belongs.
// tools/architecture.test.mjs holds a violation of every rule against this file. Two rules are elsewhere, because they
// are not about imports: `process.env` (tools/checks/style.mjs) and the files of a feature (tools/checks/features.mjs).
const { readFileSync, readdirSync } = require('node:fs')
const { join } = require('node:path')

/** Tests and what serves only them; keep in step with isTestFile in tools/source-files.mjs. */
const tests = '\\.(test|e2e|bench|fixture)\\.[cm]?tsx?$|\\.test\\.mjs$|(^|/)(test|e2e|fixtures)/'

/** What each package may import besides itself; a package that is not listed may import nothing. */
const mayImport = {
  core: [],
  credentials: ['core'],
  tlog: ['core'],
  skills: ['core'],
  planner: ['core'],
  stats: ['core'],
  // The worker that canonicalises, and can be killed, runs the canonicaliser of credentials.
  node: ['core', 'credentials'],
  proof: ['core', 'credentials', 'tlog'],
  verifier: ['core', 'credentials', 'tlog', 'proof'],
  testkit: ['core', 'credentials', 'tlog'],
}

const databasePackages = 'node_modules/(pg|kysely|graphile-worker)/'
const serverPackages =
  'node_modules/(pg|kysely|graphile-worker|react|react-dom|react-router|@react-router|hono|@hono|better-auth|nodemailer|undici)/'

/** `import type { X } from` and `import('...').X` in a type: gone when the program runs. */
const typesOnly = ['type-only', 'type-import']

/** The modules that packages offer to others: the `exports` of their package.json. */
function publicModules() {
  const folder = join(__dirname, 'packages')
  const modules = readdirSync(folder).flatMap((name) => {
    const { exports: offered = './src/index.ts' } = JSON.parse(
      readFileSync(join(folder, name, 'package.json'), 'utf8'),
    )
    const targets = typeof offered === 'string' ? [offered] : Object.values(offered)
    return targets.map((target) => `packages/${name}/${target.replace(/^\.\//, '')}`.replaceAll('.', '\\.'))
  })
  return `^(${modules.join('|')})$`
}

const layers = Object.entries(mayImport).map(([name, others]) => ({
  name: `layers-${name}`,
  severity: 'error',
  comment: `packages/${name} may import ${others.length === 0 ? 'no other package' : `only ${others.join(', ')}`}: what neighbours share belongs in core, what joins them in verifier or an application.`,
  from: { path: `^packages/${name}/`, pathNot: tests },
  to: { path: '^packages/', pathNot: `^packages/(${[name, ...others].join('|')})/` },
}))

module.exports = {
  forbidden: [
    // Rule 1
    ...layers,
    {
      name: 'packages-know-no-application',
      severity: 'error',
      comment:
        'A package serves applications and never imports one: move the shared part into a package, or take it as an argument.',
      from: { path: '^packages/' },
      to: { path: '^(apps|bench|tools)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment:
        'Modules that import each other are one concept in two files, or hide a third: extract what both need.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: typesOnly } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment:
        'An import that leads nowhere: mend the path, or declare the dependency in the package.json of this package.',
      from: { pathNot: '\\.react-router/' },
      to: { couldNotResolve: true, pathNot: '^\\./\\+types/|/\\+types/|^virtual:' },
    },
    // Rule 2
    {
      name: 'node-only-in-node',
      severity: 'error',
      comment:
        'Only packages/node touches Node: take the outside as an argument (fetchDocument, now, randomBytes, Crypto) and put the Node side into packages/node.',
      from: { path: '^packages/', pathNot: `^packages/(node|testkit)/|${tests}` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'packages-know-no-server',
      severity: 'error',
      comment:
        'A package knows no database, no web framework and no network client: that belongs in apps/web, the guarded fetch in packages/node.',
      from: { path: '^packages/', pathNot: `^packages/node/|${tests}` },
      to: { path: serverPackages },
    },
    {
      name: 'node-knows-no-framework',
      severity: 'error',
      comment:
        'packages/node serves every program on Node: React, HTTP frameworks and query builders belong in apps/web.',
      from: { path: '^packages/node/', pathNot: tests },
      to: { path: serverPackages, pathNot: 'node_modules/(pg|undici)/' },
    },
    {
      name: 'packages-by-name',
      severity: 'error',
      comment:
        "Another package is met by its name: import '@assay/<name>', and add what is missing to its index.ts.",
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: `^packages/$1/|${publicModules()}` },
    },
    {
      name: 'applications-use-packages-by-name',
      severity: 'error',
      comment:
        "Another package is met by its name: import '@assay/<name>', and add what is missing to its index.ts.",
      from: { path: '^(apps|bench|tools)/' },
      to: { path: '^packages/', pathNot: publicModules() },
    },
    {
      name: 'packages-not-by-path',
      severity: 'error',
      comment:
        "Another package is met by its name, never by a path through the repository: import '@assay/<name>' and declare it in this package's package.json.",
      from: { path: '^(packages/[^/]+|apps/[^/]+|bench|tools)/' },
      to: { path: '^packages/', pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    // Rule 3
    {
      name: 'testkit-only-from-tests',
      severity: 'error',
      comment:
        'testkit holds fixed keys and faulty storage: only tests may use it. What production needs belongs in the package it serves.',
      from: { pathNot: `^packages/testkit/|${tests}` },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'database-in-queries-and-commands',
      severity: 'error',
      comment:
        'Inside a feature the database is reached in queries.ts (reads) and commands.ts (writes) alone; call one of those. Types of src/db may be imported anywhere.',
      from: {
        path: '^apps/web/src/features/',
        pathNot: `^apps/web/src/features/[^/]+/(queries|commands)(\\.ts|/)|${tests}`,
      },
      to: { path: `^apps/web/src/db/|${databasePackages}`, dependencyTypesNot: typesOnly },
    },
    {
      name: 'database-not-in-pages-and-http',
      severity: 'error',
      comment:
        "Components and HTTP wiring know no database client: reads belong in a feature's queries.ts, writes in its commands.ts, connections in src/db.",
      from: { path: '^apps/web/src/(ui|http)/', pathNot: tests },
      to: { path: databasePackages, dependencyTypesNot: typesOnly },
    },
    {
      name: 'ui-knows-no-database',
      severity: 'error',
      comment: 'ui holds components without a domain: what they show comes as properties from a page.',
      from: { path: '^apps/web/src/ui/', pathNot: tests },
      to: { path: '^apps/web/src/(db|jobs|http)/' },
    },
    {
      name: 'no-development-dependencies',
      severity: 'error',
      comment:
        'Production code imports what production installs: move the package to "dependencies", or the code into a test.',
      from: {
        path: '^(packages|apps)/[^/]+/src/',
        pathNot: `^packages/testkit/|/routes\\.ts$|\\.d\\.ts$|${tests}`,
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', ...typesOnly], dynamic: false },
    },
    // Rule 4
    {
      name: 'features-meet-through-data',
      severity: 'error',
      comment:
        'A feature meets another only through its schema, queries and commands: move what both need there, or into src/ui when it has no domain.',
      from: { path: '^apps/web/src/features/([^/]+)/' },
      to: {
        path: '^apps/web/src/features/',
        // A fixture is for tests, which may borrow from each other; the rule above keeps it out of the product.
        pathNot:
          '^apps/web/src/features/($1/|[^/]+/(schema|queries|commands)(\\.ts$|/)|[^/]+/[^/]+\\.fixture\\.ts$)',
      },
    },
    {
      name: 'foundation-knows-no-feature',
      severity: 'error',
      comment:
        'ui, db and http know no feature: app.ts joins them. Pass the feature in, or move the part without a domain down here.',
      from: { path: '^apps/web/src/(ui|db|http)/', pathNot: tests },
      to: { path: '^apps/web/src/features/' },
    },
    {
      name: 'main-loads-app',
      severity: 'error',
      comment:
        'main.ts loads app.ts with a dynamic import and nothing of the application otherwise: a second copy of a module would hold a second pool.',
      from: { path: '^apps/web/src/main\\.ts$' },
      to: {
        path: '^apps/web/src/(app\\.ts$|features/|ui/)',
        dynamic: false,
        dependencyTypesNot: typesOnly,
      },
    },
    // Rule 5
    {
      name: 'applications-apart',
      severity: 'error',
      comment:
        'Applications share packages, not code: the command line reaches the server through its API, and demo, backup, restore and export start the web application as a child process.',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|build|\\.react-router)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Sees `import type` too: a forbidden neighbour is one also when only its types are used.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
