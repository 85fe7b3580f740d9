import { PERSONAL_TABLES } from './personal-tables.ts'

/** Runs a statement as the owner of the tables and answers its rows. */
export type Query = (
  statement: string,
  values?: readonly unknown[],
) => Promise<readonly Record<string, unknown>[]>

/**
 * Clears everything in the clear that tells something of these persons, and of those who turned out to be them, with their accounts. Their
 * data keys are the caller's to destroy. The rows that others need (a credential's place in its list, who decided) stay, with a person
 * who has no name. Again is the same as once.
 */
export async function forgetPersons(query: Query, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return
  const present = await columnsOf(query)
  const has = (column: string) => present.has(column)
  const persons = has('person.merged_into') ? await withMerged(query, personIds) : personIds
  const users = await query('SELECT user_id FROM assay.person WHERE id = ANY($1) AND user_id IS NOT NULL', [
    persons,
  ])
  for (const { table, columns = [], forget } of PERSONAL_TABLES) {
    if (has(table) && columns.every((column) => has(`${table}.${column}`))) await query(forget, [persons])
  }
  await query('DELETE FROM auth."user" WHERE id = ANY($1)', [users.map(({ user_id: id }) => id)])
}

/** The tables of this database and their columns: a backup may be of an earlier version. */
async function columnsOf(query: Query): Promise<ReadonlySet<string>> {
  const rows = await query(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns WHERE table_schema = 'assay'`,
  )
  return new Set(rows.flatMap(({ table, column }) => [String(table), `${table}.${column}`]))
}

/** With the persons who were merged into them, at whatever remove. */
async function withMerged(query: Query, personIds: readonly string[]): Promise<readonly string[]> {
  const rows = await query(
    `WITH RECURSIVE who AS (SELECT id FROM assay.person WHERE id = ANY($1)
       UNION SELECT p.id FROM assay.person p JOIN who ON p.merged_into = who.id) SELECT id FROM who`,
    [personIds],
  )
  return rows.map(({ id }) => String(id))
}
