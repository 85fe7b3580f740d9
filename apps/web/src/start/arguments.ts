import { parseArgs } from 'node:util'

const COMMANDS = ['start', 'demo', 'dev', 'rewrap', 'move-files'] as const

export type Command = (typeof COMMANDS)[number]

export interface StartArguments {
  readonly command: Command
  readonly json: boolean
  /** 0: any free one, chosen at the first start and kept with the data. */
  readonly port: number | undefined
  readonly dataDir: string | undefined
  /** Of a move of the files: what is damaged already stays behind. */
  readonly leaveDamaged: boolean
}

const USAGE = `Usage: npm run demo -- [--json] [--port N] [--data FOLDER]
       npm start            settings come from the environment, see docs/operating/run.md
       npm run dev -- [--port N] [--data FOLDER]
       npm run rewrap       changes the master key, see docs/operating/run.md
       npm run move-files -- [--leave-damaged]   moves the files to another place, see docs/operating/run.md`

/** The command line; throws an Error with a plain sentence when it is wrong. */
export function parseStartArguments(argv: readonly string[]): StartArguments {
  const [given, ...rest] = argv
  const command = COMMANDS.find((name) => name === given)
  if (command === undefined) throw new Error(`There is no command "${given ?? ''}".\n${USAGE}`)
  const { values } = parseArgs({
    args: rest,
    options: {
      json: { type: 'boolean', default: false },
      port: { type: 'string' },
      data: { type: 'string' },
      'leave-damaged': { type: 'boolean', default: false },
    },
    strict: true,
  })
  if (command === 'start' && (values.port !== undefined || values.data !== undefined))
    throw new Error('npm start takes PORT and ASSAY_DATA from the environment.')
  if (command === 'rewrap' && rest.length > 0)
    throw new Error('npm run rewrap takes everything from the environment, nothing from the command line.')
  if (command === 'move-files' && rest.some((argument) => argument !== '--leave-damaged'))
    throw new Error('npm run move-files takes its settings from the environment, as npm start does.')
  if (command !== 'move-files' && values['leave-damaged'])
    throw new Error('--leave-damaged belongs to npm run move-files.')
  return {
    command,
    leaveDamaged: values['leave-damaged'],
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
