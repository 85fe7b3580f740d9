import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'

const COMMANDS = ['start', 'demo', 'dev', 'rewrap', 'move-files'] as const

export type Command = (typeof COMMANDS)[number]

export interface StartArguments {
  readonly command: Command
  readonly json: boolean
  /** 0: any free one, chosen at the first start and kept with the data. */
  readonly port: number | undefined
  readonly dataDir: string | undefined
  /** Of a demo that several processes serve: what this one runs; default: both. */
  readonly parts: Config['parts'] | undefined
  /** Of a demo that several processes serve, behind a proxy on `port`: where this one listens. */
  readonly listen: number | undefined
  /** Of a move of the files: what is damaged already stays behind. */
  readonly leaveDamaged: boolean
}

const USAGE = `Usage: npm run demo -- [--json] [--port N] [--data FOLDER] [--parts web|worker] [--listen N, behind a proxy on the port]
       npm start            settings come from the environment, see docs/operating/run.md
       npm run dev -- [--port N] [--data FOLDER]
       npm run rewrap       changes the master key, see docs/operating/run.md
       npm run move-files -- [--leave-damaged]   moves the files to another place, see docs/operating/run.md`

/** The command line; throws an Error with a plain sentence when it is wrong. */
export function parseStartArguments(argv: readonly string[]): StartArguments {
  const [given, ...rest] = argv
  const command = COMMANDS.find((name) => name === given)
  if (command === undefined) throw new Error(`There is no command "${given ?? ''}".\n${USAGE}`)
  const { values } = parseArgs({ args: rest, options: OPTIONS, strict: true })
  refuseMisplaced(command, values, rest)
  return {
    command,
    leaveDamaged: values['leave-damaged'],
    json: values.json,
    port: values.port === undefined ? undefined : parsePort('--port', values.port),
    dataDir: values.data,
    parts: values.parts === undefined ? undefined : parseParts(values.parts),
    listen: values.listen === undefined ? undefined : parsePort('--listen', values.listen),
  }
}

const OPTIONS = {
  json: { type: 'boolean', default: false },
  port: { type: 'string' },
  data: { type: 'string' },
  parts: { type: 'string' },
  listen: { type: 'string' },
  'leave-damaged': { type: 'boolean', default: false },
} as const

type Given = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

function refuseMisplaced(command: Command, given: Given, rest: readonly string[]): void {
  if (command === 'start' && (given.port !== undefined || given.data !== undefined))
    throw new Error('npm start takes PORT and ASSAY_DATA from the environment.')
  if (command !== 'demo' && (given.parts !== undefined || given.listen !== undefined))
    throw new Error(
      '--parts and --listen belong to the demo; npm start takes ASSAY_PARTS and PORT from the environment.',
    )
  if (command === 'rewrap' && rest.length > 0)
    throw new Error('npm run rewrap takes everything from the environment, nothing from the command line.')
  if (command === 'move-files' && rest.some((argument) => argument !== '--leave-damaged'))
    throw new Error('npm run move-files takes its settings from the environment, as npm start does.')
  if (command !== 'move-files' && given['leave-damaged'])
    throw new Error('--leave-damaged belongs to npm run move-files.')
}

function parseParts(text: string): Config['parts'] {
  if (text !== 'web' && text !== 'worker') throw new Error(`--parts takes web or worker, not "${text}".`)
  return [text]
}

function parsePort(name: string, text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new Error(`${name} takes a number from 0 to 65535, not "${text}".`)
  return port
}
