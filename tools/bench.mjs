// Measurements, two kinds:
//
//   npm run bench -- --json [--only name,…]   our engine beside peers and limits, in turns in one process: one line of JSON each
//   npm run bench -- lists                    one scene of the whole application on generated data (bench/<name>.bench.ts, by vitest from
//                                             apps/web, because the router's plugin looks for the pages there); kept in bench/results/
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

const root = resolve(import.meta.dirname, '..')
const args = process.argv.slice(2)
const [name] = args

process.exitCode = name === undefined || name.startsWith('-') ? await compare(args) : runScene(name)

/** Built as programs are shipped: what a development loader adds would be measured too. */
async function compare(options) {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, 'node_modules/.cache/bench-'))
  try {
    await build({
      ...{ entryPoints: ['main', 'issue-thread'].map((entry) => join(root, `bench/ratios/${entry}.ts`)) },
      ...{ outdir: folder, outExtension: { '.js': '.mjs' }, bundle: true },
      ...{ platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' },
      external: ['@digitalbazaar/*', 'jose'],
      banner: {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      },
    })
    // One thread collects garbage, as in a process that only runs jobs (apps/web/src/main.ts): helpers spend more processor time than they save.
    const flags = ['--expose-gc', '--single-threaded-gc']
    const program = [...flags, join(folder, 'main.mjs'), ...options]
    return spawnSync(process.execPath, program, { stdio: 'inherit' }).status ?? 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function runScene(scene) {
  const output = join(root, 'bench', 'results', `${scene}.jsonl`)
  mkdirSync(join(root, 'bench', 'results'), { recursive: true })
  rmSync(output, { force: true })
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', '../../bench/vitest.config.ts', scene],
    {
      ...{ cwd: join(root, 'apps/web'), stdio: 'inherit', env: { ...process.env, BENCH_OUTPUT: output } },
    },
  )
  return status ?? 1
}
