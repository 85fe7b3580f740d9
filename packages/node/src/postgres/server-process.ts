import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { NodeError } from '../node-error.ts'
import { commandLine, isAlive, isInProcessTable } from '../process-liveness.ts'
import { spawnOptions } from './cluster.ts'
import type { PostgresLocation } from './location.ts'

/** What the server's own `postmaster.pid` says. */
export interface PidFile {
  readonly pid: number
  readonly port: number
}

/** A fast shutdown waits for a checkpoint; beyond this we crash the server, which loses nothing but start-up time. */
const FAST_STOP_MS = 30_000
const QUICK_STOP_MS = 10_000

/** Reads the pid file of the cluster; null when there is none or it is not one. */
export async function readPidFile(location: PostgresLocation): Promise<PidFile | null> {
  const lines = (await readFile(pidPath(location), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  return Number.isSafeInteger(pid) && pid > 0 && lines.length > 1 ? { pid, port } : null
}

/** True when that pid is a living PostgreSQL of this cluster (where `/proc` is missing: any living process). */
export function isPostmaster(pid: number, location: PostgresLocation): boolean {
  if (!isAlive(pid)) return false
  const command = commandLine(pid)
  return command === null || command === '' || command.includes(location.cluster)
}

/**
 * A pid file may name a pid that another program has since been given (in a restarted container nearly always), or a
 * zombie that nobody reaps. PostgreSQL would refuse to start; it lets pass a file that names its own parent, and then still makes sure that no
 * child of the dead server holds the old shared memory, which removing the file would skip.
 */
export async function excuseReusedPid(location: PostgresLocation): Promise<void> {
  const file = await readPidFile(location)
  if (file === null || !isInProcessTable(file.pid) || isPostmaster(file.pid, location)) return
  const text = await readFile(pidPath(location), 'utf8')
  await writeFile(pidPath(location), text.replace(/^\d+/, String(process.pid)))
}

/** Starts the server in its own process group, so that a Ctrl-C meant for us does not reach it, and returns its pid. */
export async function spawnServer(location: PostgresLocation, native: string, port: number): Promise<number> {
  await rename(location.logFile, `${location.logFile}.1`).catch(() => undefined)
  const log = openSync(location.logFile, 'a', 0o600)
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    'shared_buffers=128MB',
  ]
  const child = spawn(
    join(native, 'bin', 'postgres'),
    ['-D', location.cluster, ...settings.flatMap((setting) => ['-c', setting])],
    { ...spawnOptions(native, location.user), stdio: ['ignore', log, log], detached: true },
  )
  closeSync(log)
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) =>
      reject(new NodeError('postgres.start', `PostgreSQL could not be run: ${error.message}`)),
    )
  })
  child.unref()
  return child.pid ?? 0
}

/** Stops the server: fast first; when it does not go, at once, which the next start repairs from its log. */
export async function stopServer(pid: number): Promise<void> {
  send(pid, 'SIGINT')
  if (await isGone(pid, FAST_STOP_MS)) return
  send(pid, 'SIGQUIT')
  if (await isGone(pid, QUICK_STOP_MS)) return
  throw new NodeError('postgres.stop', `PostgreSQL (process ${pid}) does not stop.`)
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // Gone already, which is what was wanted.
  }
}

async function isGone(pid: number, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false
    await sleep(20)
  }
  return true
}

/** A free port on the loopback address. Another program may take it before it is used: the caller tries again. */
export async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port')
  return address.port
}

/** True when nothing listens on the loopback port. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

function pidPath(location: PostgresLocation): string {
  return join(location.cluster, 'postmaster.pid')
}
