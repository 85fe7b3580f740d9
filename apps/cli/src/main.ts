import { runConformance } from './conformance-command.ts'
import { startWebCommand, WEB_COMMANDS } from './start-web-command.ts'
import { usage } from './usage.ts'
import { UsageError } from './usage-error.ts'
import { runVerify } from './verify-command.ts'

declare const ASSAY_VERSION: string

process.exitCode = await run(process.argv.slice(2))

/** Runs one command and answers its exit code. */
async function run(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args
  try {
    if (command === 'verify') return await runVerify(rest)
    if (command === 'conformance') return await runConformance(rest)
    if (command !== undefined && WEB_COMMANDS.includes(command)) return await startWebCommand(command, rest)
    if (command === '--version') return print(`${ASSAY_VERSION}\n`)
    if (command === '--help' || command === '-h') return print(usage)
    throw new UsageError(command === undefined ? 'say what to do' : `there is no command "${command}"`)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`assay: ${error.message}\nRun "assay --help" for how it is used.\n`)
    return 2
  }
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}
