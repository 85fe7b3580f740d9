import { randomBytes } from 'node:crypto'
import { encodeUtf8, type Signer } from '@assay/core'
import {
  createLocalSigner,
  createRs256Signer,
  deriveKey,
  generateRsaSigningKey,
  generateSigningKey,
  open,
  type Rs256Signer,
  type RsaPublicJwk,
  seal,
} from '@assay/node'

/** A new signing key: the public part to publish, the private part already sealed. */
export interface NewSigningKey {
  readonly type: 'ed25519' | 'p256' | 'rsa2048'
  /** Raw public key for Ed25519 and P-256 (compressed); for RSA the JWK's canonical JSON in UTF-8. */
  readonly publicKey: Uint8Array
  readonly publicJwk: RsaPublicJwk | undefined
  readonly sealedPrivate: Uint8Array
}

/**
 * Holds the master key. Private keys enter and leave this module sealed only; a data key is handed out open, for the time of one
 * seal or open. `context` names the row that a secret belongs to, so that ciphertexts cannot be swapped between rows.
 */
export interface KeyVault {
  newSigningKey(type: NewSigningKey['type'], context: string): NewSigningKey
  signer(sealedPrivate: Uint8Array, context: string): Signer
  rs256Signer(sealedPrivate: Uint8Array, context: string): Rs256Signer
  newDataKey(context: string): { readonly key: Uint8Array; readonly wrapped: Uint8Array }
  openDataKey(wrapped: Uint8Array, context: string): Uint8Array
  sealSecret(secret: Uint8Array, context: string): Uint8Array
  openSecret(sealed: Uint8Array, context: string): Uint8Array
  /**
   * What the master key wraps, wrapped for the way to another installation by `transferKey` (32 bytes, from an import passphrase), for the
   * same use and place (THREATS K1).
   */
  wrapForTransfer(transferKey: Uint8Array, use: WrappingUse, sealed: Uint8Array, context: string): Uint8Array
  /** The way back into a vault: throws when it was wrapped by another key, or for another use or place. */
  adoptTransferred(
    transferKey: Uint8Array,
    use: WrappingUse,
    wrapped: Uint8Array,
    context: string,
  ): Uint8Array
}

/** What the master key wraps; each use has a key of its own. */
export type WrappingUse = 'signing keys' | 'data keys' | 'secrets'

/** The key that wraps what serves one use, derived from the master key. It never leaves this folder. */
export const wrappingKey = (masterKey: Uint8Array, use: WrappingUse): Uint8Array =>
  deriveKey(masterKey, new Uint8Array(0), `assay ${use}`)

/** A vault whose keys are wrapped by keys derived from one 32-byte master key, one for each use. */
export function createKeyVault(masterKey: Uint8Array): KeyVault {
  const signing = wrappingKey(masterKey, 'signing keys')
  const data = wrappingKey(masterKey, 'data keys')
  const secrets = wrappingKey(masterKey, 'secrets')
  const byUse = { 'signing keys': signing, 'data keys': data, secrets } as const
  return {
    newSigningKey: (type, context) => {
      const made = type === 'rsa2048' ? rsaKey() : curveKey(type)
      const { privateKeyPkcs8, ...rest } = made
      return { type, ...rest, sealedPrivate: seal(signing, privateKeyPkcs8, encodeUtf8(context)) }
    },
    signer: (sealed, context) => createLocalSigner(open(signing, sealed, encodeUtf8(context))),
    rs256Signer: (sealed, context) => createRs256Signer(open(signing, sealed, encodeUtf8(context))),
    newDataKey: (context) => {
      const key = new Uint8Array(randomBytes(32))
      return { key, wrapped: seal(data, key, encodeUtf8(context)) }
    },
    openDataKey: (wrapped, context) => open(data, wrapped, encodeUtf8(context)),
    sealSecret: (secret, context) => seal(secrets, secret, encodeUtf8(context)),
    openSecret: (sealed, context) => open(secrets, sealed, encodeUtf8(context)),
    wrapForTransfer: (transferKey, use, sealed, context) => {
      const secret = open(byUse[use], sealed, encodeUtf8(context))
      return seal(transferKey, secret, encodeUtf8(transferPlace(use, context)))
    },
    adoptTransferred: (transferKey, use, wrapped, context) => {
      const secret = open(transferKey, wrapped, encodeUtf8(transferPlace(use, context)))
      return seal(byUse[use], secret, encodeUtf8(context))
    },
  }
}

const transferPlace = (use: WrappingUse, context: string): string => `transfer of ${use}: ${context}`

function curveKey(type: 'ed25519' | 'p256') {
  const { publicKey, privateKeyPkcs8 } = generateSigningKey(type)
  return { publicKey: publicKey.bytes, publicJwk: undefined, privateKeyPkcs8 }
}

function rsaKey() {
  const { publicJwk, privateKeyPkcs8 } = generateRsaSigningKey()
  return { publicKey: encodeUtf8(JSON.stringify(publicJwk)), publicJwk, privateKeyPkcs8 }
}
