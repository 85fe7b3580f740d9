import {
  attempt,
  formatDateTimeStamp,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  parseDateTimeStamp,
} from '@assay/core'
import { modelVersion } from './data-model/check-data-model.ts'

/** A claim of a token that contradicts the credential in it, or is missing beside it. */
export interface ClaimProblem {
  readonly claim: string
  readonly severity: 'error' | 'warning'
  /** A plain sentence. */
  readonly message: string
}

/**
 * Claims of the token itself (RFC 7519 4.1, RFC 7800), which are no members of the credential. Everything else in a payload
 * is the credential's and has to have a meaning there.
 */
export const registeredClaims: ReadonlySet<string> = new Set([
  'iss',
  'sub',
  'aud',
  'exp',
  'nbf',
  'iat',
  'jti',
  'cnf',
])

/** The claims that mirror a member, each with where the member stands. */
const mirrors = [
  { claim: 'iss', member: 'issuer', read: issuerOf },
  { claim: 'jti', member: 'id', read: (credential: JsonObject) => memberOf(credential, 'id') },
  { claim: 'sub', member: 'credentialSubject.id', read: subjectOf },
  {
    claim: 'nbf',
    member: 'the start of validity',
    read: (credential: JsonObject) => dateOf(credential, 'from'),
  },
  {
    claim: 'exp',
    member: 'the end of validity',
    read: (credential: JsonObject) => dateOf(credential, 'until'),
  },
] as const

/**
 * Compares the claims with the credential (STANDARDS OD5, VJ3). A difference is an error. Open Badges wants `iss`, `jti`,
 * `nbf` and `sub` always; a missing `sub` is common and therefore a warning, as OD5 says; VC-JOSE-COSE wants none. An
 * `aud` means that the token was made for somebody else.
 */
export function compareClaims(
  credential: JsonObject,
  payload: JsonObject,
  profile: 'vc-jose-cose' | 'open-badges',
): { readonly problems: readonly ClaimProblem[]; readonly expires: number | undefined } {
  const problems = mirrors.flatMap(({ claim, member, read }) => {
    const [stated, own] = [memberOf(payload, claim), read(credential)]
    if (stated === undefined) return profile === 'open-badges' ? absence(claim, own, credential) : []
    // In VC-JOSE-COSE `exp` may end the signature of a credential that has no end itself.
    const endsSignature = profile === 'vc-jose-cose' && claim === 'exp' && own === undefined
    if (endsSignature && isSeconds(stated)) return []
    return agrees(stated, own)
      ? []
      : [problemOf(claim, 'error', `The claim ${claim} does not agree with ${member}.`)]
  })
  const audience =
    memberOf(payload, 'aud') === undefined
      ? []
      : [problemOf('aud', 'error', 'The token was made for somebody else.')]
  const exp = memberOf(payload, 'exp')
  return { problems: [...problems, ...audience], expires: isSeconds(exp) ? exp * 1000 : undefined }
}

/**
 * Members that a credential of version 1.1 leaves to the claims (VCDM 1.1, 6.3.1 "JWT Decoding"). A member that is there
 * stays as it is, and is then compared.
 */
export function fillFromClaims(credential: JsonObject, payload: JsonObject): JsonObject {
  const [iss, jti, sub] = [memberOf(payload, 'iss'), memberOf(payload, 'jti'), memberOf(payload, 'sub')]
  const subject = memberOf(credential, 'credentialSubject')
  const named =
    isJsonObject(subject) && sub !== undefined && memberOf(subject, 'id') === undefined
      ? { credentialSubject: { ...subject, id: sub } }
      : {}
  return {
    ...(iss === undefined ? {} : { issuer: iss }),
    ...(jti === undefined ? {} : { id: jti }),
    ...dateMember('issuanceDate', memberOf(payload, 'nbf')),
    ...dateMember('expirationDate', memberOf(payload, 'exp')),
    ...credential,
    ...named,
  }
}

/** What the absence of a claim means where Open Badges asks for it. */
function absence(claim: string, own: JsonValue | undefined, credential: JsonObject): readonly ClaimProblem[] {
  const sentence = `The token lacks the claim ${claim}.`
  if (claim === 'sub') return [problemOf(claim, 'warning', sentence)]
  // Version 1.1 lets a token leave out what the credential says itself.
  if (own === undefined || modelVersion(credential) === '1.1') return []
  return [problemOf(claim, 'error', sentence)]
}

/** Texts to the letter, dates by the second. */
function agrees(stated: JsonValue, own: JsonValue | undefined): boolean {
  if (typeof stated !== 'number') return typeof own === 'string' && own === stated
  if (typeof own !== 'string') return false
  const instant = instantOf(own)
  return instant !== undefined && Math.floor(instant / 1000) === Math.floor(stated)
}

function issuerOf(credential: JsonObject): JsonValue | undefined {
  const issuer = memberOf(credential, 'issuer')
  return isJsonObject(issuer) ? memberOf(issuer, 'id') : issuer
}

/** The id of the one subject; of several subjects none is the token's. */
function subjectOf(credential: JsonObject): JsonValue | undefined {
  const value = memberOf(credential, 'credentialSubject')
  const subject = isJsonArray(value) && value.length === 1 ? value[0] : value
  return isJsonObject(subject) ? memberOf(subject, 'id') : undefined
}

function dateOf(credential: JsonObject, end: 'from' | 'until'): JsonValue | undefined {
  const names = {
    '1.1': { from: 'issuanceDate', until: 'expirationDate' },
    '2.0': { from: 'validFrom', until: 'validUntil' },
  }
  return memberOf(credential, names[modelVersion(credential)][end])
}

function dateMember(name: string, seconds: JsonValue | undefined): JsonObject {
  if (!isSeconds(seconds)) return {}
  return { [name]: formatDateTimeStamp(seconds * 1000) }
}

/** A NumericDate that a date can be made of (RFC 7519 2): the years 1 to 9999. */
export function isSeconds(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && value >= -62_135_596_800 && value <= 253_402_300_799
}

function instantOf(text: string): number | undefined {
  return attempt(() => parseDateTimeStamp(text))
}

function problemOf(claim: string, severity: ClaimProblem['severity'], message: string): ClaimProblem {
  return { claim, severity, message }
}
