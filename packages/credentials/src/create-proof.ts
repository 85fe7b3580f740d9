import {
  type Crypto,
  concatBytes,
  encodeMultibase,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  keySizes,
  memberOf,
  type PublicKey,
  type Signer,
} from '@assay/core'
import type { Canonicalize } from './canonicalize.ts'
import { type Cryptosuite, cryptosuites, hashDocument, hashForKey, withoutMembers } from './cryptosuites.ts'
import { type DescribedProof, describeProof } from './describe-proof.ts'
import { CredentialError } from './errors.ts'
import { listProofs } from './list-proofs.ts'
import { previousProofs } from './proof-chain.ts'
import type { ProofPurpose } from './proof-result.ts'
import { type PreparedBaseProof, prepareBaseProof, type SelectiveInput } from './selective/base-proof.ts'
import { encodeBaseProof } from './selective/proof-value.ts'

/** What a proof may say of itself beyond what every proof says (vc-di 2.1). Left out by default. */
export interface ProofDetails {
  /** URL by which later proofs of a chain name this one. */
  readonly id?: string
  /** Ids of the document's proofs that this one builds on: a chain (STANDARDS DI8). Without it the proofs are a set. */
  readonly previousProof?: string | readonly string[]
  /** Milliseconds since 1970; from then on the proof counts no more. */
  readonly expires?: number
  /** For whom a presentation is made. */
  readonly domain?: string | readonly string[]
  /** What the verifier of a presentation asked to see in it. */
  readonly challenge?: string
  /** Makes two proofs of one content differ. */
  readonly nonce?: string
}

/** What {@link prepareProof} needs. */
export interface PrepareProofOptions extends ProofDetails {
  /** The document; proofs that it has already stay, and are signed only where `previousProof` names them. */
  readonly document: JsonObject
  /** URL of the key as verifiers will dereference it. */
  readonly verificationMethod: string
  /** Instant of the proof, milliseconds since 1970; frozen before signing, so that a repetition gives the same bytes. */
  readonly created: number
  /** Default `assertionMethod`. */
  readonly proofPurpose?: ProofPurpose
  /** The public half of the key that will sign; chooses the hash function. */
  readonly publicKey: PublicKey
  /** Default `eddsa-rdfc-2022`. */
  readonly cryptosuite?: Cryptosuite['name']
  /** Given for `ecdsa-sd-2023`, and for no other suite. */
  readonly selective?: SelectiveInput
  readonly canonicalize: Canonicalize
  readonly crypto: Crypto
}

/** A proof that lacks nothing but its signature. */
export interface PreparedProof {
  /** The proof without `proofValue`. */
  readonly proof: JsonObject
  /** What the signer signs. */
  readonly bytes: Uint8Array
  /** Present for `ecdsa-sd-2023`: what the value of the proof holds beside the signature. */
  readonly base?: PreparedBaseProof['base']
}

/**
 * Data Integrity proof up to the signature (vc-di 4.2, vc-di-eddsa 3.2.1). Throws what the `canonicalize` argument throws,
 * `CredentialError` `proof-malformed` for details of the wrong form, `proof-chain` when the document has no such proof to build on, `selective-*` for pointers that do not fit, and
 * `TypeError` when suite and key do not belong together or the suite is one that is only verified.
 */
export async function prepareProof(options: PrepareProofOptions): Promise<PreparedProof> {
  const { document, ...rest } = options
  return prepareOne(document, rest, suiteFor(rest))
}

/** {@link prepareProof} for many documents whose proofs say the same of themselves, as in a bulk issue. In the order of the documents. */
export async function prepareProofs(
  documents: readonly JsonObject[],
  options: ProofOptions,
): Promise<readonly PreparedProof[]> {
  // A copy, for the caller may use the object again for others.
  const own = { ...options }
  const suite = suiteFor(own)
  const all: PreparedProof[] = []
  for (const document of documents) {
    const one = prepareOne(document, own, suite)
    // Waiting for what is there already would cost each of them a turn.
    all.push(one instanceof Promise ? await one : one)
  }
  return all
}

/** What proofs have in common, whatever they are made for. */
export type ProofOptions = Omit<PrepareProofOptions, 'document'>

function prepareOne(
  document: JsonObject,
  options: ProofOptions,
  suite: Cryptosuite,
): PreparedProof | Promise<PreparedProof> {
  const known = describeProof(document, options, suite)
  return known instanceof Promise
    ? known.then((described) => prepareAs(described, document, options, suite))
    : prepareAs(known, document, options, suite)
}

function prepareAs(
  described: DescribedProof,
  document: JsonObject,
  { canonicalize, crypto, publicKey, selective }: ProofOptions,
  suite: Cryptosuite,
): PreparedProof | Promise<PreparedProof> {
  const { proof, configuration, hash: proofHash } = described
  const signed = documentUnder(proof, document)
  if (selective !== undefined) {
    const input = { document: signed, proofHash, selective, canonicalize, crypto }
    return prepareBaseProof(input).then((base) => ({ proof, ...base }))
  }
  const hash = hashForKey(publicKey)
  const hashed = hashDocument({ suite, document: signed, configuration, hash, canonicalize, crypto })
  if (!(hashed instanceof Promise)) return { proof, bytes: concatBytes(proofHash, hashed) }
  return hashed.then((late) => ({ proof, bytes: concatBytes(proofHash, late) }))
}

function suiteFor(options: ProofOptions): Cryptosuite {
  const { cryptosuite = 'eddsa-rdfc-2022', publicKey, selective, previousProof } = options
  const suite = cryptosuites.get(cryptosuite)
  if (suite === undefined || suite.use !== 'issue') throw new TypeError(`${cryptosuite} is not issued`)
  if (!suite.keyTypes.includes(publicKey.type)) {
    throw new TypeError(`${cryptosuite} does not sign with ${publicKey.type} keys`)
  }
  if (suite.selective !== (selective !== undefined)) {
    throw new TypeError(`${cryptosuite} and selective disclosure go together, or neither is there`)
  }
  if (suite.selective && previousProof !== undefined) {
    throw new TypeError(
      'a proof to derive from cannot build on another, for what is derived leaves that one out',
    )
  }
  return suite
}

/** What is signed: the document, with the proofs that this one builds on (vc-di 4.2, proof chains). */
function documentUnder(proof: JsonObject, document: JsonObject): JsonObject {
  const earlier = listProofs(document)
  if (!Object.hasOwn(document, 'proof') && proof.previousProof === undefined) return document
  const own = memberOf(proof, 'id')
  if (own !== undefined && earlier.some((other) => isJsonObject(other) && memberOf(other, 'id') === own)) {
    throw new CredentialError('proof-chain', 'the document has a proof of this id')
  }
  const previous = previousProofs(proof, earlier)
  if (previous === undefined)
    throw new CredentialError('proof-chain', 'the document has no such proof to build on')
  const bare = withoutMembers(document, 'proof')
  return previous.length === 0 ? bare : { ...bare, proof: previous }
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
  const { base } = prepared
  const proofValue =
    base === undefined
      ? encodeMultibase('z', signature)
      : encodeBaseProof({ ...base, baseSignature: signature })
  const proof: JsonObject = { ...prepared.proof, proofValue }
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
