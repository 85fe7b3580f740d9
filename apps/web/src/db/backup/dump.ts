import { createHash } from 'node:crypto'
import { type BlobStore, NodeError } from '@assay/node'
import type pg from 'pg'
import { type BackupTable, copyOutText, listBackupTables, TEXT_SETTINGS } from './backup-tables.ts'
import { listBlobKeys } from './blob-columns.ts'
import { copyOut } from './copy.ts'
import type { BackupBegin, BackupEnd, BackupRecord } from './records.ts'

export interface DumpOptions {
  /** A connection that may read everything, and that nothing else uses. */
  readonly client: pg.Client
  readonly blobs: BlobStore
  readonly takenAt: Date
  /** Put inside where the operator asked for it. */
  readonly masterKey: Uint8Array | undefined
  /** Told after each table and each hundred files. */
  readonly progress: (line: string) => void
}

/** Files between two lines of progress. */
const FILES_TOLD = 100

/**
 * Everything of an instance as of one moment, while it runs: rows in one REPEATABLE READ snapshot, then the files that they name, which are
 * never changed once they are written. Awards, sign-ins and erasures go on meanwhile and are not in it.
 */
export async function* dumpInstance(options: DumpOptions): AsyncGenerator<BackupRecord, void, void> {
  const { client, progress } = options
  await client.query(TEXT_SETTINGS)
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  yield { kind: 'begin', begin: await describeInstance(options) }
  const tables: BackupEnd['tables'] = []
  for (const table of await listBackupTables(client)) {
    const end = yield* dumpTable(client, table)
    tables.push({ table: `${table.schema}.${table.name}`, ...end })
    progress(`${table.schema}.${table.name}: ${end.rows} rows`)
  }
  const keys = await listBlobKeys(client)
  await client.query('COMMIT')
  const files = yield* dumpBlobs(keys, options)
  yield { kind: 'end', end: { tables, ...files } }
}

async function describeInstance({ client, takenAt, masterKey }: DumpOptions): Promise<BackupBegin> {
  const { rows } = await client.query<{
    id: string
    origin: string
    epoch: number
    key_check: Buffer | null
  }>('SELECT id, origin, epoch, key_check FROM assay.instance')
  const migrations = await client.query<{ name: string }>(
    'SELECT name FROM assay.kysely_migration ORDER BY name',
  )
  const [row] = rows
  if (row?.key_check == null)
    throw new Error('There is no instance of Assay in this database that was ever started.')
  return {
    format: 1,
    takenAt: takenAt.toISOString(),
    instance: {
      id: row.id,
      origin: row.origin,
      epoch: row.epoch,
      keyCheck: row.key_check.toString('base64'),
    },
    migrations: migrations.rows.map(({ name }) => name),
    ...(masterKey === undefined ? {} : { masterKey: Buffer.from(masterKey).toString('base64') }),
  }
}

async function* dumpTable(client: pg.Client, table: BackupTable) {
  yield { kind: 'table', table } as const
  const hash = createHash('sha256')
  const { blocks, rows } = copyOut(client, copyOutText(table, 'live'))
  for await (const bytes of blocks) {
    hash.update(bytes)
    yield { kind: 'rows', bytes } as const
  }
  const end = { rows: rows(), digest: hash.digest('hex') }
  yield { kind: 'table-end', end } as const
  return end
}

async function* dumpBlobs(keys: readonly string[], { blobs, progress }: DumpOptions) {
  const lost: string[] = []
  let count = 0
  let total = 0
  for (const key of keys) {
    const bytes = await wholeOrUndefined(blobs, key)
    if (bytes === undefined) lost.push(key)
    else {
      yield { kind: 'blob', key, bytes } as const
      count += 1
      total += bytes.length
    }
    if (count % FILES_TOLD === 0 && count > 0) progress(`${count} of ${keys.length} files`)
  }
  progress(`${count} files, ${total} bytes`)
  return { blobs: { count, bytes: total }, lost }
}

/** One damaged file is told and left out: a backup that fails for it would lose everything else as well. */
async function wholeOrUndefined(blobs: BlobStore, key: string): Promise<Uint8Array | undefined> {
  try {
    return (await blobs.get(key)) ?? undefined
  } catch (error) {
    if (error instanceof NodeError && error.code === 'blob.damaged') return undefined
    throw error
  }
}

/** The digest and number of rows of a table as it was loaded, to be held against what the backup says. */
export async function digestLoaded(
  client: pg.Client,
  table: BackupTable,
): Promise<{ rows: number; digest: string }> {
  const hash = createHash('sha256')
  const { blocks, rows } = copyOut(client, copyOutText(table, 'loaded'))
  for await (const bytes of blocks) hash.update(bytes)
  return { rows: rows(), digest: hash.digest('hex') }
}
