import { isJsonObject, memberOf } from '@assay/core'
import { CredentialError } from './errors.ts'
import { type Jws, parsePart } from './jws.ts'

/** What a token is by its type. */
export interface TokenType {
  /** `vc-jose-cose`: the payload is the document. `claims`: the older form, with claims that mirror it. */
  readonly profile: 'vc-jose-cose' | 'claims'
  readonly holds: 'credential' | 'presentation'
  /** Whether it is an SD-JWT, whose holder may withhold parts. */
  readonly selective: boolean
}

interface JoseType extends Pick<TokenType, 'holds' | 'selective'> {
  /** The `cty` that may stand beside the type. */
  readonly content: string
}

const joseTypes: ReadonlyMap<string, JoseType> = new Map([
  ['vc+jwt', { content: 'vc', holds: 'credential', selective: false }],
  ['vp+jwt', { content: 'vp', holds: 'presentation', selective: false }],
  ['vc+sd-jwt', { content: 'vc', holds: 'credential', selective: true }],
])

/**
 * What a token is (STANDARDS VJ1): `typ` decides, and where it is missing the media type of the envelope around the token, if there
 * is one. `typ` and `cty` are media types: compared without case, and `application/` may be left out (RFC 7515 4.1.9). Throws
 * `CredentialError`: `jwt-type` for a type that stands for neither a credential nor a presentation, and for one that is
 * not what the envelope says. `read` gives the payload, for whoever reads it anyway.
 */
export function typeOfToken(
  jws: Jws,
  mediaType?: string,
  read = () => parsePart(jws.payload, 'payload'),
): TokenType {
  const envelope = joseTypes.get(shortType(mediaType) ?? '')
  const type = shortType(jws.typ) ?? shortType(mediaType)
  const content = shortType(jws.cty)
  const jose = joseTypes.get(type ?? '')
  if (jose !== undefined) {
    const agrees = envelope === undefined || envelope === jose
    if (!agrees || (content !== undefined && content !== jose.content)) throw otherType(jws)
    return { profile: 'vc-jose-cose', holds: jose.holds, selective: jose.selective }
  }
  if ((type !== undefined && type !== 'jwt') || content !== undefined) throw otherType(jws)
  const holds = isJsonObject(memberOf(read(), 'vp') ?? null) ? 'presentation' : 'credential'
  if (envelope !== undefined && envelope.holds !== holds) throw otherType(jws)
  return { profile: 'claims', holds, selective: false }
}

function shortType(mediaType: string | undefined): string | undefined {
  return mediaType?.toLowerCase().replace(/^application\//, '')
}

function otherType({ typ, cty }: Jws): CredentialError {
  const named = [typ, cty].filter((name) => name !== undefined).join(', ')
  return new CredentialError('jwt-type', `the token is of another type (${named.slice(0, 80)})`)
}
