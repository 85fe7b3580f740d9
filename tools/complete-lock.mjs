// Keeps package-lock.json complete for `npm ci`.
//
// npm leaves an optional platform package (esbuild for AIX, Biome for Windows, ...) out of the lock when the registry
// it installs from does not carry it. `npm ci` then refuses the lock: it asks for an entry for every optional
// dependency that is named anywhere. This writes the entries that are missing, `{version, os, cpu, optional}`, so
// that every platform but the one they name passes them by.
//
// Runs by itself after every `npm install` (the `dependencies` script of package.json); `--check` writes nothing and
// fails when something is missing.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { platformOf } from './platform-package.mjs'

const lockPath = join(import.meta.dirname, '..', 'package-lock.json')

/** The lock's key under which npm would find `name` for a package at `from`, or undefined: the nearest node_modules wins. */
function locate(packages, from, name) {
  let folder = from
  for (;;) {
    const key = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (packages[key] !== undefined) return key
    if (folder === '') return undefined
    const end = folder.lastIndexOf('/node_modules/')
    folder = end === -1 ? '' : folder.slice(0, end)
  }
}

/** Every optional dependency that has no entry: `{key, entry}`, `key` being the top of the tree. */
export function missingEntries(lock) {
  const missing = new Map()
  for (const [from, parent] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      if (locate(lock.packages, from, name) !== undefined) continue
      const key = `node_modules/${name}`
      const known = missing.get(key)
      if (known !== undefined && known.version !== version) {
        throw new Error(
          `${name} is wanted at ${known.version} and at ${version}; add one of them by hand below its parent`,
        )
      }
      missing.set(key, entryFor(name, version, parent))
    }
  }
  return [...missing].map(([key, entry]) => ({ key, entry }))
}

function entryFor(name, version, parent) {
  if (!/^\d/.test(version)) {
    throw new Error(
      `${name} is wanted as "${version}": only an exact version can be entered without asking the registry`,
    )
  }
  return { version, ...platformOf(name), ...(parent.dev ? { dev: true } : {}), optional: true }
}

/** A copy of the lock with the missing entries, keys in npm's order. */
export function completeLock(lock) {
  const packages = { ...lock.packages }
  for (const { key, entry } of missingEntries(lock)) packages[key] = entry
  const keys = Object.keys(packages).sort((a, b) => a.localeCompare(b, 'en'))
  return { ...lock, packages: Object.fromEntries(keys.map((key) => [key, packages[key]])) }
}

function main(args) {
  const lock = JSON.parse(readFileSync(lockPath, 'utf8'))
  const missing = missingEntries(lock)
  if (missing.length === 0) return 0
  if (args.includes('--check')) {
    console.error(
      `package-lock.json lacks ${missing.length} platform packages, so that \`npm ci\` would refuse it:`,
    )
    for (const { key } of missing) console.error(`  ${key}`)
    console.error('Run `node tools/complete-lock.mjs` and commit the lock.')
    return 1
  }
  writeFileSync(lockPath, `${JSON.stringify(completeLock(lock), null, 2)}\n`)
  console.log(`package-lock.json: ${missing.length} platform packages added`)
  return 0
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = main(process.argv.slice(2))
