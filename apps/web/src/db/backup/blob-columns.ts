import type pg from 'pg'

/**
 * Every column that names a stored file. A backup takes the files along by this list, so a column that is missing here would lose them; a
 * test holds it against the columns of the database.
 */
export const BLOB_COLUMNS: readonly { readonly table: string; readonly column: string }[] = [
  { table: 'achievement_version', column: 'art_blob' },
  { table: 'evidence', column: 'blob_key' },
  { table: 'submission_artifact', column: 'blob_key' },
]

/** Columns that name files which no backup takes along, and why. */
export const BLOBS_LEFT_OUT: readonly {
  readonly table: string
  readonly column: string
  readonly reason: string
}[] = [
  {
    table: 'organization_archive_part',
    column: 'blob_key',
    reason: 'the archive of an organization is all of it once more, and is ordered again in a minute',
  },
]

/** The keys of all files that rows name, each once, in order; those that a database of an earlier version has columns for. */
export async function listBlobKeys(client: pg.Client): Promise<readonly string[]> {
  const { rows: present } = await client.query<{ table: string; column: string }>(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns WHERE table_schema = 'assay'`,
  )
  const columns = BLOB_COLUMNS.filter(({ table, column }) =>
    present.some((other) => other.table === table && other.column === column),
  )
  const selects = columns.map(
    ({ table, column }) => `SELECT ${column} AS key FROM assay.${table} WHERE ${column} IS NOT NULL`,
  )
  const { rows } = await client.query<{ key: string }>(`${selects.join(' UNION ')} ORDER BY key`)
  return rows.map(({ key }) => key)
}
