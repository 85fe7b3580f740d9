import { runMigrations as migrateQueue } from 'graphile-worker'
import { type Kysely, Migrator, sql } from 'kysely'
import pg from 'pg'
import { migrateAuth } from '../http/auth.ts'
import { connect, poolOf } from './connect.ts'
import { migrations } from './migrations/index.ts'
import { type DatabaseRoles, prepareDatabase, roleUrl } from './roles.ts'

export interface MigrateOptions {
  /** A connection that may create roles and, in its database, schemas and extensions. */
  readonly adminUrl: string
  readonly roles: DatabaseRoles
  readonly masterKey: Uint8Array
  /** The last of our own migrations to run, for a backup of an earlier version; default: all. The application cannot use the result yet. */
  readonly upTo?: string | undefined
}

/** Brings a database to this version: roles and schemas, the sign-in library's tables, the queue's, then our own. Safe to repeat. */
export async function migrate(options: MigrateOptions): Promise<void> {
  const lock = new pg.Client({ connectionString: options.adminUrl })
  await lock.connect()
  try {
    // Two processes that start at once take turns.
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATE_LOCK])
    await migrateAll(options)
  } finally {
    await lock.end()
  }
}

const MIGRATE_LOCK = 4_154_201

async function migrateAll({ adminUrl, roles, masterKey, upTo }: MigrateOptions): Promise<void> {
  await prepareDatabase(adminUrl, roles, masterKey)
  const queueUrl = roleUrl(adminUrl, roles.queue, masterKey)
  const migratorUrl = roleUrl(adminUrl, roles.migrator, masterKey)
  await migrateQueue({ connectionString: queueUrl })
  await withPool(migratorUrl, { role: roles.owner, searchPath: 'auth' }, migrateAuth)
  await withPool(migratorUrl, { role: roles.owner, searchPath: 'assay' }, async (pool) => {
    const db = connect<unknown>(pool)
    await migrateSchema(db, upTo)
    // The rights name tables of this version.
    if (upTo === undefined) await grant(db, roles)
  })
  await withPool(queueUrl, { searchPath: 'graphile_worker' }, (pool) => installEnqueue(pool, roles))
}

async function withPool(
  url: string,
  options: { role?: string; searchPath: string },
  work: (pool: pg.Pool) => Promise<void>,
): Promise<void> {
  const pool = poolOf(url, { ...options, max: 2 })
  try {
    await work(pool)
  } finally {
    await pool.end()
  }
}

async function migrateSchema(db: Kysely<unknown>, upTo: string | undefined): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: 'assay',
  })
  const { error } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo))
  if (error !== undefined) throw error
}

/** What the application may do. Decisions, log rows and the audit trail are written once. */
async function grant(db: Kysely<unknown>, roles: DatabaseRoles): Promise<void> {
  await sql
    .raw(`
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA assay, auth TO ${roles.app};
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA assay, auth TO ${roles.app};
      REVOKE ALL ON kysely_migration, kysely_migration_lock FROM ${roles.app};
      REVOKE UPDATE, DELETE ON audit_event, log_row, decision FROM ${roles.app};
      -- What was decided stays; whose it is follows when persons turn out to be one, or an address was wrong.
      GRANT UPDATE (person_id, recipient_id) ON decision TO ${roles.app};
      REVOKE EXECUTE ON FUNCTION person_for_user, auth_user_changed, claims_taken FROM PUBLIC;
    `)
    .execute(db)
}

/** What the application may do with the queue: add a job in its own transaction, and see how long due jobs wait. Both run as `queue`. */
async function installEnqueue(pool: pg.Pool, roles: DatabaseRoles): Promise<void> {
  await pool.query(`
    CREATE OR REPLACE FUNCTION graphile_worker.assay_enqueue(task text, payload json, key text, run_at timestamptz)
    RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = graphile_worker, pg_temp AS $$
      SELECT graphile_worker.add_job(task, payload, run_at => run_at, job_key => key, max_attempts => 25,
        -- A batch has one job at a time; behind the letters of its last rows it would wait for all of them.
        priority => CASE WHEN task IN ('issue_bulk_rows', 'revoke_bulk_rows') THEN -1 ELSE 0 END)
    $$;
    REVOKE ALL ON FUNCTION graphile_worker.assay_enqueue FROM PUBLIC;
    CREATE OR REPLACE FUNCTION graphile_worker.assay_queue_delay() RETURNS double precision
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = graphile_worker, pg_temp AS $$
      SELECT coalesce(extract(epoch FROM now() - min(run_at)), 0) FROM _private_jobs
      WHERE run_at <= now() AND locked_at IS NULL AND attempts = 0
    $$;
    REVOKE ALL ON FUNCTION graphile_worker.assay_queue_delay FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION graphile_worker.assay_queue_delay TO ${roles.app};
    GRANT USAGE ON SCHEMA graphile_worker TO ${roles.app};
    GRANT EXECUTE ON FUNCTION graphile_worker.assay_enqueue TO ${roles.app};
  `)
}
