import { type AppTokenIdentity, findAppToken } from '../db/app-tokens.ts'
import { inSystem } from '../db/scopes.ts'
import type { Deps } from '../deps.ts'
import type { Caller } from './authenticate.ts'

const BEARER = /^Bearer (host_access_[\w-]{43})$/i

/** A platform with the token that it showed; undefined when it showed none, or one that opens nothing any more. */
export interface AppCall {
  readonly caller: Extract<Caller, { readonly kind: 'app' }>
  /** Scopes of the token, as the standard names them. */
  readonly token: AppTokenIdentity
}

/**
 * Reads the access token of a platform from the header, the only place for it (RFC 6750, 2.1). `areasOf` says what scopes of the standard
 * reach here. Keys and sessions of people open nothing in the host API, and its tokens nothing elsewhere.
 */
export async function identifyApp(
  deps: Deps,
  request: Request,
  areasOf: (scopes: readonly string[]) => readonly string[],
): Promise<AppCall | undefined> {
  const secret = BEARER.exec(request.headers.get('authorization') ?? '')?.[1]
  if (secret === undefined) return undefined
  const token = await inSystem(deps, (scope) => findAppToken(scope, secret))
  if (token === undefined) return undefined
  const { personId, clientId, grantId } = token
  return { caller: { kind: 'app', personId, clientId, grantId, scopes: areasOf(token.scopes) }, token }
}
