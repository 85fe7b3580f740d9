import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const ENTRY = join(import.meta.dirname, '../bin/assay-web.mjs')

/** A process of Assay that is started again when it dies, as an operator's system does. */
export interface KeptProcess {
  /** Of the process that was started first. */
  readonly pid: number
  /** What it printed when it was ready, the first time. */
  readonly ready: string
  stop(): Promise<void>
}

export interface KeptOptions {
  readonly argv: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  /** Which line of its output, or of its errors, says that it is ready. */
  readonly ready: (line: string) => boolean
}

/** Resolves once it is ready. */
export async function keepRunning({ argv, env = process.env, ready }: KeptOptions): Promise<KeptProcess> {
  let stopping = false
  let child: ChildProcess
  const start = () => {
    const started = spawn(process.execPath, [ENTRY, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    started.once('exit', () => void startAgain())
    child = started
    return started
  }
  const startAgain = async () => {
    if (stopping) return
    await sleep(200)
    if (!stopping) for (const stream of streamsOf(start())) stream.resume()
  }
  const first = start()
  const line = await lineOf(first, ready)
  return {
    pid: first.pid ?? 0,
    ready: line,
    stop: async () => {
      stopping = true
      await ended(child)
    },
  }
}

const streamsOf = ({ stdout, stderr }: ChildProcess) => [stdout, stderr].filter((stream) => stream !== null)

/** The first line that fits, of either stream; the rest goes to our own errors. */
function lineOf(child: ChildProcess, fits: (line: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let found = false
    for (const stream of streamsOf(child))
      createInterface({ input: stream }).on('line', (line) => {
        if (found || !fits(line)) console.error(line)
        else {
          found = true
          resolve(line)
        }
      })
    child.once('exit', () => reject(new Error('Assay ended before it was ready; its messages are above')))
  })
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
