// The packages that run in browsers hold nothing of Node or of the server: they bundle for a browser, and no line of theirs names what only
// Node has.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { root } from '../run-command.mjs'

/** Every entry that a page may import. */
const ENTRIES = [
  'packages/core/src/index.ts',
  'packages/credentials/src/index.ts',
  'packages/tlog/src/index.ts',
  'packages/verifier/src/index.ts',
  'packages/verifier/src/browser.ts',
]
const OURS = /^packages\/(core|credentials|tlog|verifier)\/src\//
/** As a name, not as a member of something or a word of a comment. */
const ONLY_NODE = /(?<![.\w'"`-])(?:Buffer|process|require|__dirname|setImmediate|global)(?=[.([])/

/** What is wrong with an entry; empty where a browser can load it. */
export async function findServerCode(entry, { directory = root } = {}) {
  const options = { bundle: true, format: 'esm', platform: 'browser', write: false, metafile: true }
  try {
    const result = await build({
      entryPoints: [entry],
      absWorkingDir: directory,
      logLevel: 'silent',
      ...options,
    })
    const files = Object.keys(result.metafile.inputs).filter((file) => OURS.test(file))
    const found = await Promise.all(files.map((file) => findNames(directory, file)))
    return found.flat()
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error
    return error.errors.map(({ text, location }) => `${location?.file ?? entry}: ${text}`)
  }
}

async function findNames(directory, file) {
  const text = await readFile(join(directory, file), 'utf8')
  return text.split('\n').flatMap((line, index) => {
    const code = line.replace(/^\s*(\/?\*|\/\/).*$/, '').replace(/\/\/ .*$/, '')
    const name = ONLY_NODE.exec(code)?.[0]
    return name === undefined ? [] : [`${file}:${index + 1}: ${name} is of Node alone`]
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const findings = (await Promise.all(ENTRIES.map((entry) => findServerCode(entry)))).flat()
  for (const finding of new Set(findings)) console.error(finding)
  process.exitCode = findings.length === 0 ? 0 : 1
}
