// Builds the command line into dist/: one file, and the worker beside it. Run by `npm ci` (root script `prepare`).
import { readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const { version } = JSON.parse(readFileSync(here('package.json'), 'utf8'))

rmSync(here('dist'), { recursive: true, force: true })
await build({
  entryPoints: {
    main: here('src/main.ts'),
    'canonicalize-worker': here('../../packages/node/src/canonicalize-worker.ts'),
  },
  outdir: here('dist'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
  define: { ASSAY_VERSION: JSON.stringify(version) },
  // CommonJS dependencies ask for Node's own modules by `require`, which an ES module does not have.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
})
