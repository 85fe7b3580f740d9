import {
  encodeUtf8,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  memberOf,
  parseDateTimeStamp,
} from '@assay/core'
import { withoutMembers } from './cryptosuites.ts'
import { modelVersion } from './data-model/check-data-model.ts'
import { CredentialError } from './errors.ts'
import { type CreateJwsOptions, createJws, type Jws, parsePart } from './jws.ts'
import { typeOfToken } from './token-type.ts'
import { type ClaimProblem, compareClaims, fillFromClaims, registeredClaims } from './vc-jwt-claims.ts'

/** What {@link createVcJwt} needs. */
export interface CreateVcJwtOptions extends Pick<CreateJwsOptions, 'algorithm' | 'sign'> {
  /** With its embedded proofs, which have to be made first (OB3 8.2, STANDARDS OI7). VCDM 2.0. */
  readonly credential: JsonObject
  /** Address of the key, which has to answer as long as the credential is to verify (STANDARDS OI8). */
  readonly kid: string
}

/**
 * The credential as a VC-JWT of Open Badges 3.0 (8.2; STANDARDS OI5-OI7): header `alg`, `kid`, `typ` and nothing else;
 * payload the credential itself with the claims that mirror it. Throws `TypeError` for a credential that lacks `id`, the
 * issuer's `id`, the one subject's `id` or `validFrom`, because those claims are always issued.
 */
export async function createVcJwt(options: CreateVcJwtOptions): Promise<string> {
  const { algorithm, credential, kid, sign } = options
  const payload = encodeUtf8(JSON.stringify({ ...credential, ...claimsFor(credential) }))
  return createJws({ algorithm, header: { kid, typ: 'JWT' }, payload, sign })
}

/** A credential in a token, as far as its form is acceptable; {@link verifyJws} says whether it is authentic. */
export interface VcJwt {
  /** STANDARDS VJ1: `typ` decides. */
  readonly profile: 'vc-jose-cose' | 'open-badges'
  /** The credential without the claims of the token. */
  readonly credential: JsonObject
  /** Claims that do not agree with the credential, or that are missing. */
  readonly problems: readonly ClaimProblem[]
  /** When the token ends, in milliseconds since 1970; undefined when it does not say. */
  readonly expires: number | undefined
}

/** What {@link readVcJwt} may be told. */
export interface ReadVcJwtOptions {
  /** Of the envelope around the token: it stands in for a `typ` that is missing. Default: there is none. */
  readonly mediaType?: string | undefined
  /** The payload of an SD-JWT with what was disclosed; see `readSdJwt`. Default: the token is no SD-JWT. */
  readonly disclosed?: JsonObject | undefined
}

/**
 * Reads the credential of a token (STANDARDS VJ1-VJ3, OD5, OD6). Throws `CredentialError`: `jwt-type` for a `typ` or `cty`
 * that does not stand for a credential, `jwt-claims` for a `vc` or `vp` claim where it is refused, `jws-malformed` for a
 * payload that is no object. Claims that contradict the credential are reported as `problems`.
 */
export function readVcJwt(jws: Jws, options: ReadVcJwtOptions = {}): VcJwt {
  const { mediaType, disclosed } = options
  let known: JsonObject | undefined
  const read = () => {
    known ??= parsePart(jws.payload, 'payload')
    return known
  }
  const type = typeOfToken(jws, mediaType, read)
  if (type.selective !== (disclosed !== undefined)) {
    throw new CredentialError('jwt-type', 'the token has a type that does not belong to its form')
  }
  if (type.holds !== 'credential' && type.profile === 'vc-jose-cose') {
    throw new CredentialError('jwt-type', 'the token holds a presentation')
  }
  const profile = type.profile === 'claims' ? 'open-badges' : 'vc-jose-cose'
  const payload = disclosed ?? read()
  if (memberOf(payload, 'vp') !== undefined) throw claims('it holds a presentation')
  const inner = memberOf(payload, 'vc')
  if (inner === undefined) {
    const credential = withoutClaims(payload)
    return { profile, credential, ...compareClaims(credential, payload, profile) }
  }
  if (!isJsonObject(inner) || profile === 'vc-jose-cose' || modelVersion(inner) !== '1.1') {
    throw claims('only credentials of version 1.1 stand in a claim `vc`')
  }
  if (memberOf(payload, '@context') !== undefined) throw claims('it holds two credentials')
  const credential = fillFromClaims(inner, payload)
  return { profile, credential, ...compareClaims(credential, payload, profile) }
}

function withoutClaims(payload: JsonObject): JsonObject {
  return withoutMembers(payload, ...registeredClaims)
}

/** STANDARDS OI6. */
function claimsFor(credential: JsonObject): JsonObject {
  const issuer = memberOf(credential, 'issuer')
  const subjects = memberOf(credential, 'credentialSubject') ?? null
  const subject = isJsonArray(subjects) && subjects.length === 1 ? subjects[0] : subjects
  const until = memberOf(credential, 'validUntil')
  return {
    iss: needed(isJsonObject(issuer) ? memberOf(issuer, 'id') : issuer, 'issuer'),
    sub: needed(isJsonObject(subject) ? memberOf(subject, 'id') : undefined, 'credentialSubject.id'),
    jti: needed(memberOf(credential, 'id'), 'id'),
    nbf: secondsOf(needed(memberOf(credential, 'validFrom'), 'validFrom')),
    ...(typeof until === 'string' ? { exp: secondsOf(until) } : {}),
  }
}

function needed(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new TypeError(`a credential without ${name} has no form as a token`)
  return value
}

/** NumericDate (RFC 7519 2): whole seconds, since the dates of a credential have no finer meaning. */
function secondsOf(date: string): number {
  return Math.floor(parseDateTimeStamp(date) / 1000)
}

function claims(why: string): CredentialError {
  return new CredentialError('jwt-claims', `the token is not formed as the standard says: ${why}`)
}
