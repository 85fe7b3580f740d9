// Measurements, two kinds:
//
//   npm run bench -- --json [--only name,…]   our engine beside peers and limits, in turns in one process: one line of JSON each
//   npm run bench -- lists                    one scene of the whole application on generated data (bench/<name>.bench.ts, by vitest from
//                                             apps/web, because the router's plugin looks for the pages there); kept in bench/results/
//
// The first kind runs scenes too, for those of its lines that need the whole application (SCENES).
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const root = resolve(import.meta.dirname, '..')
const args = process.argv.slice(2)
const [name] = args

/** Lines that are measured by a scene, and by which. */
const SCENES = {
  'bulk.issue': 'bulk',
  'bulk.floor': 'bulk',
  'page.public': 'bulk',
  'page.public.idle': 'bulk',
}

process.exitCode = name === undefined || name.startsWith('-') ? await measureAll(args) : runScene(name)

async function measureAll(options) {
  const { values } = parseArgs({
    args: options,
    strict: false,
    options: { only: { type: 'string', multiple: true, default: [] }, json: { type: 'boolean' } },
  })
  const asked = values.only.flatMap((names) => names.split(','))
  const ofScenes = Object.keys(SCENES).filter((line) => asked.length === 0 || asked.includes(line))
  const others = asked.filter((line) => !(line in SCENES))
  const rest = others.length === 0 ? [] : ['--only', others.join(',')]
  const own = options.filter((option, at) => !isOnly(option) && !isOnly(options[at - 1], true))
  const compared = asked.length > 0 && others.length === 0 ? 0 : await compare([...own, ...rest])
  return printLines(ofScenes, values.json === true) || compared
}

function isOnly(option, apart = false) {
  return option === '--only' || (!apart && option !== undefined && option.startsWith('--only='))
}

/** Runs the scenes of these lines, and prints those of their lines that were asked for. What the scenes say besides goes to stderr. */
function printLines(names, json) {
  for (const scene of new Set(names.map((line) => SCENES[line]))) {
    const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'))
    try {
      const file = join(folder, 'lines')
      const status = runScene(scene, { BENCH_LINES: file }, ['ignore', 2, 2])
      const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
      for (const line of lines.map((text) => JSON.parse(text)))
        if (names.includes(line.name)) process.stdout.write(`${json ? JSON.stringify(line) : asText(line)}\n`)
      if (status !== 0) return status
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  return 0
}

function asText({ name, value, unit, ratio, against }) {
  return `${name.padEnd(24)} ${String(value).padStart(10)} ${unit.padEnd(16)} ${ratio.toFixed(3)} of ${against}`
}

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
    // One thread collects garbage: on two cores its helpers spend more processor time than they save, and processor time is what is measured.
    const flags = ['--expose-gc', '--single-threaded-gc']
    const program = [...flags, join(folder, 'main.mjs'), ...options]
    return spawnSync(process.execPath, program, { stdio: 'inherit' }).status ?? 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function runScene(scene, environment = {}, stdio = 'inherit') {
  const output = join(root, 'bench', 'results', `${scene}.jsonl`)
  mkdirSync(join(root, 'bench', 'results'), { recursive: true })
  rmSync(output, { force: true })
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', '../../bench/vitest.config.ts', scene],
    {
      ...{ cwd: join(root, 'apps/web'), stdio },
      env: { ...process.env, BENCH_OUTPUT: output, ...environment },
    },
  )
  return status ?? 1
}
