import { AppError } from '../../../app-error.ts'
import { countUse } from '../../../db/lookups.ts'
import { inSystem } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import type { HostClient } from '../queries.ts'
import type { ClientMetadata } from '../schema/client-metadata.ts'
import { GRANT_CALLS, TOKEN_CALLS } from '../schema/lifetimes.ts'
import { type CodeGiven, giveForCode, giveForRefresh, type RefreshGiven, revokeToken } from './give-tokens.ts'
import { countRegistration, type RegisteredClient, registerClient } from './register-client.ts'

// What the authorization server does for programs: each in a transaction of its own, before any person's scope is known.

/** Counts a registration, also one that is refused afterwards. Error `rate_limited`. */
export const countRegistrationFrom = (deps: Deps, clientAddress: string): Promise<void> =>
  inSystem(deps, (scope) => countRegistration(scope, clientAddress))

export const register = (deps: Deps, metadata: ClientMetadata): Promise<RegisteredClient> =>
  inSystem(deps, (scope) => registerClient(scope, metadata))

export const tokensForCode = (deps: Deps, client: HostClient, given: CodeGiven) =>
  inSystem(deps, (scope) => giveForCode(scope, client, given))

export const tokensForRefresh = (deps: Deps, client: HostClient, given: RefreshGiven) =>
  inSystem(deps, (scope) => giveForRefresh(scope, client, given))

export const revoke = (deps: Deps, client: HostClient, secret: string) =>
  inSystem(deps, (scope) => revokeToken(scope, client, secret))

/** Counts a call of an endpoint at which secrets could be tried. Error `rate_limited`. */
export const countTokenCall = (deps: Deps, clientAddress: string): Promise<void> =>
  countCall(deps, `host-token:${clientAddress}`, TOKEN_CALLS.perClient, TOKEN_CALLS.windowSeconds)

/** Counts a call of the host API. Error `rate_limited`. */
export const countGrantCall = (deps: Deps, grantId: string): Promise<void> =>
  countCall(deps, `host:${grantId}`, GRANT_CALLS.perGrant, GRANT_CALLS.windowSeconds)

async function countCall(deps: Deps, bucket: string, most: number, windowSeconds: number): Promise<void> {
  const used = await inSystem(deps, (scope) => countUse(scope, bucket, windowSeconds))
  if (used > most)
    throw new AppError('rate_limited', `At most ${most} calls a minute.`, { retryAfter: windowSeconds })
}
