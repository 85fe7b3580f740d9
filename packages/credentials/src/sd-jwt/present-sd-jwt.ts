import { encodeUtf8 } from '@assay/core'
import { CredentialError } from '../errors.ts'
import { type CreateJwsOptions, createJws } from '../jws.ts'
import { hashText, type SdCrypto } from './disclosure.ts'
import { readSdJwt } from './read-sd-jwt.ts'

/** What a holder signs when the token is presented (RFC 9901 4.3). */
export interface KeyBindingOptions extends Pick<CreateJwsOptions, 'algorithm' | 'sign'> {
  /** The verifier that asked, and the text it asked to be signed. */
  readonly audience: string
  readonly nonce: string
  /** Milliseconds since 1970. */
  readonly issuedAt: number
}

/** What {@link presentSdJwt} needs. */
export interface PresentSdJwtOptions {
  /** JSON pointers to what is shown of what may be withheld; what one of them stands in is shown with it. */
  readonly disclose: readonly string[]
  /** Default: whoever has the token may present it. */
  readonly keyBinding?: KeyBindingOptions
  readonly crypto: SdCrypto
}

/**
 * The token with some of its disclosures: what is not named is withheld. A key binding that it has is left out, since it belongs to what
 * was shown before. Throws what {@link readSdJwt} throws, and `CredentialError` `pointer-unmatched` for a pointer to which the token has no
 * disclosure.
 */
export async function presentSdJwt(text: string, options: PresentSdJwtOptions): Promise<string> {
  const { disclose, keyBinding, crypto } = options
  const { revealed, algorithm } = readSdJwt(text, crypto)
  const unmatched = disclose.find((pointer) => !revealed.some((one) => one.pointer === pointer))
  if (unmatched !== undefined) {
    throw new CredentialError(
      'pointer-unmatched',
      `the token has nothing to disclose at ${unmatched.slice(0, 120)}`,
    )
  }
  const shown = revealed.filter(({ pointer }) =>
    disclose.some((wanted) => wanted === pointer || wanted.startsWith(`${pointer}/`)),
  )
  const [issued = ''] = text.split('~')
  const presented = [issued, ...shown.map(({ disclosure }) => disclosure.text), ''].join('~')
  if (keyBinding === undefined) return presented
  const hash = hashText(presented, algorithm, crypto)
  return `${presented}${await bindKey(hash, keyBinding)}`
}

function bindKey(hash: string, { algorithm, sign, audience, nonce, issuedAt }: KeyBindingOptions) {
  const claims = { iat: Math.floor(issuedAt / 1000), aud: audience, nonce, sd_hash: hash }
  const payload = encodeUtf8(JSON.stringify(claims))
  return createJws({ algorithm, header: { typ: 'kb+jwt' }, payload, sign })
}
