// Builds the web application when its sources changed since the last build; `npm run demo` and `npm start` call it, and CI before
// the tests, so that no two of them build at once.
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, runNode } from './run-command.mjs'

const sources = [
  'apps/web/src',
  'apps/web/public',
  'tools/build.mjs',
  'tools/compress-assets.mjs',
  'apps/web/vite.config.ts',
  'apps/web/react-router.config.ts',
  'packages',
  'package-lock.json',
]
const stamp = join(root, 'apps/web/build/source-digest')

/** @param {{ quiet: boolean }} options `quiet` keeps the builder's words from standard output, which then is ours alone. */
export async function buildIfStale({ quiet }) {
  const digest = await digestOf(sources)
  if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) return
  const { code, output } = await runNode([join(root, 'tools/build.mjs')], { capture: quiet })
  if (code !== 0) throw new Error(`The build failed. ${output}`)
  await writeFile(stamp, digest)
}

async function digestOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) await addTo(hash, path)
  return hash.digest('hex')
}

async function addTo(hash, path) {
  const full = join(root, path)
  const entries = await readdir(full, { withFileTypes: true }).catch(() => undefined)
  if (entries === undefined) {
    hash.update(`${path}\n`).update(await readFile(full))
    return
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1)))
    if (!['node_modules', 'dist', 'build', '.react-router'].includes(entry.name))
      await addTo(hash, join(path, entry.name))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildIfStale({ quiet: false })
