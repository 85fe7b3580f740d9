import { CredentialError, type Jws, parseJws, readVcJwt, type VcJwt } from '@assay/credentials'
import type { CheckCode } from './check-codes.ts'

/** A credential in a token, whose signature is still to be checked. */
export interface Token {
  readonly jws: Jws
  readonly content: VcJwt
}

/** The token, or why it is not read. */
export type TokenReading =
  | { readonly token: Token }
  | { readonly token?: undefined; readonly code: CheckCode; readonly reason: string }

const codes: Readonly<Partial<Record<CredentialError['code'], CheckCode>>> = {
  'jws-too-large': 'parse-too-large',
  'jws-algorithm': 'parse-token-refused',
  'jws-critical': 'parse-token-refused',
  'jws-encrypted': 'parse-token-encrypted',
  'jwt-type': 'parse-token-type',
}

/** Reads a credential in a token. Nothing of it is believed here, and nothing is fetched (THREATS T1-T4). */
export function readToken(text: string): TokenReading {
  try {
    const jws = parseJws(text)
    return { token: { jws, content: readVcJwt(jws) } }
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    return { code: codes[error.code] ?? 'parse-token', reason: error.message }
  }
}
