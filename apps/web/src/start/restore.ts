import { writeFile } from 'node:fs/promises'
import type { BlobStore, StreamSecret } from '@assay/node'
import pg from 'pg'
import type { OperatorConfig } from '../config.ts'
import { type Loaded, loadBackup } from '../db/backup/load.ts'
import type { BackupBegin, BackupRecord } from '../db/backup/records.ts'
import { describePresent, isHalfRestored, type Present, putBack, setAside } from '../db/backup/set-aside.ts'
import { writePlace } from '../db/files-place.ts'
import { takeInstance } from '../db/instance-lock.ts'
import { migrate } from '../db/migrate.ts'
import { migrations } from '../db/migrations/index.ts'
import { databaseRoles } from '../db/roles.ts'
import { nameOfPlace } from '../file-settings.ts'
import { isKeyOfBackup, openBackup, readThrough } from './backup.ts'
import { startDatabase } from './database.ts'
import { openFiles } from './files.ts'
import type { RestoreArguments } from './operator-arguments.ts'
import { ask, operatorSecret } from './operator-secret.ts'
import { operatorSetting, requireData } from './operator-setting.ts'
import { stoppable } from './stoppable.ts'

/** What a restore did. */
export interface RestoreReport {
  readonly takenAt: string
  readonly instance: string
  readonly epoch: number
  readonly rows: number
  readonly files: number
  readonly jobs: number
  /** Data keys that the backup brought back and the list of erasures destroyed again. */
  readonly erasedAgain: number
  readonly lostFiles: readonly string[]
}

/** `assay restore`: makes an instance out of a backup. Throws a plain sentence, and has then left everything as it was. */
export async function restore(
  args: RestoreArguments,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<RestoreReport | undefined> {
  const config = await operatorSetting(args.dataDir)
  if (args.file === undefined) {
    await undo(config, say)
    return undefined
  }
  const secret = await operatorSecret({ config, passphraseFile: args.passphraseFile, isNew: false })
  say('Reading the backup through before anything is written.')
  const { begin } = await readThrough(args.file, secret)
  const masterKey = requireMasterKey(begin, config, args.masterKeyTo)
  const upTo = requireKnownMigrations(begin)
  const database = await startDatabase({ ...config, masterKey }, say)
  try {
    const report = await restoreInto({
      config: { ...config, masterKey },
      adminUrl: database.adminUrl,
      blobs: openFiles(config),
      file: args.file,
      secret,
      upTo,
      confirm: (present) => confirmReplacing(present, args),
      say,
      signal,
    })
    if (args.masterKeyTo !== undefined)
      await writeFile(args.masterKeyTo, `${Buffer.from(masterKey).toString('base64')}\n`, {
        mode: 0o600,
        flag: 'wx',
      })
    return report
  } finally {
    await database.stop()
  }
}

async function undo(config: OperatorConfig, say: (line: string) => void): Promise<void> {
  requireData(config)
  const database = await startDatabase({ ...config, masterKey: config.masterKey ?? new Uint8Array(32) }, say)
  try {
    const client = await takeInstance(database.adminUrl)
    try {
      const half = await isHalfRestored(client)
      await putBack(client)
      say(
        half
          ? 'What was there before the restore is back.'
          : 'No restore was broken off here: nothing to do.',
      )
    } finally {
      await client.end()
    }
  } finally {
    await database.stop()
  }
}

/** Everything in a backup that is secret opens with the master key alone; without it a restore would be of no use. */
function requireMasterKey(begin: BackupBegin, config: OperatorConfig, keyTo: string | undefined): Uint8Array {
  if (config.masterKey !== undefined) {
    if (isKeyOfBackup(begin, config.masterKey)) return config.masterKey
    throw new Error(
      'ASSAY_MASTER_KEY is not the key that this backup was made with: its private keys and data keys would not open. Nothing was restored.',
    )
  }
  if (begin.masterKey === undefined)
    throw new Error(
      'ASSAY_MASTER_KEY is missing, and this backup does not hold it. Set the key that the instance had when the backup was made. Nothing was restored.',
    )
  if (keyTo === undefined)
    throw new Error(
      'ASSAY_MASTER_KEY is missing. This backup holds it: say with --master-key-to FILE where to write it. Nothing was restored.',
    )
  return Buffer.from(begin.masterKey, 'base64')
}

/** The migration that the backup was made at. */
function requireKnownMigrations({ migrations: had }: BackupBegin): string {
  const known = Object.keys(migrations).sort()
  const last = had.at(-1)
  if (last !== undefined && had.every((name, at) => known[at] === name)) return last
  throw new Error(
    `The backup was made by a later or another version of Assay (its database is at ${last}). Restore it with that version. Nothing was restored.`,
  )
}

/** Refuses where there is something, unless it is to be replaced; asks then. */
async function confirmReplacing(present: Present, { replace, yes }: RestoreArguments): Promise<void> {
  const { origin, organizations, people, credentials } = present
  const what = `There is an instance of ${origin} in this database already (organizations: ${organizations}, people: ${people}, credentials: ${credentials}).`
  if (!replace)
    throw new Error(
      `${what} A restore goes into an empty database; --replace replaces what is there. Nothing was restored.`,
    )
  if (yes) return
  if (!process.stdin.isTTY)
    throw new Error(`${what} Say --replace --yes where nobody can be asked. Nothing was restored.`)
  const answer = await ask(`${what}\nAll of it will be lost. Type "replace" to go on: `, { hidden: false })
  if (answer.trim() !== 'replace') throw new Error('Nothing was restored.')
}

export interface RestoreOptions {
  readonly config: Pick<OperatorConfig, 'rolePrefix' | 'files'> & { readonly masterKey: Uint8Array }
  readonly adminUrl: string
  readonly blobs: BlobStore
  readonly file: string
  readonly secret: StreamSecret
  /** The migration that the backup was made at. */
  readonly upTo: string
  /** Throws where what is there is not to be replaced. */
  readonly confirm: (present: Present) => Promise<void>
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** Restores a backup that was read through, with the instance for itself; puts back what was there when anything fails. */
export async function restoreInto(options: RestoreOptions): Promise<RestoreReport> {
  const { config, adminUrl, say } = options
  const client = await takeInstance(adminUrl)
  try {
    await putBack(client)
    const present = await describePresent(client)
    if (present !== undefined) await options.confirm(present)
    await setAside(client)
    const loaded = await loadOrPutBack(client, options, present?.epoch ?? 0)
    say('Bringing the database to this version.')
    await migrate({ adminUrl, roles: databaseRoles(config.rolePrefix), masterKey: config.masterKey })
    // The backup's files are where this command put them, wherever they were.
    await writePlace(client, databaseRoles(config.rolePrefix).owner, nameOfPlace(config.files.place))
    return reportOf(loaded)
  } finally {
    await client.end()
  }
}

async function loadOrPutBack(
  client: pg.Client,
  { config, adminUrl, blobs, file, secret, upTo, say, signal }: RestoreOptions,
  earlierEpoch: number,
): Promise<Loaded & { readonly begin: BackupBegin }> {
  let begin: BackupBegin | undefined
  async function* records(): AsyncGenerator<BackupRecord, void, void> {
    for await (const record of stoppable(signal, openBackup(file, secret))) {
      if (record.kind === 'begin') begin = record.begin
      yield record
    }
  }
  const loading = new pg.Client({ connectionString: adminUrl })
  loading.on('error', () => {})
  try {
    await migrate({ adminUrl, roles: databaseRoles(config.rolePrefix), masterKey: config.masterKey, upTo })
    await loading.connect()
    const loaded = await loadBackup({
      client: loading,
      records: records(),
      blobs,
      earlierEpoch,
      progress: say,
    })
    if (begin === undefined) throw new TypeError('a backup was loaded without its beginning')
    return { ...loaded, begin }
  } catch (error) {
    await loading.end().catch(() => undefined)
    await putBack(client)
    throw error
  } finally {
    await loading.end().catch(() => undefined)
  }
}

function reportOf({
  begin,
  end,
  epoch,
  jobs,
  erased,
}: Loaded & { readonly begin: BackupBegin }): RestoreReport {
  return {
    takenAt: begin.takenAt,
    instance: begin.instance.origin,
    epoch,
    rows: end.tables.reduce((sum, { rows }) => sum + rows, 0),
    files: end.blobs.count,
    jobs,
    erasedAgain: erased,
    lostFiles: end.lost,
  }
}
