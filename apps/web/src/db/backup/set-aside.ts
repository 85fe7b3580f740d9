import pg from 'pg'

/** What a restore replaces. The schema `kept`, with the list of erasures, stays where it is. */
const REPLACED = ['assay', 'auth', 'graphile_worker']

/** Is there from the moment that a restore begins to write until all of it is there. */
const MARKER = 'restore_under_way'

const asideOf = (schema: string) => `before_restore_${schema}`

/** Why Assay does not start on a database in which a restore was broken off, as a plain sentence. */
export const HALF_RESTORED =
  'A restore into this database was broken off, and Assay does not run on half of one. Run the same `assay restore` again, or `assay restore --undo` to go back to what was there before.'

export async function isHalfRestored(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    'SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1) AS there',
    [MARKER],
  )
  return rows[0]?.there === true
}

/** Puts what is there aside, to be dropped when the restore is whole or put back when it is not. One transaction. */
export async function setAside(client: pg.Client): Promise<void> {
  const present = await schemasAmong(client, REPLACED)
  await inTransaction(client, [
    `CREATE SCHEMA ${MARKER}`,
    ...present.map((schema) => `ALTER SCHEMA ${schema} RENAME TO ${asideOf(schema)}`),
  ])
}

/** Drops what a restore wrote, and puts back what was there before. Without a restore under way it does nothing. One transaction. */
export async function putBack(client: pg.Client): Promise<void> {
  if (!(await isHalfRestored(client))) return
  const aside = await schemasAmong(client, REPLACED.map(asideOf))
  await inTransaction(client, [
    ...REPLACED.map((schema) => `DROP SCHEMA IF EXISTS ${schema} CASCADE`),
    ...REPLACED.filter((schema) => aside.includes(asideOf(schema))).map(
      (schema) => `ALTER SCHEMA ${asideOf(schema)} RENAME TO ${schema}`,
    ),
    `DROP SCHEMA ${MARKER}`,
  ])
}

/** For the transaction in which the restore becomes whole: after it there is no way back. */
export async function dropSetAside(client: pg.Client): Promise<void> {
  for (const schema of REPLACED) await client.query(`DROP SCHEMA IF EXISTS ${asideOf(schema)} CASCADE`)
  await client.query(`DROP SCHEMA ${MARKER}`)
}

/** The values of a column as it was before the restore; none where there was no such table. */
export async function listSetAside(
  client: pg.Client,
  table: string,
  column: string,
): Promise<readonly string[]> {
  const place = `${asideOf('assay')}.${table}`
  const found = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [place])
  if (found.rows[0]?.there !== true) return []
  const { rows } = await client.query<{ value: string }>(`SELECT ${column} AS value FROM ${place}`)
  return rows.map(({ value }) => value)
}

/** What a restore would replace, in words; undefined where there is nothing. */
export interface Present {
  readonly origin: string
  readonly epoch: number
  readonly organizations: number
  readonly people: number
  readonly credentials: number
}

/** What is in the database. An instance counts from its first start on; tables without one are nothing. */
export async function describePresent(client: pg.Client): Promise<Present | undefined> {
  try {
    const { rows } = await client.query<Present>(`SELECT origin, epoch,
      (SELECT count(*) FROM assay.organization) AS organizations, (SELECT count(*) FROM assay.person) AS people,
      (SELECT count(*) FROM assay.credential) AS credentials FROM assay.instance`)
    return rows[0]
  } catch (error) {
    // No schema, or no table yet: nothing that anybody has written.
    if (error instanceof pg.DatabaseError && (error.code === '3F000' || error.code === '42P01'))
      return undefined
    throw error
  }
}

async function schemasAmong(client: pg.Client, names: readonly string[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT nspname AS name FROM pg_namespace WHERE nspname = ANY($1)',
    [names],
  )
  return rows.map(({ name }) => name)
}

async function inTransaction(client: pg.Client, statements: readonly string[]): Promise<void> {
  await client.query('BEGIN')
  try {
    for (const statement of statements) await client.query(statement)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  }
}
