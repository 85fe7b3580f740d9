import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { modelVersion } from './data-model/check-data-model.ts'
import { CredentialError } from './errors.ts'
import { type Jws, parsePart } from './jws.ts'
import { typeOfToken } from './token-type.ts'
import { type ClaimProblem, isSeconds, registeredClaims } from './vc-jwt-claims.ts'

/** A presentation in a token, as far as its form is acceptable; {@link verifyJws} says whether it is authentic. */
export interface VpJwt {
  /** Without the claims of the token. */
  readonly presentation: JsonObject
  /** Who presents: `holder`, or else the claim `iss`. */
  readonly holder: string | undefined
  /** Claims that do not agree with the presentation. */
  readonly problems: readonly ClaimProblem[]
  /** Milliseconds since 1970; undefined where the token does not say. */
  readonly notBefore: number | undefined
  readonly expires: number | undefined
  /** Claim `aud`, which is the `domain` of other presentations. */
  readonly audience: readonly string[]
  /** Claim `nonce`, which is the `challenge` of other presentations. */
  readonly nonce: string | undefined
}

/**
 * Reads the presentation of a token (VC-JOSE-COSE 3.1.2; VCDM 1.1, 6.3.1; STANDARDS VJ1-VJ3): the payload of a `vp+jwt`, or the claim
 * `vp` of a token without that type, for version 1.1 only. `mediaType` is that of the envelope around the token. Throws
 * `CredentialError`: `jwt-type`, `jwt-claims` for a `vc` or `vp` claim where it is refused and for a claim that has the wrong form,
 * `jws-malformed`.
 */
export function readVpJwt(jws: Jws, mediaType?: string): VpJwt {
  const { profile, holds } = typeOfToken(jws, mediaType)
  if (holds !== 'presentation') throw new CredentialError('jwt-type', 'the token holds no presentation')
  const payload = parsePart(jws.payload, 'payload')
  const inner = memberOf(payload, 'vp')
  if (profile === 'vc-jose-cose' && (inner !== undefined || memberOf(payload, 'vc') !== undefined)) {
    throw refused('a `vp+jwt` has neither a claim `vc` nor a claim `vp`')
  }
  const presentation = profile === 'vc-jose-cose' ? withoutClaims(payload) : decode(inner, payload)
  const holder = holderOf(presentation) ?? textClaim(payload, 'iss')
  return {
    ...{ presentation, holder, problems: compare(presentation, payload) },
    notBefore: instantClaim(payload, 'nbf'),
    expires: instantClaim(payload, 'exp'),
    audience: audienceOf(payload),
    nonce: textClaim(payload, 'nonce'),
  }
}

/** `holder` of a presentation: an address, or an object with one. */
function holderOf(presentation: JsonObject): string | undefined {
  const holder = memberOf(presentation, 'holder')
  const id = isJsonObject(holder) ? memberOf(holder, 'id') : holder
  return typeof id === 'string' ? id : undefined
}

/** VCDM 1.1, 6.3.1 "JWT Decoding": what the claims say is left out of the presentation. */
function decode(inner: JsonValue | undefined, payload: JsonObject): JsonObject {
  if (!isJsonObject(inner) || modelVersion(inner) !== '1.1' || memberOf(payload, 'vc') !== undefined) {
    throw refused('only presentations of version 1.1 stand in a claim `vp`')
  }
  if (memberOf(payload, '@context') !== undefined) throw refused('it holds two documents')
  const [iss, jti] = [memberOf(payload, 'iss'), memberOf(payload, 'jti')]
  return {
    ...(iss === undefined ? {} : { holder: iss }),
    ...(jti === undefined ? {} : { id: jti }),
    ...inner,
  }
}

function withoutClaims(payload: JsonObject): JsonObject {
  const own = Object.entries(payload).filter(([name]) => !registeredClaims.has(name) && name !== 'nonce')
  return Object.fromEntries(own)
}

/** STANDARDS VJ3. */
function compare(presentation: JsonObject, payload: JsonObject): readonly ClaimProblem[] {
  const mirrors = [
    { claim: 'iss', member: 'holder', own: holderOf(presentation) },
    { claim: 'jti', member: 'id', own: memberOf(presentation, 'id') },
  ]
  return mirrors.flatMap(({ claim, member, own }) => {
    const stated = memberOf(payload, claim)
    if (stated === undefined || own === undefined || stated === own) return []
    return [{ claim, severity: 'error', message: `The claim ${claim} does not agree with ${member}.` }]
  })
}

function textClaim(payload: JsonObject, name: string): string | undefined {
  const value = memberOf(payload, name)
  if (value !== undefined && typeof value !== 'string') throw refused(`its ${name} is not a text`)
  return value
}

function instantClaim(payload: JsonObject, name: string): number | undefined {
  const value = memberOf(payload, name)
  if (value === undefined) return undefined
  if (!isSeconds(value)) throw refused(`its ${name} is not a date`)
  return value * 1000
}

function audienceOf(payload: JsonObject): readonly string[] {
  const value = memberOf(payload, 'aud')
  if (value === undefined) return []
  const list = isJsonArray(value) ? value : [value]
  const texts = list.filter((entry) => typeof entry === 'string')
  if (texts.length < list.length) throw refused('its aud is not a text')
  return texts
}

function refused(why: string): CredentialError {
  return new CredentialError('jwt-claims', `the token is not formed as the standard says: ${why}`)
}
