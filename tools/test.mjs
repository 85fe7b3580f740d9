// `npm test`: every test there is, the browser's too. `npm test -- packages/core` runs a part; arguments are vitest's.
// The last line is always `N passed, N failed, N skipped`. A skip nobody listed in tools/skips.json, a listed test
// that is gone, a run without tests and an error outside any test count as failed: the line never looks better than
// the exit code.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { advice, ensureChromium } from './chromium.mjs'
import { propertySettings } from './fast-check-settings.mjs'
import { root, runNode } from './run-command.mjs'
import { listFiles } from './source-files.mjs'
import { countTests, judgeSkips, readTests } from './test-results.mjs'

const optionsWithValue = new Set([
  '-t',
  '--testNamePattern',
  '--project',
  '--reporter',
  '--shard',
  '--testTimeout',
])

/** What a run with these vitest arguments chooses: `{projects, paths, byTitle}`, the lists empty for "all". */
export function readSelection(args) {
  const selection = { projects: [], paths: [], byTitle: false }
  for (let i = 0; i < args.length; i += 1) {
    const [option, inline] = args[i].split('=', 2)
    const value = optionsWithValue.has(option) ? (inline ?? args[++i]) : undefined
    if (option === '--project') selection.projects.push(value)
    else if (option === '-t' || option === '--testNamePattern') selection.byTitle = true
    else if (!option.startsWith('-')) selection.paths.push(args[i])
  }
  return selection
}

/** Whether any of the browser's test files would run. */
export function needsBrowser({ projects, paths }, browserTests) {
  if (projects.length > 0 && !projects.includes('e2e')) return false
  return browserTests.some((file) => paths.length === 0 || paths.some((path) => file.includes(path)))
}

async function findBrowser(selection) {
  const browserTests = listFiles(root, 'apps', (path) => /\.e2e\.tsx?$/.test(path))
  if (!needsBrowser(selection, browserTests)) return undefined
  const path = await ensureChromium()
  if (path === undefined) throw new Error(advice)
  return path
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

function readSource(file) {
  try {
    return readFileSync(join(root, file), 'utf8')
  } catch {
    return undefined
  }
}

async function runVitest(args, chromium) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-test-'))
  const reportPath = join(folder, 'report.json')
  const own = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`]
  const env = chromium === undefined ? process.env : { ...process.env, CHROMIUM_PATH: chromium }
  try {
    const { code } = await runNode([join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...own, ...args], {
      env,
    })
    return { code, report: readJson(reportPath) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function findProblems(tests, code, selection) {
  if (tests.length === 0) return ['no test was run']
  // With a title given, vitest reports every other test as skipped: there is nothing to hold against the list.
  const problems = selection.byTitle
    ? []
    : judgeSkips(tests, readJson(join(root, 'tools/skips.json')), readSource)
  const noneFailed = !tests.some((test) => test.status === 'failed')
  return code !== 0 && noneFailed
    ? [...problems, `vitest ended with code ${code} although no test failed`]
    : problems
}

async function main(args) {
  const selection = readSelection(args)
  const { seed, numRuns } = propertySettings(process.env)
  console.log(
    `Properties: seed ${seed}, ${numRuns} runs each (FAST_CHECK_SEED and FAST_CHECK_RUNS change them).`,
  )
  const { code, report } = await runVitest(args, await findBrowser(selection))
  const tests = report === undefined ? [] : readTests(report, root)
  const problems = findProblems(tests, code, selection)
  for (const problem of problems) console.error(problem)
  const { passed, failed, skipped } = countTests(tests)
  console.log(`${passed} passed, ${failed + problems.length} failed, ${skipped} skipped`)
  return failed + problems.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.exitCode = await main(process.argv.slice(2))
  } catch (error) {
    console.error(error.message)
    console.log('0 passed, 1 failed, 0 skipped')
    process.exitCode = 1
  }
}
