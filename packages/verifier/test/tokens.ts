import { encodeJwk, encodeUtf8, type JsonObject, type PublicKey, type Signer } from '@assay/core'
import { createJws, createVcJwt, type JwsAlgorithm } from '@assay/credentials'
import { createRs256Signer, generateRsaSigningKey } from '@assay/node'
import { issuerDocument, issuerId, issuerKey, multikeyMethod } from '../src/test/badge.ts'

/** Making an RSA key takes a second, so a test file has two at most. */
export function rsaKey(): { readonly jwk: JsonObject; readonly sign: Signer['sign'] } {
  const { publicJwk, privateKeyPkcs8 } = generateRsaSigningKey()
  return { jwk: { ...publicJwk }, sign: createRs256Signer(privateKeyPkcs8).sign }
}

/** Under which the issuer publishes the key of its tokens. */
export const tokenMethod = `${issuerId}#jwt-1`

const algorithms: Readonly<Record<PublicKey['type'], JwsAlgorithm>> = {
  ed25519: 'EdDSA',
  p256: 'ES256',
  p384: 'ES384',
}

/** What signs a token: a key on a curve, or an RSA key. */
export type TokenSigner = Signer | { readonly publicKey?: undefined; readonly sign: Signer['sign'] }

export const algorithmOf = ({ publicKey }: TokenSigner): JwsAlgorithm =>
  publicKey === undefined ? 'RS256' : algorithms[publicKey.type]

/** The issuer's document with a key for tokens beside the other. */
export function documentWithJwk(jwk: JsonObject, extra: JsonObject = {}): JsonObject {
  const method = { id: tokenMethod, type: 'JsonWebKey', controller: issuerId, publicKeyJwk: jwk, ...extra }
  return issuerDocument({
    verificationMethod: [multikeyMethod(issuerKey), method],
    assertionMethod: [`${issuerId}#key-1`, tokenMethod],
  })
}

export const jwkOf = (signer: Signer): JsonObject => encodeJwk(signer.publicKey)

/** A token as the standard says, of this credential. */
export function vcJwt(credential: JsonObject, signer: TokenSigner, kid = tokenMethod): Promise<string> {
  return createVcJwt({ credential, kid, algorithm: algorithmOf(signer), sign: signer.sign })
}

/** A signed token of any header and payload. */
export function anyToken(header: JsonObject, payload: JsonObject, signer: TokenSigner): Promise<string> {
  return createJws({
    algorithm: algorithmOf(signer),
    header,
    payload: encodeUtf8(JSON.stringify(payload)),
    sign: signer.sign,
  })
}
