import type pg from 'pg'
import { BLOB_COLUMNS } from './blob-columns.ts'

/** What an erasure did once, done again to rows that a backup brought back (THREATS P4). */
export interface Replayed {
  /** Data keys that were destroyed again. */
  readonly keys: number
  /** Files that only erased rows name; to be deleted from the store. */
  readonly blobs: readonly string[]
}

/** What stands for a person of whom nothing is kept. */
const NOBODY = 'Erased person'

/**
 * Destroys every data key of the list `kept.erasure` that has a key in this database, and what was sealed under it. A person none of whose
 * keys is left loses name, addresses, letters, account and API keys as well: they come back with a backup in the clear.
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
  await forgetPersons(client)
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

async function forgetPersons(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ id: string; user_id: string | null }>(
    `SELECT p.id, p.user_id FROM assay.person p
     WHERE EXISTS (SELECT 1 FROM assay.data_key k JOIN kept.erasure e ON e.data_key_id = k.id WHERE k.person_id = p.id)
       AND NOT EXISTS (SELECT 1 FROM assay.data_key k WHERE k.person_id = p.id AND k.wrapped IS NOT NULL)`,
  )
  const persons = rows.map(({ id }) => id)
  const users = rows.flatMap(({ user_id: id }) => (id === null ? [] : [id]))
  if (persons.length === 0) return
  const forget: readonly [string, readonly unknown[]][] = [
    [
      `DELETE FROM assay.mail WHERE person_id = ANY($1)
        OR lower(to_address) IN (SELECT lower(address) FROM assay.person_email WHERE person_id = ANY($1))`,
      [persons],
    ],
    [
      `DELETE FROM assay.invitation i USING assay.person_email e
       WHERE e.person_id = ANY($1) AND lower(i.address) = lower(e.address)`,
      [persons],
    ],
    ['DELETE FROM assay.person_email WHERE person_id = ANY($1)', [persons]],
    [
      'UPDATE assay.api_key SET revoked_at = now() WHERE person_id = ANY($1) AND revoked_at IS NULL',
      [persons],
    ],
    ['UPDATE assay.person SET name = $2, user_id = NULL WHERE id = ANY($1)', [persons, NOBODY]],
    ['DELETE FROM auth."user" WHERE id = ANY($1)', [users]],
  ]
  for (const [statement, values] of forget) await client.query(statement, [...values])
  // Not in the databases of earlier versions.
  const { rows: later } = await client.query(`SELECT to_regclass('assay.recipient') AS "table"`)
  if (later[0]?.table !== null)
    await client.query(
      `UPDATE assay.recipient SET name = NULL, address = id || '@erased.invalid' WHERE person_id = ANY($1)`,
      [persons],
    )
}
