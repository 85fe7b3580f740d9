import type pg from 'pg'

/** A table, or what is kept of one, as it stands in a backup. */
export interface BackupTable {
  /** `queue` holds the jobs that wait; `kept` the erasure list, which a restore unites with the one that is there. */
  readonly schema: 'assay' | 'auth' | 'kept' | 'queue'
  readonly name: string
  readonly columns: readonly string[]
  /** Columns by which rows are put in one order, so that the digest of a table depends on its content alone. */
  readonly order: readonly string[]
}

/**
 * Rows that a backup leaves out: what is written anew by migrations, and sessions and mailed links of the sign-in library, because a
 * session that its owner ended after the backup must not come back with it; so it is with the tokens of platforms. Archives of organizations stay out with their files.
 */
const LEFT_OUT = new Set([
  'assay.kysely_migration',
  'assay.kysely_migration_lock',
  'auth.session',
  'auth.verification',
  'assay.host_token',
  'assay.organization_archive',
  'assay.organization_archive_part',
])

/** Jobs that wait, as graphile-worker's `add_job` takes them. Those at work are among them: handlers are idempotent. */
const JOBS: BackupTable = {
  schema: 'queue',
  name: 'job',
  columns: ['id', 'task', 'payload', 'queue', 'run_at', 'max_attempts', 'key', 'priority'],
  order: ['id'],
}

const JOBS_QUERY = `SELECT j.id, t.identifier AS task, j.payload, q.queue_name AS queue, j.run_at, j.max_attempts, j.key, j.priority
  FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
  LEFT JOIN graphile_worker._private_job_queues q ON q.id = j.job_queue_id`

/** Where what is not simply overwritten is loaded to. What is not simply overwritten goes through a table of this transaction. */
export const TEMPORARY: Readonly<Record<'kept' | 'queue', { readonly name: string; readonly ddl: string }>> =
  {
    kept: {
      name: 'pg_temp.backup_erasure',
      ddl: 'CREATE TEMPORARY TABLE backup_erasure (LIKE kept.erasure) ON COMMIT DROP',
    },
    queue: {
      name: 'pg_temp.backup_job',
      ddl: `CREATE TEMPORARY TABLE backup_job (id bigint, task text, payload json, queue text, run_at timestamptz, max_attempts integer,
      key text, priority integer) ON COMMIT DROP`,
    },
  }

/** Every table whose rows a backup holds, in the order in which it holds them. */
export async function listBackupTables(client: pg.Client): Promise<readonly BackupTable[]> {
  const { rows } = await client.query<{
    schema: BackupTable['schema']
    name: string
    columns: string[]
    order: string[]
  }>(`
    SELECT n.nspname AS schema, c.relname AS name,
      array_agg(a.attname::text ORDER BY a.attnum) AS columns,
      coalesce((SELECT array_agg(k.attname::text ORDER BY array_position(i.indkey::int2[], k.attnum))
        FROM pg_index i JOIN pg_attribute k ON k.attrelid = i.indrelid AND k.attnum = ANY (i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary), '{}') AS "order"
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE n.nspname IN ('assay', 'auth', 'kept') AND c.relkind = 'r' AND c.relpersistence = 'p'
      AND (n.nspname <> 'kept' OR c.relname = 'erasure')
    GROUP BY n.nspname, c.oid, c.relname ORDER BY n.nspname = 'kept' DESC, n.nspname, c.relname`)
  const tables = rows.filter(({ schema, name }) => !LEFT_OUT.has(`${schema}.${name}`))
  const unordered = tables.find(({ order }) => order.length === 0)
  if (unordered !== undefined) throw new TypeError(`${unordered.schema}.${unordered.name} has no primary key`)
  return [...tables, JOBS]
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** `schema.table`, or the temporary table that it is loaded into. */
export const targetOf = ({ schema, name }: BackupTable): string =>
  schema === 'kept' || schema === 'queue' ? TEMPORARY[schema].name : `${quoted(schema)}.${quoted(name)}`

/** The statement that sends a table's rows in order: of the live tables, or of what was just loaded. */
export function copyOutText(table: BackupTable, from: 'live' | 'loaded'): string {
  const { schema, name, columns, order } = table
  const live = schema === 'queue' ? `(${JOBS_QUERY}) AS job` : `${quoted(schema)}.${quoted(name)}`
  const source = from === 'live' ? live : targetOf(table)
  // Text, not its own type, so that the order is the same whatever a server's collation is.
  const by = order.map((column) => `${quoted(column)}::text COLLATE "C"`).join(', ')
  return `COPY (SELECT ${columns.map(quoted).join(', ')} FROM ${source} ORDER BY ${by}) TO STDOUT`
}

export const copyInText = (table: BackupTable): string =>
  `COPY ${targetOf(table)} (${table.columns.map(quoted).join(', ')}) FROM STDIN`

/** One way to write every value as text, whatever the server's settings are. */
export const TEXT_SETTINGS = `SET client_encoding = 'UTF8'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET timezone = 'UTC';
  SET extra_float_digits = 3; SET bytea_output = 'hex'; SET xmlbinary = 'base64'`
