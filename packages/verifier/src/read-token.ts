import type { JsonObject } from '@assay/core'
import {
  type ClaimProblem,
  CredentialError,
  type Jws,
  parseJws,
  type ReadVcJwtOptions,
  readSdJwt,
  readVcJwt,
  readVpJwt,
  type SdCrypto,
  type SdJwt,
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
  /** Of an SD-JWT: what was withheld, and who may present it. */
  readonly selective?: Selective
}

/** What is special about a token whose holder may withhold parts. */
export interface Selective extends Pick<SdJwt, 'confirmation' | 'keyBinding' | 'undisclosed'> {
  /** JSON pointers to what could have been withheld and was shown. */
  readonly disclosed: readonly string[]
}

/** The media types of tokens that an envelope may hold (VC-JOSE-COSE 3.1). */
export type EnvelopeType = 'application/vc+jwt' | 'application/vp+jwt' | 'application/vc+sd-jwt'

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
  'sd-jwt-malformed': 'parse-token-disclosures',
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
    return kind === 'presentation' ? readPresentation(jws, mediaType) : readCredential(jws, { mediaType })
  } catch (error) {
    return refusal(kind, error)
  }
}

/** The same for an SD-JWT (STANDARDS VJ7): its disclosures are put in their places first. */
export function readSelectiveToken(text: string, crypto: SdCrypto, mediaType?: EnvelopeType): TokenReading {
  try {
    const { jws, payload, confirmation, keyBinding, undisclosed, revealed } = readSdJwt(text, crypto)
    const reading = readCredential(jws, { mediaType, disclosed: payload })
    const disclosed = revealed.map(({ pointer }) => pointer)
    const selective: Selective = { confirmation, keyBinding, undisclosed, disclosed }
    return { ...reading, token: { ...reading.token, selective } }
  } catch (error) {
    return refusal('credential', error)
  }
}

function refusal(kind: TokenKind, error: unknown): TokenReading {
  if (!(error instanceof CredentialError)) throw error
  return { kind, code: codes[error.code] ?? 'parse-token', reason: error.message }
}

type Readable = Extract<TokenReading, { readonly document: JsonObject }>

function readCredential(jws: Jws, options: ReadVcJwtOptions): Readable {
  const { credential, problems, expires } = readVcJwt(jws, options)
  // Where the credential has an end itself, the step on its dates says so.
  const ends = textOf(credential, dateMembersOf(credential).until) !== undefined
  const token: Token = {
    ...{ jws, problems, party: issuerIdOf(credential) },
    expires: ends ? undefined : expires,
  }
  return { kind: 'credential', token, document: credential }
}

function readPresentation(jws: Jws, mediaType: EnvelopeType | undefined): Readable {
  const { presentation, holder, ...claims } = readVpJwt(jws, mediaType)
  return { kind: 'presentation', token: { jws, party: holder, ...claims }, document: presentation }
}
