import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { NodeError } from '../node-error.ts'
import type { PostgresLocation } from './location.ts'
import type { RunUser } from './run-user.ts'

/** The superuser of the embedded server. The application's own roles are made by migrations. */
export const SUPERUSER = 'postgres'

/**
 * Makes a new cluster with a random superuser password, unless one exists. Everything is made in a folder beside and
 * renamed into place, so a start that is killed half-way leaves no half cluster.
 * @throws NodeError `postgres.init` with the program's own words.
 */
export async function ensureCluster(location: PostgresLocation, native: string): Promise<void> {
  const server = dirname(location.cluster)
  if (existsSync(server)) return
  const staging = join(location.root, `server-new-${randomBytes(6).toString('hex')}`)
  await mkdir(staging, { mode: 0o700 })
  await writeFile(join(staging, 'superuser-password'), randomBytes(32).toString('base64url'), { mode: 0o600 })
  await giveTo(location.user, staging, join(staging, 'superuser-password'))
  try {
    await runInitdb(native, staging, location.user)
    await rename(staging, server)
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function giveTo(user: RunUser | null, ...paths: string[]): Promise<void> {
  if (user === null) return
  for (const path of paths) await chown(path, user.uid, user.gid)
}

function initdbArguments(staging: string): string[] {
  return [
    `--pgdata=${join(staging, 'cluster')}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${join(staging, 'superuser-password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The builtin provider sorts and folds alike on every machine; the C library's C.UTF-8 is not everywhere.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--data-checksums',
    '--no-instructions',
    '--set=timezone=UTC',
    '--set=log_timezone=UTC',
  ]
}

async function runInitdb(native: string, staging: string, user: RunUser | null): Promise<void> {
  const child = spawn(join(native, 'bin', 'initdb'), initdbArguments(staging), {
    ...spawnOptions(native, user),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    words = (words + chunk).slice(-2000)
  })
  const code = await new Promise<number | string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (exit, signal) => resolve(exit ?? signal ?? 'unknown'))
  })
  if (code !== 0) throw new NodeError('postgres.init', `initdb failed (${code}): ${words.trim()}`)
}

/** What every program of PostgreSQL is started with: its own user, its own libraries, nothing of our environment. */
export function spawnOptions(native: string, user: RunUser | null) {
  return {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', LD_LIBRARY_PATH: join(native, 'lib') },
    ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
  }
}
