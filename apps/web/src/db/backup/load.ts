import type { BlobStore } from '@assay/node'
import type pg from 'pg'
import {
  type BackupTable,
  copyInText,
  listBackupTables,
  TEMPORARY,
  TEXT_SETTINGS,
  targetOf,
} from './backup-tables.ts'
import { BLOBS_LEFT_OUT } from './blob-columns.ts'
import { copyIn } from './copy.ts'
import { digestLoaded } from './dump.ts'
import type { BackupEnd, BackupRecord } from './records.ts'
import { replayErasures } from './replay-erasures.ts'
import { dropSetAside, listSetAside } from './set-aside.ts'
import { advanceSequences, lowerFences } from './table-fences.ts'
import { walkBackup } from './walk.ts'

export interface LoadOptions {
  /** A connection of its own, to a database whose schema is the one that the backup was made of. */
  readonly client: pg.Client
  readonly records: AsyncGenerator<BackupRecord, void, void>
  readonly blobs: BlobStore
  /** The epoch of the instance that is replaced; 0 where there was none. */
  readonly earlierEpoch: number
  readonly progress: (line: string) => void
}

export interface Loaded {
  readonly end: BackupEnd
  /** The epoch from now on: higher than the backup's and than that of what was replaced. */
  readonly epoch: number
  /** Data keys that the backup brought back and the list of erasures destroyed again. */
  readonly erased: number
  /** Jobs that wait again. */
  readonly jobs: number
}

/**
 * Loads a backup in one transaction: all of it is there afterwards, or nothing. Rows are held against the backup's digests once they are in
 * their tables. Before anybody can read them, the erasures are done again (THREATS P4), the epoch is raised, and new awards are sent to
 * status lists that no credential from after the backup has a place in (L5). Files that were not there before are removed again on failure.
 */
export async function loadBackup(options: LoadOptions): Promise<Loaded> {
  const { client, blobs } = options
  const stored: string[] = []
  await client.query(TEXT_SETTINGS)
  await client.query('BEGIN')
  try {
    const loaded = await loadAll(options, stored)
    await client.query('COMMIT')
    return loaded
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    for (const key of stored) await blobs.delete(key).catch(() => undefined)
    throw error
  }
}

async function loadAll(options: LoadOptions, stored: string[]): Promise<Loaded> {
  const { client, records, blobs, earlierEpoch, progress } = options
  const known = await listBackupTables(client)
  const fences = await lowerFences(
    client,
    known.filter(({ schema }) => schema === 'assay' || schema === 'auth').map(targetOf),
  )
  for (const { ddl } of Object.values(TEMPORARY)) await client.query(ddl)
  const tables: BackupTable[] = []
  const end = await walkBackup(records, {
    begin: async () => undefined,
    table: async (table, blocks) => {
      requireKnown(table, known)
      tables.push(table)
      const rows = await copyIn(client, copyInText(table), blocks)
      progress(`${table.schema}.${table.name}: ${rows} rows`)
    },
    blob: async (key, bytes) => {
      if (await blobs.exists(key)) return
      stored.push(key)
      await blobs.put(key.slice(0, key.lastIndexOf('/')), bytes)
    },
  })
  await fences.raise()
  await advanceSequences(client)
  for (const table of tables) await requireWhole(client, table, end)
  progress('Every table is as the backup says.')
  const erased = await eraseAgain(client, blobs)
  const jobs = await addJobs(client)
  const epoch = await raiseEpoch(client, earlierEpoch)
  await deleteArchives(client, blobs)
  await dropSetAside(client)
  return { end, epoch, erased, jobs }
}

/** Names go into statements; only those that this database has. */
function requireKnown({ schema, name, columns, order }: BackupTable, known: readonly BackupTable[]): void {
  const table = known.find((other) => other.schema === schema && other.name === name)
  const missing = [...columns, ...order].filter((column) => table?.columns.includes(column) !== true)
  if (table !== undefined && missing.length === 0) return
  const what = table === undefined ? `table ${schema}.${name}` : `column ${schema}.${name}.${missing[0]}`
  throw new Error(`The backup holds the ${what}, which this version of Assay does not have.`)
}

async function requireWhole(client: pg.Client, table: BackupTable, { tables }: BackupEnd): Promise<void> {
  const name = `${table.schema}.${table.name}`
  const expected = tables.find((other) => other.table === name)
  const found = await digestLoaded(client, table)
  if (expected?.rows !== found.rows || expected.digest !== found.digest)
    throw new Error(`The table ${name} is not in the database as the backup holds it. Nothing was restored.`)
}

/** Archives of organizations are in no backup; those that lay here go with their rows. */
async function deleteArchives(client: pg.Client, blobs: BlobStore): Promise<void> {
  for (const { table, column } of BLOBS_LEFT_OUT)
    for (const key of await listSetAside(client, table, column)) await blobs.delete(key)
}

/** Unites the list of erasures that is here with the one that came along, and follows it. */
async function eraseAgain(client: pg.Client, blobs: BlobStore): Promise<number> {
  await client.query(
    `INSERT INTO kept.erasure (data_key_id, erased_at) SELECT data_key_id, erased_at FROM ${TEMPORARY.kept.name}
     ON CONFLICT (data_key_id) DO NOTHING`,
  )
  const replayed = await replayErasures(client)
  for (const key of replayed.blobs) await blobs.delete(key)
  return replayed.keys
}

async function addJobs(client: pg.Client): Promise<number> {
  const { rowCount } = await client.query(
    `SELECT graphile_worker.add_job(task, payload, queue_name => queue, run_at => run_at, max_attempts => max_attempts,
       job_key => key, priority => priority) FROM ${TEMPORARY.queue.name} ORDER BY id`,
  )
  return rowCount ?? 0
}

/**
 * Credentials that were issued after the backup are with their holders and not in here: their places in status lists must not be given
 * again, so every group counts as full and the next award opens another.
 */
async function raiseEpoch(client: pg.Client, earlier: number): Promise<number> {
  await client.query('UPDATE assay.status_group SET next_counter = size')
  const { rows } = await client.query<{ epoch: number }>(
    'UPDATE assay.instance SET epoch = greatest(epoch, $1) + 1 RETURNING epoch',
    [earlier],
  )
  return rows[0]?.epoch ?? 0
}
