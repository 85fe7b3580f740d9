import { sql } from 'kysely'
import { notFound } from '../../app-error.ts'
import { asSystem, inSystem, type PersonScope } from '../../db/scopes.ts'
import type { Deps } from '../../deps.ts'

/** The person's own profile. */
export async function getProfile(scope: PersonScope) {
  const row = await scope.db
    .selectFrom('person')
    .select(['id', 'name', 'locale', 'timeZone', 'nameOnCredentials'])
    .where('id', '=', scope.personId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('person')
  return row
}

/** The person's addresses, the primary one first. */
export function listAddresses(scope: PersonScope) {
  return scope.db
    .selectFrom('personEmail')
    .leftJoin('organization', 'organization.id', 'personEmail.belongsTo')
    .leftJoin('membership', (join) =>
      join
        .onRef('membership.orgId', '=', 'personEmail.belongsTo')
        .onRef('membership.personId', '=', 'personEmail.personId')
        .on('leftAt', 'is', null),
    )
    .select([
      'personEmail.id',
      'address',
      'isPrimary',
      'verifiedAt',
      'verifySentAt',
      'recovers',
      'receives',
      'organization.name as belongsTo',
      'membership.orgId as memberOf',
    ])
    .where('personEmail.personId', '=', scope.personId)
    .orderBy('isPrimary', 'desc')
    .orderBy('personEmail.createdAt')
    .execute()
}

/** Whether one of these addresses is proven to be the person's. */
export async function hasProvenAddress(scope: PersonScope, address: string): Promise<boolean> {
  const row = await scope.db
    .selectFrom('personEmail')
    .select('id')
    .where('personId', '=', scope.personId)
    .where(sql`lower(address)`, '=', address.toLowerCase())
    .where('verifiedAt', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}

export interface SessionRow {
  readonly id: string
  readonly token: string
  readonly userAgent: string | null
  readonly ipAddress: string | null
  readonly createdAt: Date
  /** To the hour. */
  readonly updatedAt: Date
}

/** The person's open sessions, the one used last first. */
export async function listSessions(scope: PersonScope): Promise<readonly SessionRow[]> {
  const { rows } = await asSystem(scope, (system) =>
    sql<SessionRow>`SELECT id, token, "userAgent", "ipAddress", "createdAt", "updatedAt" FROM auth.session
      WHERE "userId" = (SELECT user_id FROM person WHERE id = ${scope.personId}) AND "expiresAt" > now()
      ORDER BY "updatedAt" DESC, id`.execute(system.db),
  )
  return rows
}

/** Whether the account has a password; who came by a mailed link has none. */
export async function hasPassword(scope: PersonScope): Promise<boolean> {
  const { rows } = await asSystem(scope, (system) =>
    sql`SELECT 1 FROM auth.account WHERE "providerId" = 'credential' AND password IS NOT NULL
      AND "userId" = (SELECT user_id FROM person WHERE id = ${scope.personId})`.execute(system.db),
  )
  return rows.length > 0
}

/** The person's passkeys, the oldest first. */
export function listPasskeys(scope: PersonScope) {
  return scope.db
    .selectFrom('passkey')
    .select(['id', 'credentialId', 'name', 'synced', 'createdAt', 'lastUsedAt'])
    .where('personId', '=', scope.personId)
    .orderBy('createdAt')
    .execute()
}

/** Whether this is a demo: started as one, on data that was made as one. Only there may anybody sign in with one click. */
export async function isDemoInstance(deps: Deps): Promise<boolean> {
  if (deps.config.mode !== 'demo') return false
  const row = await inSystem(deps, (scope) =>
    scope.db.selectFrom('instance').select('demo').executeTakeFirst(),
  )
  return row?.demo === true
}
