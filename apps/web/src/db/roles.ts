import { hkdfSync } from 'node:crypto'
import pg from 'pg'

/**
 * The database roles. `owner` owns the tables and never logs in; `migrator` may become it; `queue` owns graphile-worker's schema and
 * runs it; `app` serves requests and has no way round row-level security.
 */
export interface DatabaseRoles {
  readonly owner: string
  readonly migrator: string
  readonly queue: string
  readonly app: string
}

export const databaseRoles = (prefix: string): DatabaseRoles => ({
  owner: `${prefix}_owner`,
  migrator: `${prefix}_migrator`,
  queue: `${prefix}_queue`,
  app: `${prefix}_app`,
})

/** A role's password follows from the master key, so that it is no setting of its own and the same in every process. */
function rolePassword(masterKey: Uint8Array, role: string): string {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `assay database role ${role}`, 24)).toString(
    'base64url',
  )
}

/** `url` with the user and password of a role. */
export function roleUrl(url: string, role: string, masterKey: Uint8Array): string {
  const result = new URL(url)
  result.username = role
  result.password = rolePassword(masterKey, role)
  return result.href
}

/** Makes roles, schemas and extensions, or leaves them as they are. */
export async function prepareDatabase(
  adminUrl: string,
  roles: DatabaseRoles,
  masterKey: Uint8Array,
): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await makeRoles(client, roles, masterKey)
    await makeSchemas(client, roles)
  } finally {
    await client.end()
  }
}

async function makeRoles(client: pg.Client, roles: DatabaseRoles, masterKey: Uint8Array): Promise<void> {
  const existing = await client.query<{ rolname: string }>(
    'SELECT rolname FROM pg_roles WHERE rolname = ANY($1)',
    [Object.values(roles)],
  )
  const known = new Set(existing.rows.map((row) => row.rolname))
  if (!known.has(roles.owner)) await client.query(`CREATE ROLE ${roles.owner} NOLOGIN NOBYPASSRLS`)
  for (const role of [roles.migrator, roles.queue, roles.app]) {
    const password = client.escapeLiteral(rolePassword(masterKey, role))
    // From PostgreSQL 16 on only a role that may bypass row-level security may say anything of it about a role that exists.
    const statement = known.has(role)
      ? `ALTER ROLE ${role} LOGIN PASSWORD ${password}`
      : `CREATE ROLE ${role} LOGIN NOBYPASSRLS PASSWORD ${password}`
    await undisturbed(() => client.query(statement))
  }
  await undisturbed(() => client.query(`GRANT ${roles.owner} TO ${roles.migrator}`))
  await undisturbed(() => client.query(`GRANT ${roles.owner}, ${roles.queue} TO CURRENT_USER`))
}

/**
 * Roles belong to the whole server, so the lock of this database does not keep another database's migration away. PostgreSQL says then
 * that the row was updated at the same moment (XX000); to the same password, so trying again is right.
 */
async function undisturbed(statement: () => Promise<unknown>, tries = 5): Promise<void> {
  try {
    await statement()
  } catch (error) {
    if (tries === 0 || !(error instanceof pg.DatabaseError) || error.code !== 'XX000') throw error
    await undisturbed(statement, tries - 1)
  }
}

async function makeSchemas(client: pg.Client, roles: DatabaseRoles): Promise<void> {
  const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name')
  // graphile-worker says CREATE SCHEMA IF NOT EXISTS, which needs the right even where the schema exists.
  await client.query(`GRANT CREATE ON DATABASE ${pg.escapeIdentifier(rows[0]?.name ?? '')} TO ${roles.queue}`)
  await client.query(`
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE SCHEMA IF NOT EXISTS assay AUTHORIZATION ${roles.owner};
    CREATE SCHEMA IF NOT EXISTS auth AUTHORIZATION ${roles.owner};
    CREATE SCHEMA IF NOT EXISTS kept AUTHORIZATION ${roles.owner};
    CREATE SCHEMA IF NOT EXISTS graphile_worker AUTHORIZATION ${roles.queue};
    GRANT USAGE ON SCHEMA assay, auth TO ${roles.app};
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  `)
}
