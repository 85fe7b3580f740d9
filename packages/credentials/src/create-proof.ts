import {
  type Crypto,
  encodeMultibase,
  formatDateTimeStamp,
  isJsonArray,
  type JsonObject,
  keySizes,
  memberOf,
  type PublicKey,
  type Signer,
} from '@assay/core'
import type { Canonicalize } from './canonicalize.ts'
import { bytesToSign, type Cryptosuite, cryptosuites, hashForKey, withoutMembers } from './cryptosuites.ts'
import { CredentialError } from './errors.ts'

/** Why a proof is made: `assertionMethod` for credentials, `authentication` for presentations (STANDARDS KY7). */
export type ProofPurpose = 'assertionMethod' | 'authentication'

/** What {@link prepareProof} needs. */
export interface PrepareProofOptions {
  /** The document; its `proof`, if any, is left out of what is signed (a further proof of a proof set). */
  readonly document: JsonObject
  /** URL of the key as verifiers will dereference it. */
  readonly verificationMethod: string
  /** Instant of the proof, milliseconds since 1970; frozen before signing, so that a repetition gives the same bytes. */
  readonly created: number
  /** Default `assertionMethod`. */
  readonly proofPurpose?: ProofPurpose
  /** What a verifier asked to be signed with a presentation, and who asked (vc-di 2.1). Default: neither. */
  readonly challenge?: string
  readonly domain?: string | readonly string[]
  /** The public half of the key that will sign; chooses the hash function. */
  readonly publicKey: PublicKey
  /** Default `eddsa-rdfc-2022`. */
  readonly cryptosuite?: Cryptosuite['name']
  readonly canonicalize: Canonicalize
  readonly crypto: Crypto
}

/** A proof that lacks nothing but its signature. */
export interface PreparedProof {
  /** The proof without `proofValue`. */
  readonly proof: JsonObject
  /** What the signer signs. */
  readonly bytes: Uint8Array
}

/**
 * Data Integrity proof up to the signature (vc-di 4.2, vc-di-eddsa 3.2.1). Throws what the `canonicalize` argument
 * throws, and `TypeError` when suite and key do not belong together.
 */
export async function prepareProof(options: PrepareProofOptions): Promise<PreparedProof> {
  const { document, publicKey, canonicalize, crypto } = options
  const suite = cryptosuites.get(options.cryptosuite ?? 'eddsa-rdfc-2022')
  if (suite === undefined || !suite.keyTypes.includes(publicKey.type)) {
    throw new TypeError(`${options.cryptosuite} does not sign with ${publicKey.type} keys`)
  }
  const context = memberOf(document, '@context')
  if (context === undefined) throw new CredentialError('context-missing', 'the document has no @context')
  const bare: JsonObject = {
    type: 'DataIntegrityProof',
    cryptosuite: suite.name,
    created: formatDateTimeStamp(options.created),
    verificationMethod: options.verificationMethod,
    proofPurpose: options.proofPurpose ?? 'assertionMethod',
    ...(options.challenge === undefined ? {} : { challenge: options.challenge }),
    ...(options.domain === undefined ? {} : { domain: options.domain }),
  }
  const configuration = { '@context': context, ...bare }
  const bytes = await bytesToSign({
    suite,
    document: withoutMembers(document, 'proof'),
    configuration,
    hash: hashForKey(publicKey),
    canonicalize,
    crypto,
  })
  return { proof: suite.ownContext ? configuration : bare, bytes }
}

/**
 * The signed document: the proof with its signature is added to those that are there. Throws `TypeError` when the
 * signature has not the length that belongs to the key.
 */
export function attachProof(
  document: JsonObject,
  prepared: PreparedProof,
  signature: Uint8Array,
  publicKey: PublicKey,
): JsonObject {
  if (signature.length !== keySizes[publicKey.type].signature)
    throw new TypeError('the signature has the wrong length')
  const proof: JsonObject = { ...prepared.proof, proofValue: encodeMultibase('z', signature) }
  const earlier = memberOf(document, 'proof')
  if (earlier === undefined) return { ...document, proof }
  return { ...document, proof: [...(isJsonArray(earlier) ? earlier : [earlier]), proof] }
}

/** Options of {@link createProof}: as for {@link prepareProof}, with the signer in place of its public key. */
export interface CreateProofOptions extends Omit<PrepareProofOptions, 'publicKey'> {
  readonly signer: Signer
}

/** Prepares, signs and attaches in one go; rejects when the signer does. */
export async function createProof(options: CreateProofOptions): Promise<JsonObject> {
  const { signer, ...rest } = options
  const prepared = await prepareProof({ ...rest, publicKey: signer.publicKey })
  const [signature] = await signer.sign([prepared.bytes])
  if (signature === undefined) throw new TypeError('the signer answered no signature')
  return attachProof(options.document, prepared, signature, signer.publicKey)
}
