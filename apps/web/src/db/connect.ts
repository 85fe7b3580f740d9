import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'

export interface PoolOptions {
  /** Role to become at the start of every connection; default: the one that logs in. */
  readonly role?: string
  /** Default `assay`. */
  readonly searchPath?: string
  /** Connections at most; default 10. */
  readonly max?: number
}

// bigint stays a string by default; sizes and counts here are far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text))

/** A pool whose every connection has the given role and search path from its first statement on. */
export function poolOf(url: string, { role, searchPath = 'assay', max = 10 }: PoolOptions = {}): pg.Pool {
  const settings = [`-c search_path=${searchPath}`, ...(role === undefined ? [] : [`-c role=${role}`])]
  const pool = new pg.Pool({ connectionString: url, max, options: settings.join(' ') })
  // A connection that the server closes is replaced at the next use; the query that misses it reports what matters.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
  })
  return pool
}

/** A query builder over a pool; column names are camelCase in code, snake_case in the database, keys inside JSON untouched. */
export function connect<Database>(pool: pg.Pool): Kysely<Database> {
  return new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
}
