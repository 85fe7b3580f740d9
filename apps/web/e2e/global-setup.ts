import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestProject } from 'vitest/node'

/** What `npm run demo -- --json` prints once it is ready. */
export interface Demo {
  readonly ready: true
  readonly url: string
  readonly accounts: readonly { readonly role: string; readonly email: string; readonly password: string }[]
  readonly credential: string
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly demo: Demo
  }
}

/** Starts the demo as a user does, once for all journeys, on a free port and a folder of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-e2e-'))
  const child = spawn('npm', ['run', '--silent', 'demo', '--', '--json', '--port', '0', '--data', folder], {
    cwd: join(import.meta.dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  project.provide('demo', await readyLine(child))
  return async () => {
    await stop(child)
    await rm(folder, { recursive: true, force: true })
  }
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
