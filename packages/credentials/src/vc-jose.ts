import { encodeUtf8, type JsonObject } from '@assay/core'
import { credentialsV2Url } from './contexts.ts'
import { isPresentation } from './data-model/presentation-rules.ts'
import { CredentialError } from './errors.ts'
import { type CreateJwsOptions, createJws, parseJws } from './jws.ts'
import { typeOfToken } from './token-type.ts'
import { registeredClaims } from './vc-jwt-claims.ts'

/** What {@link createVcJose} needs. */
export interface CreateVcJoseOptions extends Pick<CreateJwsOptions, 'algorithm' | 'sign'> {
  /** A credential or a presentation, with its embedded proofs if it has any. */
  readonly document: JsonObject
  /** Address of the key. */
  readonly kid: string
  /** What a verifier asked to be signed with a presentation, and who asked: the claims `nonce` and `aud`. Default: neither. */
  readonly challenge?: string | undefined
  readonly domain?: string | readonly string[] | undefined
  /** When the signature was made and when it ends, in milliseconds since 1970: `iat` and `exp`. Default: it does not say. */
  readonly issuedAt?: number | undefined
  readonly expiresAt?: number | undefined
}

/**
 * The document as a token of VC-JOSE-COSE (3.1.1, 3.1.2): `typ` `vc+jwt` or `vp+jwt`, and the payload is the document itself. Throws
 * `CredentialError` `jwt-claims` for a document that has members named like claims, which nobody could tell from them.
 */
export async function createVcJose(options: CreateVcJoseOptions): Promise<string> {
  const { algorithm, sign, document, kid } = options
  const clash = Object.keys(document).find((name) => registeredClaims.has(name) || joseClaims.has(name))
  if (clash !== undefined) {
    throw new CredentialError('jwt-claims', `the document has a member named like the claim ${clash}`)
  }
  const kind = isPresentation(document) ? 'vp' : 'vc'
  const payload = encodeUtf8(JSON.stringify({ ...document, ...claimsOf(options) }))
  return createJws({ algorithm, header: { kid, typ: `${kind}+jwt`, cty: kind }, payload, sign })
}

/** Claims that are no registered ones, or that VC-JOSE-COSE forbids (STANDARDS VJ2). */
const joseClaims: ReadonlySet<string> = new Set(['nonce', 'vc', 'vp'])

function claimsOf({ challenge, domain, issuedAt, expiresAt }: CreateVcJoseOptions): JsonObject {
  return {
    ...(issuedAt === undefined ? {} : { iat: Math.floor(issuedAt / 1000) }),
    ...(expiresAt === undefined ? {} : { exp: Math.floor(expiresAt / 1000) }),
    ...(challenge === undefined ? {} : { nonce: challenge }),
    ...(domain === undefined ? {} : { aud: domain }),
  }
}

/**
 * A token of VC-JOSE-COSE in the envelope that lets it stand where JSON is wanted (VCDM 2.0, 4.13): `vc+jwt` and `vc+sd-jwt` as
 * `EnvelopedVerifiableCredential`, `vp+jwt` as `EnvelopedVerifiablePresentation`. Throws what {@link parseJws} throws, and `CredentialError` `jwt-type`
 * for any other token.
 */
export function buildEnvelope(token: string): JsonObject {
  const jws = parseJws(token.split('~')[0] ?? '')
  const { profile, holds, selective } = typeOfToken(jws)
  if (profile !== 'vc-jose-cose' || selective !== token.includes('~')) {
    throw new CredentialError('jwt-type', 'the token is not one that stands in an envelope')
  }
  const [type, name] =
    holds === 'presentation'
      ? ['EnvelopedVerifiablePresentation', 'vp+jwt']
      : ['EnvelopedVerifiableCredential', selective ? 'vc+sd-jwt' : 'vc+jwt']
  return { '@context': credentialsV2Url, type, id: `data:application/${name},${token}` }
}
