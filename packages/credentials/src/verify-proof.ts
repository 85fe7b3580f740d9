import {
  type AnyPublicKey,
  AssayError,
  type Crypto,
  decodeMultibase,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  keySizes,
  memberOf,
  type PublicKey,
  parseDateTimeStamp,
} from '@assay/core'
import type { Canonicalize } from './canonicalize.ts'
import type { ProofPurpose } from './create-proof.ts'
import { bytesToSign, type Cryptosuite, cryptosuites, hashForKey, withoutMembers } from './cryptosuites.ts'
import { CredentialError, isUncheckable } from './errors.ts'
import { previousProofs } from './proof-chain.ts'

/** Why a proof is not valid. */
export type InvalidProofCode =
  | 'proof-malformed'
  | 'proof-purpose'
  | 'proof-date'
  | 'proof-expired'
  | 'proof-value'
  | 'proof-key-type'
  | 'proof-context'
  | 'proof-chain'
  | 'proof-signature'
  | 'document-not-acceptable'

/** Why a proof could not be checked. */
export type UncheckedProofCode = 'key-unavailable' | 'canonicalization-limit'

/** Why Assay does not check proofs of this kind. */
export type UnsupportedProofCode = 'proof-type' | 'proof-cryptosuite'

/** What a proof says about itself; believe it only when the proof is valid. */
export interface ProofFacts {
  readonly cryptosuite: string
  readonly verificationMethod: string
  readonly proofPurpose: string
  /** Milliseconds since 1970. */
  readonly created: number | undefined
}

/** Outcome of one proof. "Not authentic", "could not be checked" and "not known here" are different answers. */
export type ProofResult =
  | ({ readonly outcome: 'valid'; readonly key: PublicKey } & ProofFacts)
  | {
      readonly outcome: 'invalid'
      readonly code: InvalidProofCode
      readonly message: string
      readonly detail?: string
    }
  | {
      readonly outcome: 'unchecked'
      readonly code: UncheckedProofCode
      readonly message: string
      readonly detail?: string
    }
  | { readonly outcome: 'unsupported'; readonly code: UnsupportedProofCode; readonly message: string }

/** What {@link verifyProof} needs. */
export interface VerifyProofOptions {
  /** The secured document, with all its proofs. */
  readonly document: JsonObject
  /** The one proof of {@link listProofs} to check. */
  readonly proof: JsonValue
  /** Purpose the proof must state. Default `assertionMethod`. */
  readonly expectedPurpose?: ProofPurpose
  /**
   * Key of a verification method; undefined when it cannot be had. Asked only after the proof's form was accepted, so
   * that nothing is fetched for a malformed one. Whether the key's controller allows the purpose is the caller's to check.
   */
  readonly resolveKey: (verificationMethod: string) => Promise<AnyPublicKey | undefined>
  /** Milliseconds since 1970; for `expires`. */
  readonly now: number
  readonly canonicalize: Canonicalize
  readonly crypto: Crypto
}

/** Every proof of a document, in its order. Empty when it has none. */
export function listProofs(document: JsonObject): readonly JsonValue[] {
  const proofs = memberOf(document, 'proof')
  if (proofs === undefined) return []
  return isJsonArray(proofs) ? proofs : [proofs]
}

/**
 * Checks one Data Integrity proof by itself (vc-di 4.3, 4.5; STANDARDS DI2-DI5, DI7, DI8). A proof that builds on others is
 * checked over the document with those; that they are valid too is the caller's to check. Answers a result for whatever
 * the document holds; throws only what its function arguments throw beyond `AssayError`.
 */
export async function verifyProof(options: VerifyProofOptions): Promise<ProofResult> {
  const form = readProof(options.proof, options.expectedPurpose ?? 'assertionMethod', options.now)
  if ('outcome' in form) return form
  const previous = previousProofs(options.proof, listProofs(options.document))
  if (previous === undefined) {
    return invalid('proof-chain', 'The proof builds on another one that is missing, or on itself.')
  }
  const key = await options.resolveKey(form.facts.verificationMethod)
  if (key === undefined) {
    return {
      outcome: 'unchecked',
      code: 'key-unavailable',
      message: 'The key that made this proof could not be read.',
    }
  }
  if (key.type === 'rsa' || !form.suite.keyTypes.includes(key.type)) {
    return invalid('proof-key-type', `${form.suite.name} does not use ${key.type} keys.`)
  }
  if (form.signature.length !== keySizes[key.type].signature) {
    return invalid('proof-value', 'The signature has the wrong length for its key.')
  }
  const signed = await signedBytes(options, form, key, previous)
  if ('outcome' in signed) return signed
  const accepted = await options.crypto.verify(key, signed.bytes, form.signature)
  if (!accepted) return invalid('proof-signature', 'The signature does not belong to this content.')
  return { outcome: 'valid', key, ...form.facts }
}

interface ProofForm {
  readonly suite: Cryptosuite
  readonly proof: JsonObject
  readonly facts: ProofFacts
  readonly signature: Uint8Array
}

function readProof(proof: JsonValue, purpose: ProofPurpose, now: number): ProofForm | ProofResult {
  if (!isJsonObject(proof)) return invalid('proof-malformed', 'The proof is not an object.')
  const type = memberOf(proof, 'type')
  if (type !== 'DataIntegrityProof') {
    return typeof type === 'string'
      ? {
          outcome: 'unsupported',
          code: 'proof-type',
          message: `Proofs of type ${type.slice(0, 80)} are not checked here.`,
        }
      : invalid('proof-malformed', 'The proof has no type.')
  }
  const name = memberOf(proof, 'cryptosuite')
  if (typeof name !== 'string') return invalid('proof-malformed', 'The proof names no cryptosuite.')
  const suite = cryptosuites.get(name)
  if (suite === undefined) {
    const message = `The cryptosuite ${name.slice(0, 80)} is not checked here.`
    return { outcome: 'unsupported', code: 'proof-cryptosuite', message }
  }
  return readProofMembers(proof, suite, purpose, now)
}

function readProofMembers(
  proof: JsonObject,
  suite: Cryptosuite,
  purpose: ProofPurpose,
  now: number,
): ProofForm | ProofResult {
  const verificationMethod = memberOf(proof, 'verificationMethod')
  const value = memberOf(proof, 'proofValue')
  if (typeof verificationMethod !== 'string' || verificationMethod === '' || typeof value !== 'string') {
    return invalid('proof-malformed', 'The proof lacks its verification method or its value.')
  }
  const proofPurpose = memberOf(proof, 'proofPurpose')
  if (proofPurpose !== purpose) return invalid('proof-purpose', `The proof was not made for ${purpose}.`)
  const created = readDate(memberOf(proof, 'created'))
  const expires = readDate(memberOf(proof, 'expires'))
  if (created === 'bad' || expires === 'bad') {
    return invalid('proof-date', 'A date of the proof is not a date and time with a time zone.')
  }
  if (expires !== undefined && expires <= now) return invalid('proof-expired', 'The proof has expired.')
  const signature = readSignature(value)
  if (signature === undefined)
    return invalid('proof-value', 'The value of the proof is not base58btc multibase.')
  return {
    suite,
    proof,
    signature,
    facts: { cryptosuite: suite.name, verificationMethod, proofPurpose, created },
  }
}

function readDate(value: JsonValue | undefined): number | undefined | 'bad' {
  if (value === undefined) return undefined
  if (typeof value !== 'string') return 'bad'
  return attempt(() => parseDateTimeStamp(value)) ?? 'bad'
}

function readSignature(value: string): Uint8Array | undefined {
  return attempt(() => decodeMultibase(value, 'z'))
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof AssayError) return undefined
    throw error
  }
}

async function signedBytes(
  options: VerifyProofOptions,
  form: ProofForm,
  key: PublicKey,
  previous: readonly JsonObject[],
): Promise<{ readonly bytes: Uint8Array } | ProofResult> {
  const context = contextOfProof(options.document, form)
  if (context === undefined) {
    return invalid('proof-context', 'The contexts of proof and document do not belong together.')
  }
  const { document, configuration } = context
  const { canonicalize, crypto } = options
  try {
    const bytes = await bytesToSign({
      suite: form.suite,
      document: previous.length === 0 ? document : { ...document, proof: previous },
      configuration,
      hash: hashForKey(key),
      canonicalize,
      crypto,
    })
    return { bytes }
  } catch (error) {
    return explainRefusal(error)
  }
}

/** vc-di-eddsa 3.2.2 and 3.3.2: what the proof and the document are hashed with. */
function contextOfProof(
  secured: JsonObject,
  form: ProofForm,
): { readonly document: JsonObject; readonly configuration: JsonObject } | undefined {
  const document = withoutMembers(secured, 'proof')
  const configuration = withoutMembers(form.proof, 'proofValue')
  const ofDocument = memberOf(document, '@context')
  const own = memberOf(form.proof, '@context')
  if (!form.suite.ownContext) {
    return ofDocument === undefined
      ? undefined
      : { document, configuration: { ...configuration, '@context': ofDocument } }
  }
  if (own === undefined) return { document, configuration }
  if (!startsWith(ofDocument, own)) return undefined
  return { document: { ...document, '@context': own }, configuration }
}

/** Whether the document's contexts begin with all of the proof's (STANDARDS DI7). */
function startsWith(ofDocument: JsonValue | undefined, ofProof: JsonValue): boolean {
  const whole = isJsonArray(ofDocument) ? ofDocument : [ofDocument]
  const start = isJsonArray(ofProof) ? ofProof : [ofProof]
  return start.every((entry, index) => JSON.stringify(entry) === JSON.stringify(whole[index]))
}

function explainRefusal(error: unknown): ProofResult {
  if (!(error instanceof AssayError)) throw error
  const detail: string = error.code
  if (error instanceof CredentialError && isUncheckable(error)) {
    const message = `The content could not be checked within the limits: ${error.message}.`
    return { outcome: 'unchecked', code: 'canonicalization-limit', message, detail }
  }
  return { ...invalid('document-not-acceptable', `The content is not acceptable: ${error.message}.`), detail }
}

function invalid(code: InvalidProofCode, message: string) {
  return { outcome: 'invalid', code, message } as const
}
