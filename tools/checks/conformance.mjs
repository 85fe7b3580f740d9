// Conformance: docs/conformance.md says of each clause where it is kept and which tests show it. Every file it names exists,
// every test it names is one, a row that says "done" names a test, and no row stands twice.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../run-command.mjs'
import { isTestFile } from '../source-files.mjs'

const states = ['done', 'partly', 'not']

/** What is wrong with the tables in a text; `exists` says whether a path of the repository does. */
export function findFaults(text, exists) {
  const seen = new Set()
  return readRows(text).flatMap(({ id, where, tests, state }) => {
    const faults = []
    if (seen.has(id)) faults.push(`${id} stands twice`)
    seen.add(id)
    if (!states.includes(state)) faults.push(`${id} has the state "${state}"`)
    if (state === 'done' && tests.length === 0) faults.push(`${id} is done, but no test shows it`)
    for (const path of [...where, ...tests])
      if (!exists(path)) faults.push(`${id} names ${path}, which is not there`)
    for (const path of tests) if (!isTestFile(path)) faults.push(`${id} names ${path}, which is no test`)
    return faults
  })
}

/** Rows whose first cell is the name of a clause. */
function readRows(text) {
  return text.split('\n').flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim())
    const [, id = '', , where = '', tests = '', state = ''] = cells
    if (cells.length !== 7 || !/^[A-Z]{1,2}\d[\dA-Za-z]*$/.test(id)) return []
    return [{ id, where: pathsIn(where), tests: pathsIn(tests), state }]
  })
}

function pathsIn(cell) {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, path]) => path)
}

function main() {
  const text = readFileSync(join(root, 'docs/conformance.md'), 'utf8')
  const faults = findFaults(text, (path) => existsSync(join(root, path)))
  if (readRows(text).length === 0) faults.push('docs/conformance.md holds no table')
  for (const fault of faults) console.log(fault)
  process.exitCode = faults.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
