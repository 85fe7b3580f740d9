// `npm run nightly`: the long runs, too long for every change. Each file in tools/nightly/ is one run:
//
//   export const title = 'what it shows, in one line'
//   export const steps = 100                                  // how many steps there are
//   export const reached = (done) => '5 of 100 kills'          // optional: the size after so many steps, for people
//   export async function runStep(step, { log })   { ... }     // step counts from 0; answers {ok, note}
//
// Resumable: after each step the progress is kept in .assay/nightly/ (not committed); stopping and starting again goes
// on with the next step, unless the commit changed, for a result belongs to one commit. The last results are committed:
// docs/nightly.json, and docs/nightly.md made from it. `npm run nightly -- properties` runs one; `-- --render` none;
// `-- mutants --minutes=10` begins no step after ten minutes, and the document says how far it came.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { renderNightly } from './nightly-report.mjs'
import { root, runCommand } from './run-command.mjs'

const resultsPath = 'docs/nightly.json'

function readJson(path, otherwise) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return otherwise
    throw error
  }
}

function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)
}

/** The runs in a folder, by name: `[{name, title, steps, runStep}]`. */
export async function loadRuns(folder) {
  let names = []
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.mjs') && !name.endsWith('.test.mjs'))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  const load = async (name) => {
    const { title, steps, reached, runStep } = await import(pathToFileURL(join(folder, name)).href)
    return { name: name.slice(0, -'.mjs'.length), title, steps, reached, runStep }
  }
  return Promise.all(names.sort().map(load))
}

/**
 * Does the steps of `run` that are not done yet and answers its result, `{title, outcome, commit, ...}`.
 * `progressPath` holds the progress between starts; it is removed once the run is through. No step begins after
 * `stopAt` (milliseconds since 1970; default: never); the outcome then is `cut short`, unless a step failed.
 */
export async function runToEnd(
  run,
  { commit, node, progressPath, now, log, stopAt = Number.POSITIVE_INFINITY },
) {
  const kept = readJson(progressPath, undefined)
  const fresh = { commit, started: now().toISOString(), seconds: 0, done: 0, failures: [] }
  const progress = kept?.commit === commit ? kept : fresh
  if (progress.done > 0) log(`${run.name}: going on with step ${progress.done + 1} of ${run.steps}`)
  while (progress.done < run.steps && now().getTime() < stopAt) {
    const start = now().getTime()
    const { ok, note } = await run.runStep(progress.done, { log })
    if (!ok) progress.failures.push({ step: progress.done, note })
    progress.seconds += (now().getTime() - start) / 1000
    progress.done += 1
    log(`${run.name}: step ${progress.done} of ${run.steps} ${ok ? 'passed' : 'FAILED'} (${note})`)
    writeJson(progressPath, progress)
  }
  return resultOf(run, progress, { commit, node, progressPath })
}

function resultOf(run, { started, seconds, done, failures }, { commit, node, progressPath }) {
  const through = done === run.steps
  if (through) rmSync(progressPath, { force: true })
  const outcome = failures.length > 0 ? 'failed' : through ? 'passed' : 'cut short'
  const size = run.reached === undefined ? {} : { reached: run.reached(done) }
  const count = { steps: run.steps, done, ...size }
  return {
    title: run.title,
    outcome,
    commit,
    node,
    started,
    seconds: Math.round(seconds),
    ...count,
    failures,
  }
}

async function currentCommit() {
  const commit = await runCommand('git', ['rev-parse', 'HEAD'], { capture: true })
  const changes = await runCommand('git', ['status', '--porcelain', '--', ':!docs/nightly.*'], {
    capture: true,
  })
  if (commit.code !== 0 || changes.code !== 0)
    throw new Error('nightly results belong to a commit, and git names none here')
  return `${commit.output.trim()}${changes.output === '' ? '' : ' with changes'}`
}

function readStop(args) {
  const minutes = args.find((arg) => arg.startsWith('--minutes='))?.slice('--minutes='.length)
  if (minutes === undefined) return undefined
  if (!/^\d{1,4}$/.test(minutes)) throw new Error('--minutes takes a whole number.')
  return Date.now() + Number(minutes) * 60_000
}

/** Options that are none: a mistyped one would otherwise begin every run there is. */
export const unknownOptions = (args) =>
  args.filter((arg) => arg.startsWith('-') && arg !== '--render' && !arg.startsWith('--minutes='))

function keepResults(runs, results) {
  const known = Object.entries(results).filter(([name]) => runs.some((run) => run.name === name))
  const kept = Object.fromEntries(known.sort(([a], [b]) => a.localeCompare(b, 'en')))
  writeJson(join(root, resultsPath), kept)
  writeFileSync(join(root, 'docs/nightly.md'), renderNightly(runs, kept))
  return kept
}

async function main(args) {
  const runs = await loadRuns(join(root, 'tools/nightly'))
  if (runs.length === 0) console.log('No long runs are registered in tools/nightly/.')
  const names = args.filter((arg) => !arg.startsWith('-'))
  const stopAt = readStop(args)
  const [option] = unknownOptions(args)
  if (option !== undefined) throw new Error(`no such option: ${option}; there are --minutes=10 and --render`)
  const unknown = names.filter((name) => !runs.some((run) => run.name === name))
  if (unknown.length > 0)
    throw new Error(
      `no such run: ${unknown.join(', ')}; there are ${runs.map(({ name }) => name).join(', ')}`,
    )
  const commit = await currentCommit()
  const progressFolder = join(root, '.assay/nightly')
  mkdirSync(progressFolder, { recursive: true })
  const results = readJson(join(root, resultsPath), {})
  const chosen = args.includes('--render')
    ? []
    : runs.filter(({ name }) => names.length === 0 || names.includes(name))
  for (const run of chosen) {
    const progressPath = join(progressFolder, `${run.name}.json`)
    const settings = {
      ...{ commit, node: process.version, progressPath, stopAt },
      ...{ now: () => new Date(), log: console.log },
    }
    results[run.name] = await runToEnd(run, settings)
    keepResults(runs, results)
  }
  keepResults(runs, results)
  const failed = chosen.filter(({ name }) => results[name].outcome === 'failed').map(({ name }) => name)
  if (chosen.length === 0) return 0
  const cut = chosen.filter(({ name }) => results[name].outcome === 'cut short').map(({ name }) => name)
  if (cut.length > 0) console.log(`Cut short: ${cut.join(', ')}.`)
  console.log(
    failed.length > 0 ? `Failed: ${failed.join(', ')}.` : `${chosen.length - cut.length} long runs passed.`,
  )
  return failed.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.exitCode = await main(process.argv.slice(2))
  } catch (error) {
    console.error(error.message)
    process.exitCode = 2
  }
}
