import {
  type AnyPublicKey,
  AssayError,
  type Crypto,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  jwkThumbprint,
  memberOf,
  parseJwk,
  samePublicKey,
} from '@assay/core'
import type { Jws } from '@assay/credentials'
import { isWebAddress, listOf, textOf } from './json-members.ts'
import { type KeyContext, type KeyResolution, resolveVerificationMethod } from './verification-method.ts'

/** What is needed to find the key of a token. */
export interface TokenKeyContext extends KeyContext {
  readonly crypto: Crypto
}

/**
 * Finds the key that a token names (STANDARDS KY9): `kid` as did:key, did:jwk, did:web or web address, where the answer is a controller
 * document, a set of keys or one key; a `kid` that begins with `#` is one of the signer's own document. A key inside the token
 * (`jwk`) stands for itself only: its controller is its own thumbprint, so that nothing but the issuer's document or a registry
 * can bind it (KY5). When a token gives both, they have to be the same key. Addresses in the header are never asked (VJ5).
 */
export async function resolveTokenKey(
  jws: Jws,
  party: string | undefined,
  context: TokenKeyContext,
): Promise<KeyResolution> {
  const embedded = jws.jwk === undefined ? undefined : embeddedKey(jws.jwk, context.crypto)
  if (embedded !== undefined && embedded.outcome !== 'found') return embedded
  const address = addressOf(jws.kid, party)
  if (address === undefined) {
    return (
      embedded ??
      refused('key-method', `${(jws.kid ?? 'nothing').slice(0, 120)} names no key that can be looked up`)
    )
  }
  const found = await resolveKid(address, context)
  if (found.outcome !== 'found' || embedded === undefined || samePublicKey(found.key, embedded.key))
    return found
  return refused('key-not-listed', `the key in the token is not the one at ${address}`)
}

function addressOf(kid: string | undefined, party: string | undefined): string | undefined {
  if (kid === undefined) return undefined
  if (kid.startsWith('#')) return party === undefined ? undefined : `${party}${kid}`
  return kid.startsWith('did:') || isWebAddress(kid) ? kid : undefined
}

/** RFC 9278: the name of a key that has no other. */
function embeddedKey(jwk: JsonObject, crypto: Crypto): KeyResolution {
  const read = readJwk(jwk)
  if (!('type' in read)) return read
  const method = `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${jwkThumbprint(read, crypto)}`
  return { outcome: 'found', method, key: read, controller: method }
}

async function resolveKid(kid: string, context: TokenKeyContext): Promise<KeyResolution> {
  if (!isWebAddress(kid)) return resolveVerificationMethod(kid, context)
  const answer = await context.documents.fetchJson(kid)
  if (!answer.found) return { outcome: 'unreachable', code: 'key-unreachable', reason: answer.reason }
  const { document } = answer
  const isSet = isJsonArray(memberOf(document, 'keys') ?? null)
  if (!isSet && textOf(document, 'kty') === undefined) return resolveVerificationMethod(kid, context)
  return keyOfSet(kid, isSet ? listOf(document, 'keys').filter(isJsonObject) : [document], isSet)
}

/**
 * One key, or the one of a set that `kid` names in full or by its fragment. Neither names a controller: it is the address itself,
 * which is the issuer's when it is the issuer's `id`, or the place that an origin keeps its keys at (RFC 8615).
 */
function keyOfSet(kid: string, jwks: readonly JsonObject[], isSet: boolean): KeyResolution {
  const [address = '', fragment] = kid.split('#')
  const readings = jwks.map((jwk) => ({ name: textOf(jwk, 'kid'), read: readJwk(jwk) }))
  const shown = readings.find(({ read }) => 'code' in read && read.code === 'key-private')
  if (shown !== undefined && 'code' in shown.read) return shown.read
  const named = isSet
    ? readings.filter(({ name }) => name !== undefined && (name === kid || name === fragment))
    : readings
  const [one, ...more] = named
  if (one === undefined || more.length > 0)
    return refused('key-not-listed', `${address} does not list ${kid}`)
  if (!('type' in one.read)) return one.read
  const { origin, pathname } = new URL(address)
  const wellKnown = pathname === '/.well-known/jwks.json' ? { origin } : {}
  return { outcome: 'found', method: kid, key: one.read, controller: address, ...wellKnown }
}

type Refusal = Extract<KeyResolution, { outcome: 'refused' | 'unreachable' }>

function readJwk(jwk: JsonObject): AnyPublicKey | Refusal {
  try {
    return parseJwk(jwk)
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return refused(error.code === 'jwk-private' ? 'key-private' : 'key-malformed', error.message)
  }
}

function refused(code: Refusal['code'], reason: string): Refusal {
  return { outcome: 'refused', code, reason }
}
