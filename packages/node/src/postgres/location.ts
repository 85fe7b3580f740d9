import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { NodeError } from '../node-error.ts'
import { canEnter, findRunUser, type RunUser } from './run-user.ts'

/** Where the cluster, its password and its copy of the program live, and as whom the server runs. */
export interface PostgresLocation {
  readonly root: string
  readonly cluster: string
  readonly passwordFile: string
  readonly portFile: string
  readonly lockFile: string
  readonly holders: string
  readonly logFile: string
  readonly user: RunUser | null
}

/** The note in the data folder that tells where the cluster went when the run user cannot reach the data folder. */
const POINTER = 'postgres-location'
const FALLBACK = '/var/lib/assay'

/**
 * Chooses `<dataDir>/postgres`. When this process is root and the unprivileged user cannot reach the data folder (a
 * home of mode 0700), a folder of random name under `/var/lib/assay` is chosen instead, written down in the data
 * folder, and told to `log`. The choice stands from the first start on.
 * @throws NodeError `postgres.location` when the folder written down is gone or none can be made.
 */
export function locatePostgres(dataDir: string, log: (line: string) => void): PostgresLocation {
  const folder = resolve(dataDir)
  const user = findRunUser()
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const root = readPointer(folder) ?? chooseRoot(folder, user, log)
    return describe(root, user)
  } catch (error) {
    if (error instanceof NodeError) throw error
    throw new NodeError('postgres.location', `The data folder ${folder} cannot be used: ${String(error)}`)
  }
}

function describe(root: string, user: RunUser | null): PostgresLocation {
  return {
    root,
    cluster: join(root, 'server', 'cluster'),
    passwordFile: join(root, 'server', 'superuser-password'),
    portFile: join(root, 'server', 'port'),
    lockFile: join(root, 'start.lock'),
    holders: join(root, 'holders'),
    logFile: join(root, 'server.log'),
    user,
  }
}

function readPointer(folder: string): string | null {
  const pointer = join(folder, POINTER)
  if (!existsSync(pointer)) return null
  const root = readFileSync(pointer, 'utf8').trim()
  if (existsSync(root)) return root
  throw new NodeError(
    'postgres.location',
    `${pointer} says the database is in ${root}, which is gone. Restore that folder, or remove ${pointer} to start empty.`,
  )
}

function chooseRoot(folder: string, user: RunUser | null, log: (line: string) => void): string {
  const root = join(folder, 'postgres')
  if (user === null) {
    mkdirSync(root, { recursive: true, mode: 0o700 })
    return root
  }
  if (!canEnter(folder, user)) openToGroup(folder, user)
  if (canEnter(folder, user)) return makeOwned(root, user)
  if (existsSync(join(root, 'server'))) {
    throw new NodeError(
      'postgres.location',
      `The user ${user.name} can no longer reach the database in ${root}.`,
    )
  }
  mkdirSync(FALLBACK, { recursive: true, mode: 0o755 })
  const elsewhere = makeOwned(join(FALLBACK, randomBytes(8).toString('hex')), user)
  writeFileSync(join(folder, POINTER), `${elsewhere}\n`, { mode: 0o600 })
  log(
    `PostgreSQL refuses to run as root and its user "${user.name}" cannot reach ${folder}: the database is in ${elsewhere}.`,
  )
  return elsewhere
}

/** The folder itself may be ours and merely closed (0700): then its group may pass through, but not list it. */
function openToGroup(folder: string, user: RunUser): void {
  const { uid, mode } = statSync(folder)
  if (uid !== 0 || (mode & 0o077) !== 0) return
  chownSync(folder, 0, user.gid)
  chmodSync(folder, 0o710)
}

function makeOwned(root: string, user: RunUser): string {
  mkdirSync(root, { recursive: true, mode: 0o700 })
  chownSync(root, user.uid, user.gid)
  return root
}
