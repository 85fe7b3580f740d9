import type pg from 'pg'
import { forgetPersons, type Query } from '../erasure/forget-persons.ts'
import { BLOB_COLUMNS } from './blob-columns.ts'

/** What an erasure did once, done again to rows that a backup brought back (THREATS P4). */
export interface Replayed {
  /** Data keys that were destroyed again. */
  readonly keys: number
  /** Files that only erased rows name; to be deleted from the store. */
  readonly blobs: readonly string[]
}

/**
 * Destroys every data key of the list `kept.erasure` that has a key in this database, and what was sealed under it. Of a person none of whose
 * keys is left, everything in the clear goes as well (`db/erasure`): it comes back with a backup.
 */
export async function replayErasures(client: pg.Client): Promise<Replayed> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT k.id FROM assay.data_key k JOIN kept.erasure e ON e.data_key_id = k.id WHERE k.wrapped IS NOT NULL',
  )
  const ids = rows.map(({ id }) => id)
  await client.query(
    `UPDATE assay.data_key k SET wrapped = NULL, destroyed_at = e.erased_at FROM kept.erasure e
     WHERE e.data_key_id = k.id AND k.wrapped IS NOT NULL`,
  )
  const blobs = await emptySealed(client)
  await forgetErased(client)
  return { keys: ids.length, blobs }
}

const ERASED = 'data_key_id IN (SELECT data_key_id FROM kept.erasure)'

/** What nothing opens any more is dropped as well: keys have been broken before. */
async function emptySealed(client: pg.Client): Promise<readonly string[]> {
  const blobs: string[] = []
  for (const { table, columns } of await sealedTables(client)) {
    const blob = BLOB_COLUMNS.find((other) => other.table === table)?.column
    if (blob !== undefined) {
      const { rows } = await client.query<{ key: string }>(
        `SELECT DISTINCT ${blob} AS key FROM assay.${table} WHERE ${ERASED} AND ${blob} IS NOT NULL`,
      )
      blobs.push(...rows.map(({ key }) => key))
    }
    // A column that was empty stays so: some rules say which of them may be.
    const emptied = columns.map(
      (column) => `${column} = CASE WHEN ${column} IS NULL THEN NULL ELSE ''::bytea END`,
    )
    const sets = blob === undefined ? emptied : [...emptied, `${blob} = NULL`]
    await client.query(`UPDATE assay.${table} SET ${sets.join(', ')} WHERE ${ERASED}`)
  }
  return [...new Set(blobs)]
}

/** Tables whose rows name a data key, with what is sealed under it. */
async function sealedTables(client: pg.Client): Promise<readonly { table: string; columns: string[] }[]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `SELECT c.table_name AS "table", array_agg(c.column_name::text ORDER BY c.ordinal_position) AS columns
     FROM information_schema.columns c
     WHERE c.table_schema = 'assay' AND c.data_type = 'bytea' AND c.column_name ~ '(^|_)sealed$'
       AND EXISTS (SELECT 1 FROM information_schema.columns k WHERE k.table_schema = 'assay'
         AND k.table_name = c.table_name AND k.column_name = 'data_key_id')
     GROUP BY c.table_name ORDER BY c.table_name`,
  )
  return rows
}

/** Persons none of whose keys is left: nothing of them is to be kept. */
async function forgetErased(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT p.id FROM assay.person p
     WHERE EXISTS (SELECT 1 FROM assay.data_key k JOIN kept.erasure e ON e.data_key_id = k.id WHERE k.person_id = p.id)
       AND NOT EXISTS (SELECT 1 FROM assay.data_key k WHERE k.person_id = p.id AND k.wrapped IS NOT NULL)`,
  )
  const query: Query = async (statement, values = []) => (await client.query(statement, [...values])).rows
  await forgetPersons(
    query,
    rows.map(({ id }) => id),
  )
}
