// `npm run check`: everything that can be said about the repository without running it. All checks run, also after one
// has failed, two at a time; `npm run check -- types style` runs those. A check is one program: its code says the outcome.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, runNode } from './run-command.mjs'

const bin = (path) => join(root, 'node_modules', path)
const cruiser = [
  bin('dependency-cruiser/bin/dependency-cruise.mjs'),
  '--config',
  '.dependency-cruiser.cjs',
  '--no-progress',
  '--output-type',
  'err-long',
]

/** Every check: its name, what it holds (shown when it fails), and what Node runs. The slowest stands first. */
export const checks = [
  { name: 'types', holds: 'everything compiles under strict settings', args: ['tools/checks/types.mjs'] },
  {
    name: 'architecture',
    holds: "ARCHITECTURE's rules of dependency",
    args: [...cruiser, 'packages', 'apps'],
  },
  {
    name: 'unused',
    holds: 'no unused file, export or dependency, none undeclared',
    args: [bin('knip/bin/knip.js'), '--no-progress'],
  },
  {
    name: 'lint',
    holds: 'linter and format',
    args: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'],
  },
  {
    name: 'openapi',
    holds: 'apps/web/openapi.json is what the routes say',
    args: ['tools/checks/openapi.mjs'],
  },
  {
    name: 'features',
    holds: 'feature folders have their files and no circles',
    args: ['tools/checks/features.mjs'],
  },
  {
    name: 'expressions',
    holds: 'regular expressions answer in linear time',
    args: ['tools/checks/regular-expressions.mjs'],
  },
  { name: 'style', holds: 'style that the linter cannot see', args: ['tools/checks/style.mjs'] },
  {
    name: 'translations',
    holds: 'English and Spanish say the same',
    args: ['tools/checks/translations.mjs'],
  },
  {
    name: 'conformance',
    holds: 'what docs/conformance.md names exists',
    args: ['tools/checks/conformance.mjs'],
  },
  {
    name: 'browser',
    holds: 'what runs in browsers holds nothing of Node',
    args: ['tools/checks/browser.mjs'],
  },
  {
    name: 'lock',
    holds: 'package-lock.json is whole for `npm ci`',
    args: ['tools/complete-lock.mjs', '--check'],
  },
  {
    name: 'versions',
    holds: 'no package below its minimum safe version',
    args: ['tools/checks/minimum-versions.mjs'],
  },
]

async function runCheck({ name, holds, args }) {
  const start = performance.now()
  const { code, output } = await runNode(args, { capture: true })
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(
    `${code === 0 ? 'passed' : 'FAILED'}  ${name.padEnd(13)} ${seconds.padStart(5)} s  ${code === 0 ? '' : `(${holds})`}`.trimEnd(),
  )
  const shown =
    code === 0
      ? output.split('\n').filter((line) => line.startsWith('warning:'))
      : output.trimEnd().split('\n')
  for (const line of shown) console.log(`    ${line}`)
  return { name, code }
}

/** Runs `chosen`, `lanes` at a time, and answers each outcome in the order of ending. */
async function runAll(chosen, lanes) {
  const waiting = [...chosen]
  const outcomes = []
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      outcomes.push(await runCheck(next))
  }
  await Promise.all(Array.from({ length: lanes }, work))
  return outcomes
}

async function main(names) {
  const unknown = names.filter((name) => !checks.some((check) => check.name === name))
  if (unknown.length > 0)
    throw new Error(
      `no such check: ${unknown.join(', ')}; there are ${checks.map(({ name }) => name).join(', ')}`,
    )
  const chosen = names.length === 0 ? checks : checks.filter(({ name }) => names.includes(name))
  const start = performance.now()
  const outcomes = await runAll(chosen, 2)
  const failed = outcomes.filter(({ code }) => code !== 0).map(({ name }) => name)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(
    failed.length === 0
      ? `All ${chosen.length} checks passed in ${seconds} s.`
      : `Failed in ${seconds} s: ${failed.join(', ')}.`,
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
