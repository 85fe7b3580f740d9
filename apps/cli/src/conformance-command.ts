import { parseArgs } from 'node:util'
import { startConformanceServer } from './conformance/start-conformance-server.ts'
import { conformanceUsage } from './usage.ts'
import { UsageError } from './usage-error.ts'

/** `assay conformance`: prints one line of JSON when it is ready, and answers the exit code after SIGTERM or SIGINT. Throws `UsageError`. */
export async function runConformance(args: readonly string[]): Promise<number> {
  const values = readArguments(args)
  if (values.help === true) {
    process.stdout.write(conformanceUsage)
    return 0
  }
  const server = await startConformanceServer(readPort(values.port)).catch((error: NodeJS.ErrnoException) => {
    throw error.syscall === 'listen'
      ? new UsageError(`--port ${values.port} cannot be used (${error.code})`)
      : error
  })
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
  process.stdout.write(`${JSON.stringify({ url: server.url, issuers: server.issuers })}\n`)
  await ended
  await server.close()
  return 0
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { port: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function readPort(text: string | undefined): number {
  if (text === undefined) throw new UsageError('say which port to listen on: --port 8443')
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new UsageError(`--port ${text} is not a port`)
  return port
}
