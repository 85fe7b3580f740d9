import { createHash } from 'node:crypto'
import { hashSecret } from '../../../db/lookups.ts'
import type { SystemScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import type { HostClient } from '../queries.ts'
import { ACCESS_SECONDS } from '../schema/lifetimes.ts'
import { isWithin, permissionsOf, splitScope } from '../schema/scopes.ts'
import { cutOffGrant, giveUpGrant } from './end-grant.ts'
import { staysConnected } from './grant-access.ts'
import { makeToken } from './make-token.ts'

/** Tokens as the token endpoint gives them (RFC 6749, 5.1). */
export interface GivenTokens {
  readonly accessToken: string
  readonly refreshToken: string | undefined
  readonly expiresIn: number
  readonly scopes: readonly string[]
}

/** Why none are given (RFC 6749, 5.2). */
export type TokenFault = 'invalid_grant' | 'invalid_scope'

/** What comes with a code. */
export interface CodeGiven {
  readonly code: string
  readonly redirectUri: string
  readonly verifier: string
  /** Absent: all that was granted. */
  readonly scope: string | undefined
}

/** What comes with a refresh token. */
export interface RefreshGiven {
  readonly refreshToken: string
  /** Absent: all that was granted. */
  readonly scope: string | undefined
}

/**
 * Tokens for a code. A code is tried once: a second time it ends what the first brought. What comes back as a fault is committed, for that
 * reason.
 */
export async function giveForCode(
  scope: SystemScope,
  client: HostClient,
  given: CodeGiven,
): Promise<GivenTokens | TokenFault> {
  const found = await spendToken(scope, client, given.code, 'code')
  if (typeof found === 'string') return found
  const { redirectUri, codeChallenge, scopes } = found
  if (given.redirectUri !== redirectUri || challengeOf(given.verifier) !== codeChallenge)
    return 'invalid_grant'
  const asked = given.scope === undefined ? scopes : splitScope(given.scope)
  if (!isUseful(asked, scopes)) return 'invalid_scope'
  const refreshes = staysConnected(client, { scopes })
  return give(scope, found, { asked, refreshes })
}

/** Tokens for a refresh token, which ends with it. Less may be asked for than was granted, never more (STANDARDS OH9). */
export async function giveForRefresh(
  scope: SystemScope,
  client: HostClient,
  given: RefreshGiven,
): Promise<GivenTokens | TokenFault> {
  const asked = given.scope === undefined ? undefined : splitScope(given.scope)
  // Asking for too much is a mistake of whoever asks; the token is not used up by it.
  const known = await findToken(scope, given.refreshToken, 'refresh')
  if (known?.clientId === client.id && asked !== undefined && !isUseful(asked, known.scopes))
    return 'invalid_scope'
  const found = await spendToken(scope, client, given.refreshToken, 'refresh')
  if (typeof found === 'string') return found
  return give(scope, found, { asked: asked ?? found.scopes, refreshes: true })
}

const isUseful = (asked: readonly string[], granted: readonly string[]): boolean =>
  isWithin(asked, granted) && permissionsOf(asked).length > 0

/** The challenge of a verifier by S256 (RFC 7636, 4.2). */
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')

interface FoundToken {
  readonly id: string
  readonly personId: string
  readonly clientId: string
  readonly redirectUri: string
  readonly codeChallenge: string
  readonly endsAt: Date
  readonly scopes: readonly string[]
  readonly usedAt: Date | null
  readonly isOver: boolean
}

/** Locks the grant, so that of two who come at once one is the second. */
async function findToken(
  { db, deps }: SystemScope,
  secret: string,
  kind: Row<'hostToken'>['kind'],
): Promise<FoundToken | undefined> {
  const row = await db
    .selectFrom('hostToken')
    .innerJoin('hostGrant', 'hostGrant.id', 'hostToken.grantId')
    .select(['hostGrant.id', 'personId', 'clientId', 'redirectUri', 'codeChallenge', 'endsAt'])
    .select([
      'hostGrant.scopes',
      'usedAt',
      'expiresAt',
      'hostToken.revokedAt',
      'hostGrant.revokedAt as grantRevokedAt',
    ])
    .where('hash', '=', hashSecret(secret))
    .where('kind', '=', kind)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { expiresAt, revokedAt, grantRevokedAt, ...token } = row
  const now = deps.now()
  const isOver = revokedAt !== null || grantRevokedAt !== null || expiresAt <= now || row.endsAt <= now
  return { ...token, isOver }
}

/** Uses a code or refresh token up, if it is this platform's and was not used before. */
async function spendToken(
  scope: SystemScope,
  client: HostClient,
  secret: string,
  kind: 'code' | 'refresh',
): Promise<FoundToken | TokenFault> {
  const found = await findToken(scope, secret, kind)
  if (found === undefined || found.clientId !== client.id) return 'invalid_grant'
  if (found.usedAt !== null) {
    await cutOffGrant(scope, found, client)
    return 'invalid_grant'
  }
  if (found.isOver) return 'invalid_grant'
  await scope.db
    .updateTable('hostToken')
    .set({ usedAt: scope.deps.now() })
    .where('hash', '=', hashSecret(secret))
    .execute()
  return found
}

async function give(
  scope: SystemScope,
  { id: grantId, scopes, endsAt }: FoundToken,
  { asked, refreshes }: { readonly asked: readonly string[]; readonly refreshes: boolean },
): Promise<GivenTokens> {
  await forgetExpired(scope, grantId)
  const now = scope.deps.now().getTime()
  const expiresAt = new Date(Math.min(now + ACCESS_SECONDS * 1000, endsAt.getTime()))
  const accessToken = await makeToken(scope, { grantId, kind: 'access', scopes: asked, expiresAt })
  const refreshToken = refreshes
    ? await makeToken(scope, { grantId, kind: 'refresh', scopes, expiresAt: endsAt })
    : undefined
  const expiresIn = Math.floor((expiresAt.getTime() - now) / 1000)
  return { accessToken, refreshToken, expiresIn, scopes: asked }
}

/** Access tokens that are too old are of no use to anybody; used refresh tokens stay, so that using one again is noticed. */
async function forgetExpired({ db, deps }: SystemScope, grantId: string): Promise<void> {
  await db
    .deleteFrom('hostToken')
    .where('grantId', '=', grantId)
    .where('kind', '=', 'access')
    .where('expiresAt', '<', deps.now())
    .execute()
}

/**
 * Revokes a token by the platform's word (RFC 7009): a refresh token takes everything of its grant with it, an access token is ended alone.
 * `foreign`: it is another platform's. What is not known is revoked already.
 */
export async function revokeToken(
  scope: SystemScope,
  client: HostClient,
  secret: string,
): Promise<'revoked' | 'foreign'> {
  for (const kind of ['refresh', 'access', 'code'] as const) {
    const found = await findToken(scope, secret, kind)
    if (found === undefined) continue
    if (found.clientId !== client.id) return 'foreign'
    if (kind !== 'access') await giveUpGrant(scope, found, client)
    await scope.db
      .updateTable('hostToken')
      .set({ revokedAt: scope.deps.now() })
      .where('hash', '=', hashSecret(secret))
      .execute()
  }
  return 'revoked'
}
