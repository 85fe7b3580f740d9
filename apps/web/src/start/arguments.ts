import { parseArgs } from 'node:util'

export type Command = 'start' | 'demo' | 'dev'

export interface StartArguments {
  readonly command: Command
  readonly json: boolean
  /** 0: any free one, chosen at the first start and kept with the data. */
  readonly port: number | undefined
  readonly dataDir: string | undefined
}

const USAGE = `Usage: npm run demo -- [--json] [--port N] [--data FOLDER]
       npm start            settings come from the environment, see docs/operating/run.md
       npm run dev -- [--port N] [--data FOLDER]`

/** The command line; throws an Error with a plain sentence when it is wrong. */
export function parseStartArguments(argv: readonly string[]): StartArguments {
  const [command, ...rest] = argv
  if (command !== 'start' && command !== 'demo' && command !== 'dev')
    throw new Error(`There is no command "${command ?? ''}".\n${USAGE}`)
  const { values } = parseArgs({
    args: rest,
    options: {
      json: { type: 'boolean', default: false },
      port: { type: 'string' },
      data: { type: 'string' },
    },
    strict: true,
  })
  if (command === 'start' && (values.port !== undefined || values.data !== undefined))
    throw new Error('npm start takes PORT and ASSAY_DATA from the environment.')
  return {
    command,
    json: values.json,
    port: values.port === undefined ? undefined : parsePort(values.port),
    dataDir: values.data,
  }
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new Error(`--port takes a number from 0 to 65535, not "${text}".`)
  return port
}
