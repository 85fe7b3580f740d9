import { sql } from 'kysely'
import { isSecretOf } from '../../db/lookups.ts'
import { inSystem, type PersonScope, type SystemScope } from '../../db/scopes.ts'
import type { Deps } from '../../deps.ts'

/** A platform as it registered itself. */
export interface HostClient {
  readonly id: string
  readonly name: string
  readonly host: string
  readonly redirectUris: readonly string[]
  readonly scopes: readonly string[]
  readonly refreshes: boolean
  readonly metadata: Readonly<Record<string, unknown>>
}

const CLIENT_COLUMNS = ['id', 'name', 'host', 'redirectUris', 'scopes', 'refreshes', 'metadata'] as const

/** The platform with this id. */
export async function findClient({ db }: SystemScope, id: string): Promise<HostClient | undefined> {
  return db.selectFrom('hostClient').select(CLIENT_COLUMNS).where(sql`id::text`, '=', id).executeTakeFirst()
}

/** The platform that knows this secret. */
async function findClientBySecret(
  { db }: SystemScope,
  id: string,
  secret: string,
): Promise<HostClient | undefined> {
  const row = await db
    .selectFrom('hostClient')
    .select([...CLIENT_COLUMNS, 'secretHash'])
    .where(sql`id::text`, '=', id)
    .executeTakeFirst()
  if (row === undefined || !isSecretOf(secret, row.secretHash)) return undefined
  const { secretHash: _, ...client } = row
  return client
}

/** The platform that a call shows itself to be, before any scope is known. */
export const clientWithSecret = (deps: Deps, id: string, secret: string): Promise<HostClient | undefined> =>
  inSystem(deps, (scope) => findClientBySecret(scope, id, secret))

/** The name under which a platform registered. */
export const nameOfClient = async (deps: Deps, id: string): Promise<string | undefined> =>
  (await inSystem(deps, (scope) => findClient(scope, id)))?.name

/** A platform that the person lets in now. */
export interface ConnectedApp {
  readonly clientId: string
  readonly name: string
  readonly host: string
  readonly scopes: readonly string[]
  readonly since: Date
  readonly endsAt: Date
  readonly lastUsedAt: Date | null
  /** Badges in the backpack that it put there. */
  readonly broughtBadges: number
}

/** Platforms that the person lets in now, one line each however often they agreed, by name. */
export async function listConnectedApps({
  db,
  deps,
  personId,
}: PersonScope): Promise<readonly ConnectedApp[]> {
  const rows = await db
    .selectFrom('hostGrant')
    .innerJoin('hostClient', 'hostClient.id', 'hostGrant.clientId')
    .select([
      'clientId',
      'hostClient.name',
      'hostClient.host',
      'hostGrant.scopes',
      'grantedAt',
      'endsAt',
      'lastUsedAt',
    ])
    .select((eb) =>
      eb
        .selectFrom('backpackEntry')
        .select((sub) => sub.fn.countAll<number>().as('count'))
        .whereRef('broughtBy', '=', 'hostGrant.clientId')
        .where('backpackEntry.personId', '=', personId)
        .where('removedAt', 'is', null)
        .as('broughtBadges'),
    )
    .where('hostGrant.personId', '=', personId)
    .where('hostGrant.revokedAt', 'is', null)
    .where('endsAt', '>', deps.now())
    // What was agreed to and never taken up opens nothing once its code is too old; nor does what no token is left of.
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('hostToken')
          .select('hash')
          .whereRef('grantId', '=', 'hostGrant.id')
          .where('usedAt', 'is', null)
          .where('hostToken.revokedAt', 'is', null)
          .where('expiresAt', '>', deps.now()),
      ),
    )
    .orderBy('grantedAt')
    .execute()
  const apps = new Map<string, ConnectedApp>()
  for (const { grantedAt, ...row } of rows) {
    const app = { ...row, since: grantedAt, broughtBadges: row.broughtBadges ?? 0 }
    const before = apps.get(row.clientId)
    apps.set(row.clientId, before === undefined ? app : joined(before, app))
  }
  return [...apps.values()].sort((a, b) => a.name.localeCompare(b.name))
}

/** Two consents to one platform, the earlier one first, as one. */
const joined = (first: ConnectedApp, second: ConnectedApp): ConnectedApp => ({
  ...first,
  scopes: [...new Set([...first.scopes, ...second.scopes])],
  endsAt: new Date(Math.max(first.endsAt.getTime(), second.endsAt.getTime())),
  lastUsedAt: later(first.lastUsedAt, second.lastUsedAt),
})

const later = (a: Date | null, b: Date | null): Date | null => (a === null || (b !== null && b > a) ? b : a)
