import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestProject } from 'vitest/node'
import { startRoundRobin } from '../test/round-robin.ts'
import { freePort } from '../test/web-process.ts'
import { keepRunning } from './kept-process.ts'

/** What `npm run demo -- --json` prints once it is ready. */
export interface Demo {
  readonly ready: true
  readonly url: string
  readonly accounts: readonly { readonly role: string; readonly email: string; readonly password: string }[]
  readonly credential: string
}

/** Ids of the processes that serve the demo. */
export interface Servers {
  readonly webs: readonly number[]
  readonly workers: readonly number[]
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly demo: Demo
    readonly servers: Servers
  }
}

/**
 * Makes the demo as a user does, once for all journeys, on a free port and a folder of its own. Then what it made is served by two web and
 * two worker processes on its PostgreSQL, with a proxy on its port that gives each request to the other: no journey may notice.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-e2e-'))
  const demo = await makeDemo(folder)
  const ports = [await freePort(), await freePort()]
  const serve = (...own: string[]) =>
    keepRunning({
      argv: ['demo', '--json', '--data', folder, ...own],
      ready: (line) => line.startsWith('{"ready":true'),
    })
  const [webs, workers] = await Promise.all([
    Promise.all(ports.map((port) => serve('--parts', 'web', '--listen', String(port)))),
    Promise.all(ports.map(() => serve('--parts', 'worker'))),
  ])
  const proxy = await startRoundRobin(Number(new URL(demo.url).port), ports)
  project.provide('demo', demo)
  project.provide('servers', { webs: webs.map(({ pid }) => pid), workers: workers.map(({ pid }) => pid) })
  return async () => {
    await proxy.stop()
    await Promise.all([...webs, ...workers].map((server) => server.stop()))
    await rm(folder, { recursive: true, force: true })
  }
}

async function makeDemo(folder: string): Promise<Demo> {
  const child = spawn('npm', ['run', '--silent', 'demo', '--', '--json', '--port', '0', '--data', folder], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const demo = await readyLine(child)
  await stop(child)
  return demo
}

async function readyLine(child: ChildProcess): Promise<Demo> {
  if (child.stdout === null) throw new Error('the demo has no output')
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) return JSON.parse(line) as Demo
  }
  throw new Error('the demo ended before it was ready; its messages are above')
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
