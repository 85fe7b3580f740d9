import {
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  type SignKeyObjectInput,
  sign,
} from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { KeyType, PublicKey, Signer } from '@assay/core'
import { NodeError } from '../node-error.ts'
import { algorithms, importPrivateKey, publicKeyOf } from './key-objects.ts'

/** A new key pair; the private half is PKCS #8 in DER, to be sealed before it is stored (THREATS K1). */
export interface SigningKeyPair {
  readonly publicKey: PublicKey
  readonly privateKeyPkcs8: Uint8Array
}

/** An RSA public key as a JWK (RFC 7517), without private members. */
export interface RsaPublicJwk {
  readonly kty: 'RSA'
  readonly n: string
  readonly e: string
}

/** Signs with RSASSA-PKCS1-v1_5 and SHA-256 (RS256), which the JWT form of Open Badges 3.0 asks for. */
export interface Rs256Signer {
  readonly publicJwk: RsaPublicJwk
  sign(batch: readonly Uint8Array[]): Promise<readonly Uint8Array[]>
}

const generators: Readonly<Record<KeyType, () => KeyObject>> = {
  ed25519: () => generateKeyPairSync('ed25519').privateKey,
  p256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  p384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
}

/** Makes a key pair from the system's random generator. */
export function generateSigningKey(type: KeyType): SigningKeyPair {
  const key = generators[type]()
  return { publicKey: publicKeyOf(key), privateKeyPkcs8: exportPkcs8(key) }
}

/** Makes an RSA key of 2048 bits, the least that OB 3.0 and RFC 7518 allow and the fastest that is safe. */
export function generateRsaSigningKey(): { publicJwk: RsaPublicJwk; privateKeyPkcs8: Uint8Array } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { publicJwk: rsaJwkOf(privateKey), privateKeyPkcs8: exportPkcs8(privateKey) }
}

/**
 * A signer over a key held in this process: Ed25519, or ECDSA with raw `r ‖ s`.
 * @throws NodeError `crypto.key` when the key is not PKCS #8 or of another kind.
 */
export function createLocalSigner(privateKeyPkcs8: Uint8Array): Signer {
  const key = importPrivateKey(privateKeyPkcs8)
  const publicKey = publicKeyOf(key)
  const { digest } = algorithms[publicKey.type]
  // The key alone is quicker to hand over.
  const signing = digest === null ? key : ({ key, dsaEncoding: 'ieee-p1363' } as const)
  const isQuick = publicKey.type !== 'p384'
  return { publicKey, sign: (batch) => (isQuick ? signHere : signAside)(batch, digest, signing) }
}

/**
 * A signer for RS256 over a key held in this process.
 * @throws NodeError `crypto.key` when the key is not an RSA key of 2048 bits or more in PKCS #8.
 */
export function createRs256Signer(privateKeyPkcs8: Uint8Array): Rs256Signer {
  const key = importPrivateKey(privateKeyPkcs8)
  return { publicJwk: rsaJwkOf(key), sign: (batch) => signAside(batch, 'sha256', { key }) }
}

type SigningInput = KeyObject | SignKeyObjectInput

/** Signatures made in one go: some 2 ms. */
const AT_ONCE = 50

/** Ed25519 and P-256 take some 40 microseconds, less than handing the work to a thread costs. Other work gets its turn in between. */
async function signHere(
  batch: readonly Uint8Array[],
  digest: string | null,
  key: SigningInput,
): Promise<Uint8Array[]> {
  const signatures: Uint8Array[] = []
  for (const [index, message] of batch.entries()) {
    if (index > 0 && index % AT_ONCE === 0) await setImmediate()
    signatures.push(new Uint8Array(sign(digest, message, key)))
  }
  return signatures
}

/** The work runs on Node's thread pool, so a bulk of slow signatures does not hold up requests. */
function signAside(
  batch: readonly Uint8Array[],
  digest: string | null,
  key: SigningInput,
): Promise<Uint8Array[]> {
  const one = (message: Uint8Array) =>
    new Promise<Uint8Array>((resolve, reject) => {
      sign(digest, message, key, (error, signature) => {
        if (error) reject(error)
        else resolve(new Uint8Array(signature))
      })
    })
  return Promise.all(batch.map(one))
}

function rsaJwkOf(key: KeyObject): RsaPublicJwk {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  const { n, e } = createPublicKey(key).export({ format: 'jwk' })
  if (key.asymmetricKeyType !== 'rsa' || bits < 2048 || n === undefined || e === undefined) {
    throw new NodeError('crypto.key', 'The private key is not an RSA key of 2048 bits or more.')
  }
  return { kty: 'RSA', n, e }
}

function exportPkcs8(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }))
}
