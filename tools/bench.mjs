// `npm run bench [-- name]`: measurements on generated data, one JSON line each; kept in bench/results/<name>.jsonl.
// Run from apps/web, because the router's plugin looks for the pages there.
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const [name = 'lists'] = process.argv.slice(2)
const output = join(root, 'bench', 'results', `${name}.jsonl`)
mkdirSync(join(root, 'bench', 'results'), { recursive: true })
rmSync(output, { force: true })
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', '../../bench/vitest.config.ts', name],
  { cwd: join(root, 'apps/web'), stdio: 'inherit', env: { ...process.env, BENCH_OUTPUT: output } },
)
process.exitCode = status ?? 1
