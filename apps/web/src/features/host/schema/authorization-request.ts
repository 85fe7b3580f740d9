import { isWithin, KNOWN_SCOPES, permissionsOf, splitScope } from './scopes.ts'

/** A platform as far as a request for access is measured by it. */
export interface RequestingClient {
  readonly redirectUris: readonly string[]
  readonly scopes: readonly string[]
}

/** What a platform asks of a person (RFC 6749, 4.1.1; RFC 7636, 4.3). */
export interface AuthorizationRequest {
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly state: string
  readonly codeChallenge: string
}

/** Why a request is refused, told to the platform at an address that is known to be its own (RFC 6749, 4.1.2.1). */
export interface RequestFault {
  readonly error: 'invalid_request' | 'unsupported_response_type' | 'invalid_scope'
  readonly description: string
}

/**
 * The address to which the answer goes. Undefined when it is not, letter by letter, one that the platform registered: then nobody is sent
 * anywhere (THREATS O1).
 */
export function redirectOf(query: URLSearchParams, client: RequestingClient): string | undefined {
  const given = query.getAll('redirect_uri')
  return given.length === 1 ? client.redirectUris.find((uri) => uri === given[0]) : undefined
}

/** Reads the rest of a request whose platform and redirect address are known to be good. */
export function readRequest(
  query: URLSearchParams,
  client: RequestingClient,
  redirectUri: string,
): AuthorizationRequest | RequestFault {
  const repeated = [...new Set(query.keys())].find((name) => query.getAll(name).length > 1)
  if (repeated !== undefined) return invalid('a parameter stands more than once')
  const state = query.get('state') ?? ''
  if (state === '' || state.length > 2000) return invalid('state is needed, with at most 2000 characters')
  const type = query.get('response_type')
  if (type === null) return invalid('response_type is needed')
  if (type !== 'code') return { error: 'unsupported_response_type', description: 'only code is supported' }
  const codeChallenge = query.get('code_challenge') ?? ''
  // Absent, the method would be plain.
  if (query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(codeChallenge))
    return invalid('PKCE is needed: code_challenge with code_challenge_method S256')
  const scopes = splitScope(query.get('scope') ?? '')
  if (permissionsOf(scopes).length === 0 || !isWithin(scopes, KNOWN_SCOPES))
    return { error: 'invalid_scope', description: 'scope names nothing, or something that is not known' }
  if (!isWithin(scopes, client.scopes))
    return { error: 'invalid_scope', description: 'scope goes beyond what was registered' }
  return { redirectUri, scopes, state, codeChallenge }
}

const invalid = (description: string): RequestFault => ({ error: 'invalid_request', description })

/** The redirect address with parameters of the answer behind those that it has, which stay as they are (RFC 6749, 3.1.2). */
export function answerAddress(redirectUri: string, answer: Readonly<Record<string, string>>): string {
  const sign = redirectUri.includes('?') ? '&' : '?'
  return `${redirectUri}${sign}${new URLSearchParams(answer)}`
}
