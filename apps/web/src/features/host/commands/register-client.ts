import { randomBytes, randomUUID } from 'node:crypto'
import { AppError } from '../../../app-error.ts'
import { countUse, hashSecret } from '../../../db/lookups.ts'
import type { SystemScope } from '../../../db/scopes.ts'
import type { ClientMetadata } from '../schema/client-metadata.ts'
import { hostOf } from '../schema/client-url.ts'
import { REGISTRATIONS, UNUSED_CLIENT_DAYS } from '../schema/lifetimes.ts'
import { splitScope } from '../schema/scopes.ts'

/** A platform that registered itself. Its secret is told this once; only the hash is kept. */
export interface RegisteredClient {
  readonly id: string
  readonly secret: string
  readonly createdAt: Date
}

/** Counts one registration. Error `rate_limited`, for one address and for all together (THREATS O4). */
export async function countRegistration(scope: SystemScope, clientAddress: string): Promise<void> {
  const { perClient, together, windowSeconds } = REGISTRATIONS
  const own = await countUse(scope, `host-register:${clientAddress}`, windowSeconds)
  const all = own > perClient ? 0 : await countUse(scope, 'host-register', windowSeconds)
  if (own > perClient || all > together)
    throw new AppError('rate_limited', `At most ${perClient} registrations an hour.`, { retryAfter: 3600 })
}

/** Registers a platform that anybody may be. Nothing that it names is fetched. */
export async function registerClient(
  scope: SystemScope,
  metadata: ClientMetadata,
): Promise<RegisteredClient> {
  await forgetUnused(scope)
  const id = randomUUID()
  const secret = randomBytes(32).toString('base64url')
  const createdAt = scope.deps.now()
  await scope.db
    .insertInto('hostClient')
    .values({
      id,
      secretHash: hashSecret(secret),
      name: metadata.client_name,
      host: hostOf(metadata.client_uri),
      redirectUris: metadata.redirect_uris,
      scopes: [...splitScope(metadata.scope)],
      refreshes: metadata.grant_types.includes('refresh_token'),
      metadata: JSON.stringify(metadata),
      createdAt,
    })
    .execute()
  return { id, secret, createdAt }
}

/** What strangers registered and nobody ever used does not stay. */
async function forgetUnused({ db, deps }: SystemScope): Promise<void> {
  const before = new Date(deps.now().getTime() - UNUSED_CLIENT_DAYS * 86_400_000)
  await db
    .deleteFrom('hostClient')
    .where('createdAt', '<', before)
    .where((eb) =>
      eb.and([
        eb.not(
          eb.exists(
            eb.selectFrom('hostGrant').select('id').whereRef('hostGrant.clientId', '=', 'hostClient.id'),
          ),
        ),
        eb.not(
          eb.exists(
            eb
              .selectFrom('backpackEntry')
              .select('id')
              .whereRef('backpackEntry.broughtBy', '=', 'hostClient.id'),
          ),
        ),
      ]),
    )
    .execute()
}
