import { sql } from 'kysely'
import { asSystem, type OrgScope } from '../../db/scopes.ts'
import { getIssuer } from '../issuer/queries.ts'
import { RECORD_KINDS, type RecordKind } from './schema/records.ts'
import type { ExportPerson, ExportRecord } from './schema.ts'

/** The organization's row as it goes along. */
export async function exportOrganizationRow({ db, orgId }: OrgScope): Promise<ExportRecord> {
  const { rows } = await sql<{ row: ExportRecord }>`
    SELECT to_jsonb(o) AS row FROM organization o WHERE id = ${orgId}`.execute(db)
  const [found] = rows
  if (found === undefined) throw new TypeError('a scope has an organization')
  return found.row
}

/**
 * Everybody who is or was a member, or was awarded something, with their addresses; who proved which is left out. An organization does not
 * see the persons behind addresses that it awarded to, so this is read as the system.
 */
export async function* exportPersons(
  scope: OrgScope,
  batch: number,
): AsyncGenerator<readonly ExportPerson[]> {
  const { rows } = await asSystem(scope, ({ db }) =>
    sql<{
      row: ExportPerson
    }>`SELECT jsonb_build_object('id', p.id, 'name', p.name, 'locale', p.locale, 'time_zone', p.time_zone,
        'name_on_credentials', p.name_on_credentials, 'created_at', p.created_at,
        'addresses', (SELECT coalesce(jsonb_agg(jsonb_build_object('address', e.address, 'is_primary', e.is_primary) ORDER BY e.created_at, e.id), '[]')
          FROM person_email e WHERE e.person_id = p.id)) AS row
      FROM person p WHERE ${isOf(scope.orgId)} ORDER BY p.id`.execute(db),
  )
  for (let at = 0; at < rows.length; at += batch) yield rows.slice(at, at + batch).map(({ row }) => row)
}

const isOf = (
  orgId: string,
) => sql`(EXISTS (SELECT 1 FROM membership m WHERE m.org_id = ${orgId} AND m.person_id = p.id)
  OR EXISTS (SELECT 1 FROM recipient r WHERE r.org_id = ${orgId} AND r.person_id = p.id))`

/** How many persons and rows {@link exportPersons} and {@link exportRows} would answer. */
export async function countRows(scope: OrgScope): Promise<number> {
  const counts = RECORD_KINDS.map(({ table, where = 'true' }) =>
    sql.raw(`(SELECT count(*) FROM ${table} t WHERE org_id = (SELECT app_org()) AND ${where})`),
  )
  const rows = await sql<{ count: string }>`SELECT ${sql.join(counts, sql` + `)} AS count`.execute(scope.db)
  const persons = await asSystem(scope, ({ db }) =>
    sql<{ count: string }>`SELECT count(*) FROM person p WHERE ${isOf(scope.orgId)}`.execute(db),
  )
  return Number(rows.rows[0]?.count ?? 0) + Number(persons.rows[0]?.count ?? 0)
}

/** The rows of a kind, as they stand in the table, with whose data key they are sealed under. */
export async function* exportRows(
  scope: OrgScope,
  { table, sealed, where = 'true', order = 'ctid' }: RecordKind,
  batch: number,
): AsyncGenerator<readonly ExportRecord[]> {
  const row =
    sealed === undefined
      ? 'to_jsonb(t)'
      : `to_jsonb(t) || jsonb_build_object('data_key_person', (SELECT k.person_id FROM data_key k WHERE k.id = t.data_key_id))`
  const query = `SELECT ${row} AS row FROM ${table} t WHERE org_id = (SELECT app_org()) AND ${where} ORDER BY ${order}`
  yield* inBatches<ExportRecord>(scope, query, batch)
}

/** A cursor of the transaction: tables are read without holding them. The statement is ours, with nothing of anybody's in it. */
async function* inBatches<T>({ db }: OrgScope, query: string, batch: number): AsyncGenerator<readonly T[]> {
  await sql.raw(`DECLARE way_out NO SCROLL CURSOR FOR ${query}`).execute(db)
  for (;;) {
    const { rows } = await sql.raw<{ row: T }>(`FETCH ${batch} FROM way_out`).execute(db)
    if (rows.length > 0) yield rows.map(({ row }) => row)
    if (rows.length < batch) break
  }
  await sql.raw('CLOSE way_out').execute(db)
}

/** Addresses that anyone may read, as they stand in signed documents. */
export interface PublicAddresses {
  readonly issuer: string
  readonly documents: readonly string[]
  readonly achievements: readonly {
    readonly address: string
    readonly name: string
    readonly proves: string
  }[]
  readonly pictures: readonly string[]
}

/** Everything of an organization that credentials name and verifiers may fetch. */
export async function listPublicAddresses(scope: OrgScope): Promise<PublicAddresses> {
  const { db, orgId } = scope
  const issuer = await getIssuer(scope)
  const { origin } = new URL(issuer.url)
  const lists = await db
    .selectFrom('statusList')
    .select('url')
    .where('orgId', '=', orgId)
    .orderBy('url')
    .execute()
  const versions = await db
    .selectFrom('achievementVersion')
    .select(['id', 'achievementId', 'name', sql<string>`definition ->> 'proves'`.as('proves')])
    .where('orgId', '=', orgId)
    .where('state', '<>', 'draft')
    .orderBy('number')
    .execute()
  const struck = await db
    .selectFrom('credential')
    .select([
      'achievementVersionId',
      sql<number>`extract(year FROM valid_from AT TIME ZONE 'UTC')::int`.as('year'),
    ])
    .distinct()
    .where('orgId', '=', orgId)
    .execute()
  const newest = new Map(versions.map((version) => [version.achievementId, version]))
  return {
    issuer: issuer.url,
    documents: lists.map(({ url }) => url),
    achievements: [...newest.values()].map(({ achievementId, name, proves }) => ({
      address: `${origin}/achievements/${achievementId}`,
      name,
      proves: proves ?? '',
    })),
    pictures: [
      ...versions.map(({ id }) => `${origin}/achievements/${id}/art.png`),
      ...struck.map(
        ({ achievementVersionId, year }) => `${issuer.url}/badges/${achievementVersionId}/${year}.png`,
      ),
    ],
  }
}

/** Credentials that are ordered and not signed yet. */
export async function listUnsigned({ db, orgId }: OrgScope): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('credential')
    .select('id')
    .where('orgId', '=', orgId)
    .where('issuedAt', 'is', null)
    .execute()
  return rows.map(({ id }) => id)
}

/** Whether and when the organization left this installation. */
export function getLeaving({ db, orgId }: OrgScope) {
  return db
    .selectFrom('organization')
    .select(['slug', 'closedAt'])
    .where('id', '=', orgId)
    .executeTakeFirstOrThrow()
}

/** Bytes of an archive for each credential with its work and its trail, as measured (docs/adr/0034). */
const BYTES_A_CREDENTIAL = 22_000
/** Keys, definitions, pictures. */
const BYTES_AT_LEAST = 3_000_000

/** About how large the archive will be, in bytes; counted and not made. */
export async function estimateSize({ db, orgId }: OrgScope): Promise<number> {
  const { count } = await db
    .selectFrom('credential')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('orgId', '=', orgId)
    .executeTakeFirstOrThrow()
  const { size } = await db
    .selectFrom('evidence')
    .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('size'), sql<number>`0`).as('size'))
    .where('orgId', '=', orgId)
    .executeTakeFirstOrThrow()
  return BYTES_AT_LEAST + Number(count) * BYTES_A_CREDENTIAL + Number(size)
}
