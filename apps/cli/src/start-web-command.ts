import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { UsageError } from './usage-error.ts'

/** Commands of the server's operator. The command line knows no database: the web application runs them, as a process of its own. */
export const WEB_COMMANDS: readonly string[] = ['demo', 'backup', 'restore', 'export', 'import']

/** Runs one of {@link WEB_COMMANDS} with its arguments, settings and terminal as they are; answers its exit code. Throws `UsageError`. */
export async function startWebCommand(command: string, args: readonly string[]): Promise<number> {
  const entry = fileURLToPath(new URL('../../web/bin/assay-web.mjs', import.meta.url))
  if (!existsSync(entry))
    throw new UsageError(`"assay ${command}" needs the whole of Assay, not its command line alone`)
  const child = spawn(process.execPath, [entry, command, ...args], { stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
