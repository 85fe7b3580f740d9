import { stat } from 'node:fs/promises'
import type { BlobStore, StreamSecret } from '@assay/node'
import pg from 'pg'
import type { OperatorConfig } from '../config.ts'
import { dumpInstance } from '../db/backup/dump.ts'
import {
  type BackupBegin,
  type BackupEnd,
  type BackupRecord,
  readRecords,
  writeRecords,
} from '../db/backup/records.ts'
import { HALF_RESTORED, isHalfRestored } from '../db/backup/set-aside.ts'
import { walkBackup } from '../db/backup/walk.ts'
import { joinInstance } from '../db/instance-lock.ts'
import { isKeyOf, readKeyState, refuseMasterKey } from '../db/master-key-check.ts'
import { databaseRoles } from '../db/roles.ts'
import { createKeyVault } from '../vault/vault.ts'
import { startDatabase } from './database.ts'
import { openFiles } from './files.ts'
import type { BackupArguments } from './operator-arguments.ts'
import { operatorSecret } from './operator-secret.ts'
import { operatorSetting, requireData } from './operator-setting.ts'
import { type OpenFile, readSealedFile, writeSealedFile } from './sealed-file.ts'
import { stoppable } from './stoppable.ts'

/** What a backup is sealed for. */
const BACKUP_PURPOSE = 'backup'

/** What a backup holds, as whoever made or checked it is told. */
export interface BackupReport {
  readonly file: string
  readonly bytes: number
  readonly takenAt: string
  readonly instance: string
  readonly migration: string
  readonly tables: number
  readonly rows: number
  readonly files: number
  readonly lostFiles: readonly string[]
  readonly masterKeyInside: boolean
}

/** `assay backup`: writes a backup while Assay runs, or reads one through. Throws a plain sentence. */
export async function backup(
  args: BackupArguments,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<BackupReport> {
  const config = await operatorSetting(args.dataDir)
  const isNew = args.check === undefined
  const secret = await operatorSecret({ config, passphraseFile: args.passphraseFile, isNew })
  if (args.check !== undefined) return checkBackup(args.check, secret)
  requireData(config)
  if (args.withMasterKey && config.masterKey === undefined)
    throw new Error('--with-master-key needs ASSAY_MASTER_KEY in the environment.')
  const database = await startDatabase({ ...config, masterKey: config.masterKey ?? new Uint8Array(32) }, say)
  try {
    const path = args.to ?? ''
    const masterKey = args.withMasterKey ? config.masterKey : undefined
    const blobs = openFiles(config)
    return await writeBackup({
      config,
      adminUrl: database.adminUrl,
      blobs,
      path,
      secret,
      masterKey,
      say,
      signal,
    })
  } finally {
    await database.stop()
  }
}

export interface WriteBackupOptions {
  readonly config: Pick<OperatorConfig, 'rolePrefix'>
  readonly adminUrl: string
  readonly blobs: BlobStore
  readonly path: string
  readonly secret: StreamSecret
  /** To be put inside. */
  readonly masterKey: Uint8Array | undefined
  readonly say: (line: string) => void
  readonly signal: AbortSignal
  readonly openFile?: OpenFile
}

/**
 * Writes a backup of the database and reads it through before it gets its name. It holds the instance as a running process does, so that
 * neither a change of the master key nor a restore goes on meanwhile.
 */
export async function writeBackup(options: WriteBackupOptions): Promise<BackupReport> {
  const { adminUrl, path, secret } = options
  const lost = new AbortController()
  const presence = await joinInstance({
    url: adminUrl,
    refusal: (client) => refuseKey(client, options),
    expelled: () => lost.abort(),
  })
  try {
    const signal = AbortSignal.any([options.signal, lost.signal])
    const client = new pg.Client({ connectionString: adminUrl })
    client.on('error', () => {})
    await client.connect()
    let report: BackupReport | undefined
    try {
      await writeSealedFile(
        { path, secret, purpose: BACKUP_PURPOSE },
        writeRecords(
          stoppable(signal, dumpInstance({ ...options, client, takenAt: new Date(), progress: options.say })),
        ),
        async (part) => {
          options.say('Reading the file back.')
          report = { ...(await checkBackup(part, secret)), file: path }
        },
        options.openFile,
      )
    } finally {
      await client.end()
    }
    if (report === undefined) throw new TypeError('a backup was written and not read')
    return report
  } finally {
    await presence.leave()
  }
}

/** A backup half of whose keys are under another master key than the rest, or of half a restore, could not be used. */
async function refuseKey(
  client: pg.Client,
  { config, masterKey }: Pick<WriteBackupOptions, 'config' | 'masterKey'>,
): Promise<string | undefined> {
  if (await isHalfRestored(client)) return HALF_RESTORED
  const { owner } = databaseRoles(config.rolePrefix)
  const state = await readKeyState(client, owner)
  if (state === undefined) return 'There is no instance of Assay in this database that was ever started.'
  if (masterKey !== undefined) return refuseMasterKey(client, owner, masterKey)
  return state.next === null
    ? undefined
    : 'The master key of this database is being changed. Finish that first: `npm run rewrap`.'
}

/** The records of a backup file. */
export const openBackup = (path: string, secret: StreamSecret): AsyncGenerator<BackupRecord, void, void> =>
  readRecords(readSealedFile({ path, secret, purpose: BACKUP_PURPOSE }))

/** Reads a backup through: every frame, digest and count. Throws a plain sentence at the first thing that is not as it was written. */
export async function readThrough(
  path: string,
  secret: StreamSecret,
): Promise<{ begin: BackupBegin; end: BackupEnd }> {
  let begin: BackupBegin | undefined
  const end = await walkBackup(openBackup(path, secret), {
    begin: async (found) => {
      begin = found
    },
    table: async (_table, blocks) => {
      for await (const _ of blocks);
    },
    blob: async () => undefined,
  })
  if (begin === undefined) throw new TypeError('a backup was read without its beginning')
  return { begin, end }
}

async function checkBackup(path: string, secret: StreamSecret): Promise<BackupReport> {
  const { begin, end } = await readThrough(path, secret)
  return {
    file: path,
    bytes: (await stat(path)).size,
    takenAt: begin.takenAt,
    instance: begin.instance.origin,
    migration: begin.migrations.at(-1) ?? '',
    tables: end.tables.length,
    rows: end.tables.reduce((sum, { rows }) => sum + rows, 0),
    files: end.blobs.count,
    lostFiles: end.lost,
    masterKeyInside: begin.masterKey !== undefined,
  }
}

/** Whether a backup opens with this master key. */
export const isKeyOfBackup = ({ instance }: BackupBegin, masterKey: Uint8Array): boolean =>
  isKeyOf(createKeyVault(masterKey), Buffer.from(instance.keyCheck, 'base64'))
