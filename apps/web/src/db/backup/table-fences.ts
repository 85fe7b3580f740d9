import type pg from 'pg'

/** A foreign key that was taken away, and how it is made again. */
interface ForeignKey {
  readonly table: string
  readonly name: string
  readonly definition: string
}

/** What keeps rows from being loaded in any order, taken away for the time of one transaction. */
export interface LoweredFences {
  /** Makes all of it again: foreign keys are checked against every row. */
  raise(): Promise<void>
}

interface FencedTable {
  readonly table: string
  readonly forced: boolean
}

/**
 * Empties the tables of the schemas `assay` and `auth`, and takes away what stands in the way of loading them: foreign keys, triggers, and
 * row-level security for the owner (PostgreSQL refuses COPY under it). To be called within the transaction that loads.
 */
export async function lowerFences(client: pg.Client, emptied: readonly string[]): Promise<LoweredFences> {
  const tables = await listTables(client)
  const keys = await listForeignKeys(client)
  for (const { table, name } of keys) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`)
  for (const { table, forced } of tables) {
    await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`)
    if (forced) await client.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`)
  }
  if (emptied.length > 0) await client.query(`TRUNCATE ${emptied.join(', ')}`)
  return {
    raise: async () => {
      for (const { table, forced } of tables) {
        await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`)
        if (forced) await client.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`)
      }
      for (const { table, name, definition } of keys)
        await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`)
    },
  }
}

async function listTables(client: pg.Client): Promise<readonly FencedTable[]> {
  const { rows } = await client.query<FencedTable>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS "table", c.relforcerowsecurity AS forced
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('assay', 'auth') AND c.relkind = 'r'`,
  )
  return rows
}

async function listForeignKeys(client: pg.Client): Promise<readonly ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS "table", quote_ident(k.conname) AS name,
       pg_get_constraintdef(k.oid) AS definition
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE k.contype = 'f' AND n.nspname IN ('assay', 'auth')`,
  )
  return rows
}

/** Lets every counter of the loaded tables go on after its highest row. */
export async function advanceSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ sequence: string; table: string; column: string }>(
    `SELECT format('%I.%I', n.nspname, s.relname) AS sequence, format('%I.%I', tn.nspname, t.relname) AS "table",
       quote_ident(a.attname) AS "column"
     FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace
     JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
       AND d.deptype IN ('a', 'i')
     JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
     WHERE s.relkind = 'S' AND n.nspname IN ('assay', 'auth')`,
  )
  for (const { sequence, table, column } of rows)
    await client.query(`SELECT setval('${sequence}', coalesce(max(${column}), 0) + 1, false) FROM ${table}`)
}
