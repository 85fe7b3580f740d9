import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { TestApp } from './test-app.ts'
import { TEST_MASTER_KEY } from './test-database.ts'

const web = fileURLToPath(new URL('..', import.meta.url))

/** Web and worker in one process, as `npm start` runs them, or one of them, on the database of a test's application. */
export interface WebProcess {
  /** Where it listens. */
  readonly origin: string
  /** How often it was killed. */
  readonly kills: number
  /** Of the running process; undefined before it was started. */
  readonly pid: number | undefined
  /** Resolves when it answers, or when it was started, for a worker alone; one that runs stays. */
  start(): Promise<void>
  /** As a power cut does. */
  kill(): Promise<void>
  stop(): Promise<void>
}

export interface WebProcessOptions {
  readonly port: number
  /** The address that people use, as in front of several processes; default: its own. */
  readonly publicUrl?: string
  /** Default: both. */
  readonly parts?: 'web' | 'worker'
  /** Of Node itself. */
  readonly flags?: readonly string[]
}

/** A server that is not started yet. Needs the build. */
export function webProcess(
  app: TestApp,
  { port, publicUrl, parts, flags = [] }: WebProcessOptions,
): WebProcess {
  const origin = `http://127.0.0.1:${port}`
  const environment = {
    PATH: process.env.PATH,
    PUBLIC_URL: publicUrl ?? origin,
    PORT: String(port),
    ASSAY_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
    ASSAY_ROLE_PREFIX: 'assay_test',
    ASSAY_DATA: app.deps.config.dataDir,
    DATABASE_URL: app.databaseUrl,
    SMTP_URL: 'smtp://127.0.0.1:1',
    LOG_LEVEL: 'error',
    ...(parts === undefined ? {} : { ASSAY_PARTS: parts }),
  }
  let child: ChildProcess | undefined
  let kills = 0
  const running = () => child !== undefined && child.exitCode === null && child.signalCode === null
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    const ending = child
    if (ending === undefined || !running()) return false
    const ended = new Promise<void>((resolve) => ending.once('exit', () => resolve()))
    ending.kill(signal)
    await ended
    return true
  }
  return {
    origin,
    get kills() {
      return kills
    },
    get pid() {
      return child?.pid
    },
    start: async () => {
      if (running()) return
      child = spawn(process.execPath, [...flags, 'bin/assay-web.mjs', 'start'], {
        cwd: web,
        env: environment,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      if (parts !== 'worker') await answering(origin, child)
    },
    kill: async () => {
      if (await end('SIGKILL')) kills += 1
    },
    stop: async () => void (await end('SIGTERM')),
  }
}

async function answering(origin: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error('the server ended while it started')
    const response = await fetch(`${origin}/health`).catch(() => undefined)
    if (response !== undefined) return
    await sleep(50)
  }
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      )
    })
  })
}
