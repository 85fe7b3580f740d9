import type { JsonObject } from '@assay/core'
import {
  type ClaimProblem,
  CredentialError,
  type Jws,
  parseJws,
  readVcJwt,
  readVpJwt,
  typeOfToken,
} from '@assay/credentials'
import type { CheckCode } from './check-codes.ts'
import { issuerIdOf, textOf } from './json-members.ts'
import { dateMembersOf } from './model-dates.ts'

/** A token that a document came in, whose signature is still to be checked. */
export interface Token {
  readonly jws: Jws
  /** Who says that they signed: the issuer of the credential, or the holder who presents. */
  readonly party: string | undefined
  /** Claims that do not agree with the document, or that are missing. */
  readonly problems: readonly ClaimProblem[]
  /** When the signature begins and ends to count, where the document does not say so itself; milliseconds since 1970. */
  readonly notBefore?: number | undefined
  readonly expires?: number | undefined
  /** For whom and in answer to what a presentation was made: the claims `aud` and `nonce`. */
  readonly audience?: readonly string[]
  readonly nonce?: string | undefined
}

/** The media types of tokens that an envelope may hold (VC-JOSE-COSE 3.1). */
export type EnvelopeType = 'application/vc+jwt' | 'application/vp+jwt'

/** What a token holds. */
export type TokenKind = 'credential' | 'presentation'

/** The token and what it holds, or why it is not read. */
export type TokenReading =
  | { readonly kind: TokenKind; readonly token: Token; readonly document: JsonObject }
  | {
      readonly kind: TokenKind
      readonly token?: undefined
      readonly code: CheckCode
      readonly reason: string
    }

const codes: Readonly<Partial<Record<CredentialError['code'], CheckCode>>> = {
  'jws-too-large': 'parse-too-large',
  'jws-algorithm': 'parse-token-refused',
  'jws-critical': 'parse-token-refused',
  'jws-encrypted': 'parse-token-encrypted',
  'jwt-type': 'parse-token-type',
}

/**
 * Reads a credential or a presentation in a token. Nothing of it is believed here, and nothing is fetched (THREATS T1-T4).
 * `mediaType` is that of the envelope around it, where there is one.
 */
export function readToken(text: string, mediaType?: EnvelopeType): TokenReading {
  let kind: TokenKind = mediaType === 'application/vp+jwt' ? 'presentation' : 'credential'
  try {
    const jws = parseJws(text)
    const profile = typeOfToken(jws, mediaType)
    kind = profile.holds
    return kind === 'presentation' ? readPresentation(jws, mediaType) : readCredential(jws, mediaType)
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    return { kind, code: codes[error.code] ?? 'parse-token', reason: error.message }
  }
}

function readCredential(jws: Jws, mediaType: EnvelopeType | undefined): TokenReading {
  const { credential, problems, expires } = readVcJwt(jws, mediaType)
  // Where the credential has an end itself, the step on its dates says so.
  const ends = textOf(credential, dateMembersOf(credential).until) !== undefined
  const token: Token = {
    ...{ jws, problems, party: issuerIdOf(credential) },
    expires: ends ? undefined : expires,
  }
  return { kind: 'credential', token, document: credential }
}

function readPresentation(jws: Jws, mediaType: EnvelopeType | undefined): TokenReading {
  const { presentation, holder, ...claims } = readVpJwt(jws, mediaType)
  return { kind: 'presentation', token: { jws, party: holder, ...claims }, document: presentation }
}
