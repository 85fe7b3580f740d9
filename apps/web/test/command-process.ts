import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const web = fileURLToPath(new URL('..', import.meta.url))

/** A command of the web application as a process of its own, with everything that it prints. */
export interface CommandProcess {
  readonly child: ChildProcess
  /** Standard output and errors so far. */
  output(): string
  /** Resolves once so many lines were printed, or the process ended. */
  printed(lines: number): Promise<void>
  /** Its exit code; undefined when a signal ended it. */
  ended(): Promise<number | undefined>
}

/** Runs a command of the build. */
export const commandProcess = (command: string, env: Record<string, string | undefined>): CommandProcess =>
  processOf(['bin/assay-web.mjs', command], env)

/** Runs a command that loads no pages straight from its source. */
export const sourceProcess = (command: string, env: Record<string, string | undefined>): CommandProcess =>
  processOf(['--import', 'tsx', 'src/main.ts', command], env)

function processOf(argv: readonly string[], env: Record<string, string | undefined>): CommandProcess {
  const child = spawn(process.execPath, argv, {
    cwd: web,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  return {
    child,
    output: () => text,
    printed: async (lines) => {
      while (text.split('\n').length <= lines && child.exitCode === null && child.signalCode === null)
        await sleep(1)
    },
    ended: async () => {
      await closed
      return child.exitCode ?? undefined
    },
  }
}
