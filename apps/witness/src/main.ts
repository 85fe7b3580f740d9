import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { addLog } from './logs-file.ts'
import { openWitness } from './open-witness.ts'
import { usage } from './usage.ts'
import { UsageError } from './usage-error.ts'
import { WitnessError } from './witness-error.ts'

process.exitCode = await run(process.argv.slice(2))

/** Runs the command and answers its exit code. */
async function run(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = readArguments(args)
    if (values.help === true) {
      process.stdout.write(usage)
      return 0
    }
    if (values.data === undefined) throw new UsageError('say where the witness keeps its data: --data FOLDER')
    const [command, ...more] = positionals
    if (command === 'add-log' && more.length === 0)
      return await runAddLog({ ...values, data: resolve(values.data) })
    if (command !== undefined) throw new UsageError(`there is no command "${positionals.join(' ')}"`)
    return await runWitness({ ...values, data: values.data })
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof WitnessError)) throw error
    warn(error.message)
    if (error instanceof UsageError) process.stderr.write('Run "assay-witness --help" for how it is used.\n')
    return 2
  }
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        name: { type: 'string' },
        key: { type: 'string' },
        origin: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

type Values = ReturnType<typeof readArguments>['values'] & { readonly data: string }

async function runAddLog({ data, key, origin }: Values): Promise<number> {
  if (key === undefined) throw new UsageError('say which key the log signs with: --key "name+id+key"')
  const isNew = await addLog(data, { key, origin })
  process.stdout.write(
    isNew ? 'The log is watched from now on.\n' : 'The log was watched with this key already.\n',
  )
  return 0
}

async function runWitness({ data, port, host = '127.0.0.1', name }: Values): Promise<number> {
  const options = { data, name, host, port: readPort(port), warn }
  const witness = await openWitness(options).catch((error: NodeJS.ErrnoException) => {
    throw error.syscall === 'listen' || error.syscall === 'getaddrinfo'
      ? new UsageError(`${host} port ${port} cannot be used (${error.code})`)
      : error
  })
  const ended = new Promise<void>((end) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => end())
  })
  process.on('SIGHUP', () => void witness.reloadLogs())
  process.stdout.write(`${JSON.stringify({ url: witness.url, name: witness.name, key: witness.key })}\n`)
  await ended
  await witness.close()
  return 0
}

function readPort(text: string | undefined): number {
  if (text === undefined) throw new UsageError('say which port to listen on: --port 8080')
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new UsageError(`--port ${text} is not a port`)
  return port
}

function warn(message: string): void {
  process.stderr.write(`assay-witness: ${message}\n`)
}
