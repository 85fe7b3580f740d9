import { resolve } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'

/** The command line of `backup`. */
export interface BackupArguments {
  readonly command: 'backup'
  /** The file to write; absent with `check`. */
  readonly to: string | undefined
  /** The file to read through, without restoring it. */
  readonly check: string | undefined
  readonly dataDir: string | undefined
  readonly passphraseFile: string | undefined
  readonly withMasterKey: boolean
  readonly json: boolean
}

/** The command line of `restore`. */
export interface RestoreArguments {
  readonly command: 'restore'
  readonly file: string | undefined
  /** Goes back to what was there before a restore that was broken off. */
  readonly undo: boolean
  readonly replace: boolean
  readonly yes: boolean
  readonly dataDir: string | undefined
  readonly passphraseFile: string | undefined
  /** Where to put the master key that the backup holds. */
  readonly masterKeyTo: string | undefined
  readonly json: boolean
}

/** The command line of `export`. */
export interface ExportArguments {
  readonly command: 'export'
  /** Short name of the organization; absent with `open`. */
  readonly org: string | undefined
  /** A sealed part to open, without a database. */
  readonly open: string | undefined
  readonly to: string
  readonly final: boolean
  readonly yes: boolean
  readonly dataDir: string | undefined
  readonly passphraseFile: string | undefined
  readonly json: boolean
}

/** The command line of `import`. */
export interface ImportArguments {
  readonly command: 'import'
  /** Folder, ZIP or sealed part that an export wrote. */
  readonly archive: string
  readonly dataDir: string | undefined
  readonly passphraseFile: string | undefined
  readonly json: boolean
}

export type OperatorArguments = BackupArguments | RestoreArguments | ExportArguments | ImportArguments

const USAGE = {
  backup: `Usage: assay backup --to FILE [--data FOLDER] [--passphrase-file FILE] [--with-master-key] [--json]
       assay backup --check FILE [--passphrase-file FILE] [--json]`,
  restore: `Usage: assay restore FILE [--data FOLDER] [--passphrase-file FILE] [--replace [--yes]] [--master-key-to FILE] [--json]
       assay restore --undo [--data FOLDER]`,
  export: `Usage: assay export --org NAME --to FOLDER|FILE.zip [--final [--yes]] [--data FOLDER] [--passphrase-file FILE] [--json]
       assay export --open private.assay --to FOLDER [--passphrase-file FILE]`,
  import: `Usage: assay import --org FOLDER|FILE.zip [--data FOLDER] [--passphrase-file FILE] [--json]`,
} as const

export type OperatorCommand = keyof typeof USAGE

/** The operator's command that a command line begins with. */
export const operatorCommandOf = (argv: readonly string[]): OperatorCommand | undefined =>
  (Object.keys(USAGE) as OperatorCommand[]).find((name) => name === argv[0])

const common = {
  data: { type: 'string' },
  'passphrase-file': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

/** Takes a command line apart; paths are relative to `calledFrom`. Throws a plain sentence with the usage when it is wrong. */
export function parseOperatorArguments(
  command: OperatorCommand,
  args: readonly string[],
  calledFrom: string,
): OperatorArguments {
  switch (command) {
    case 'backup':
      return parseBackup(args, calledFrom)
    case 'restore':
      return parseRestore(args, calledFrom)
    case 'export':
      return parseExport(args, calledFrom)
    case 'import':
      return parseImport(args, calledFrom)
  }
}

function parseExport(args: readonly string[], calledFrom: string): ExportArguments {
  const { values } = parsed('export', args, {
    ...common,
    org: { type: 'string' },
    open: { type: 'string' },
    to: { type: 'string' },
    final: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
  })
  if (values.to === undefined || (values.org === undefined) === (values.open === undefined))
    throw new Error(`Say --to, and either --org or --open.\n${USAGE.export}`)
  const path = (value: string | undefined) => (value === undefined ? undefined : resolve(calledFrom, value))
  return {
    command: 'export',
    org: values.org,
    open: path(values.open),
    to: resolve(calledFrom, values.to),
    final: values.final,
    yes: values.yes,
    dataDir: path(values.data),
    passphraseFile: path(values['passphrase-file']),
    json: values.json,
  }
}

function parseImport(args: readonly string[], calledFrom: string): ImportArguments {
  const { values } = parsed('import', args, { ...common, org: { type: 'string' } })
  if (values.org === undefined) throw new Error(`Say --org and the archive.\n${USAGE.import}`)
  const path = (value: string | undefined) => (value === undefined ? undefined : resolve(calledFrom, value))
  return {
    command: 'import',
    archive: resolve(calledFrom, values.org),
    dataDir: path(values.data),
    passphraseFile: path(values['passphrase-file']),
    json: values.json,
  }
}

function parseBackup(args: readonly string[], calledFrom: string): BackupArguments {
  const { values } = parsed('backup', args, {
    ...common,
    to: { type: 'string' },
    check: { type: 'string' },
    'with-master-key': { type: 'boolean', default: false },
  })
  if ((values.to === undefined) === (values.check === undefined))
    throw new Error(`Say either --to or --check.\n${USAGE.backup}`)
  const path = (value: string | undefined) => (value === undefined ? undefined : resolve(calledFrom, value))
  return {
    command: 'backup',
    to: path(values.to),
    check: path(values.check),
    dataDir: path(values.data),
    passphraseFile: path(values['passphrase-file']),
    withMasterKey: values['with-master-key'],
    json: values.json,
  }
}

function parseRestore(args: readonly string[], calledFrom: string): RestoreArguments {
  const { values, positionals } = parsed('restore', args, {
    ...common,
    undo: { type: 'boolean', default: false },
    replace: { type: 'boolean', default: false },
    yes: { type: 'boolean', default: false },
    'master-key-to': { type: 'string' },
  })
  const [file, ...more] = positionals
  if (more.length > 0 || (file === undefined) !== values.undo)
    throw new Error(`Say which one file to restore, or --undo.\n${USAGE.restore}`)
  const path = (value: string | undefined) => (value === undefined ? undefined : resolve(calledFrom, value))
  return {
    command: 'restore',
    file: path(file),
    undo: values.undo,
    replace: values.replace,
    yes: values.yes,
    dataDir: path(values.data),
    passphraseFile: path(values['passphrase-file']),
    masterKeyTo: path(values['master-key-to']),
    json: values.json,
  }
}

function parsed<Options extends NonNullable<ParseArgsConfig['options']>>(
  command: OperatorCommand,
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: command === 'restore' })
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE[command]}`)
  }
}
