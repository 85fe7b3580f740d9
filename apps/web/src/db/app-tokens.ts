import { hashSecret } from './lookups.ts'
import type { SystemScope } from './scopes.ts'

/** What an access token of a platform opens. */
export interface AppTokenIdentity {
  readonly personId: string
  readonly clientId: string
  readonly grantId: string
  /** Scopes of the standard, as the token was given them. */
  readonly scopes: readonly string[]
}

/** An access token that is neither revoked nor expired, of a grant that goes on; the grant's last use is noted to the minute. */
export async function findAppToken(
  scope: SystemScope,
  secret: string,
): Promise<AppTokenIdentity | undefined> {
  const now = scope.deps.now()
  const row = await scope.db
    .selectFrom('hostToken')
    .innerJoin('hostGrant', 'hostGrant.id', 'hostToken.grantId')
    .select(['personId', 'clientId', 'grantId', 'hostToken.scopes', 'lastUsedAt'])
    .where('hash', '=', hashSecret(secret))
    .where('kind', '=', 'access')
    .where('hostToken.revokedAt', 'is', null)
    .where('expiresAt', '>', now)
    .where('hostGrant.revokedAt', 'is', null)
    .where('endsAt', '>', now)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { lastUsedAt, ...token } = row
  if (lastUsedAt === null || now.getTime() - lastUsedAt.getTime() > 60_000)
    await scope.db.updateTable('hostGrant').set({ lastUsedAt: now }).where('id', '=', row.grantId).execute()
  return token
}
