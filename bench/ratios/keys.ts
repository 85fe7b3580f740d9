import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { didKey, didKeyMethod } from '@assay/core'
import { createCanonicalize } from '@assay/credentials'
import { createLocalSigner, generateSigningKey, nodeCrypto } from '@assay/node'

const { privateKeyPkcs8 } = generateSigningKey('ed25519')

/** One Ed25519 issuer, used by every scenario. */
export const signer = createLocalSigner(privateKeyPkcs8)
export const issuerDid = didKey(signer.publicKey)
export const verificationMethod = didKeyMethod(signer.publicKey)
export const crypto = nodeCrypto
export const canonicalize = createCanonicalize({ crypto })

/** The least that any signature over a document of that size costs: one hash of it, and one signature with a key that is at hand. */
export function floorOfIssuing(bytes: Uint8Array): () => number {
  const { privateKey } = generateKeyPairSync('ed25519')
  return repeat(() => sign(null, createHash('sha256').update(bytes).digest(), privateKey))
}

/** The least that any check of a signature costs. */
export function floorOfVerifying(bytes: Uint8Array): () => number {
  const { privateKey } = generateKeyPairSync('ed25519')
  const publicKey: KeyObject = createPublicKey(privateKey)
  const signature = sign(null, createHash('sha256').update(bytes).digest(), privateKey)
  return repeat(() => verify(null, createHash('sha256').update(bytes).digest(), publicKey, signature))
}

const TURN = 50

/** The operation some times. */
export function repeat(operation: () => unknown, times = TURN): () => number {
  return () => {
    for (let turn = 0; turn < times; turn += 1) operation()
    return times
  }
}

/** Takes the next entries of a list, from the beginning again after the last. */
export function walk<T>(list: readonly T[]): () => readonly T[] {
  let place = 0
  return () => {
    const next = list.slice(place, place + TURN)
    place = place + 2 * TURN > list.length ? 0 : place + TURN
    return next
  }
}
