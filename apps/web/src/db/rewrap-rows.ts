import type pg from 'pg'
import { type Rewrap, UnderNeitherKey } from '../vault/rewrap.ts'
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.ts'

/** Rows of one transaction: small enough that what a kill undoes is done again in a moment. */
const BATCH = 100

/** What one pass over all sealed columns does with a row, and after each batch. */
export interface PassOptions {
  readonly rewrap: Rewrap
  /** False: only looks whether every row opens. */
  readonly write: boolean
  /** Called after each batch with its number of rows; may throw to end between two batches. */
  readonly afterBatch: (rows: number) => void
}

/** How many values the master key wraps. */
export async function countSealedRows(client: pg.Client): Promise<number> {
  const counts = SEALED_COLUMNS.map(
    ({ table, column }) => `(SELECT count(*) FROM assay.${table} WHERE ${column} IS NOT NULL)`,
  )
  const { rows } = await client.query<{ total: number }>(`SELECT ${counts.join(' + ')} AS total`)
  return rows[0]?.total ?? 0
}

/**
 * Goes once over everything that the master key wraps; answers how many values are, or with `write` were, under the present key. Each
 * batch is a transaction of its own. `client` must act as the owner of the tables. Throws a plain sentence that names a row which opens
 * under neither key.
 */
export async function passOverSealed(client: pg.Client, options: PassOptions): Promise<number> {
  let old = 0
  for (const column of SEALED_COLUMNS) {
    let after: readonly string[] | undefined
    do {
      const batch = await inTransaction(client, () => passBatch(client, column, after, options))
      old += batch.old
      after = batch.last
      if (batch.rows > 0) options.afterBatch(batch.rows)
    } while (after !== undefined)
  }
  return old
}

interface Batch {
  readonly rows: number
  readonly old: number
  /** The key of the last row; undefined at the end of the table. */
  readonly last: readonly string[] | undefined
}

interface SealedRow {
  readonly key: string[]
  readonly sealed: Buffer
}

async function passBatch(
  client: pg.Client,
  { table, key, column, use, context }: SealedColumn,
  after: readonly string[] | undefined,
  { rewrap, write }: PassOptions,
): Promise<Batch> {
  const beyond = after === undefined ? '' : `AND (${key}) > (${key.map((_, at) => `$${at + 1}::uuid`)})`
  const { rows } = await client.query<SealedRow>(
    `SELECT ARRAY[${key}]::text[] AS key, ${column} AS sealed FROM assay.${table}
     WHERE ${column} IS NOT NULL ${beyond} ORDER BY ${key} LIMIT ${BATCH} ${write ? 'FOR UPDATE' : ''}`,
    [...(after ?? [])],
  )
  const anew = rows.flatMap((row) => {
    const id = row.key.at(-1) ?? ''
    const sealed = named(`${table} ${id}`, () => rewrap(use, row.sealed, context(id)))
    return sealed === undefined ? [] : [{ key: row.key, sealed: Buffer.from(sealed) }]
  })
  if (write && anew.length > 0) await replace(client, { table, key, column }, anew)
  return { rows: rows.length, old: anew.length, last: rows.length < BATCH ? undefined : rows.at(-1)?.key }
}

async function replace(
  client: pg.Client,
  { table, key, column }: Pick<SealedColumn, 'table' | 'key' | 'column'>,
  rows: readonly SealedRow[],
): Promise<void> {
  const arrays = key.map((_, at) => `$${at + 1}::uuid[]`)
  const same = key.map((name) => `t.${name} = anew.${name}`).join(' AND ')
  await client.query(
    `UPDATE assay.${table} AS t SET ${column} = anew.sealed
     FROM unnest(${arrays}, $${key.length + 1}::bytea[]) AS anew(${key}, sealed) WHERE ${same}`,
    [...key.map((_, at) => rows.map((row) => row.key[at])), rows.map((row) => row.sealed)],
  )
}

function named<T>(row: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof UnderNeitherKey)) throw error
    throw new Error(
      `The row ${row} opens under neither the present nor the new master key, and was left as it is. Restore it from a backup, then try again.`,
    )
  }
}

/** `work` in one transaction of this connection. */
async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    const result = await work()
    await client.query('COMMIT')
    return result
  } catch (error) {
    // On a broken connection the server has rolled back already.
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}
