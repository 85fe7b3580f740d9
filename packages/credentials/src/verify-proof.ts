import {
  type AnyPublicKey,
  AssayError,
  type Crypto,
  canonicalJson,
  isJsonArray,
  type JsonObject,
  type JsonValue,
  keySizes,
  memberOf,
  type PublicKey,
} from '@assay/core'
import type { Canonicalize } from './canonicalize.ts'
import { bytesToSign, type HashInput, hashConfiguration, hashForKey, withoutMembers } from './cryptosuites.ts'
import { CredentialError, isUncheckable } from './errors.ts'
import { listProofs } from './list-proofs.ts'
import { previousProofs } from './proof-chain.ts'
import { invalid, type ProofRefusal, type ProofResult } from './proof-result.ts'
import { type ProofExpectations, type ProofForm, readProof } from './read-proof.ts'

/** What {@link verifyProof} needs. */
export interface VerifyProofOptions extends ProofExpectations {
  /** The secured document, with all its proofs. */
  readonly document: JsonObject
  /** The one proof of {@link listProofs} to check. */
  readonly proof: JsonValue
  /**
   * Key of a verification method; undefined when it cannot be had. Asked only after the proof's form was accepted, so
   * that nothing is fetched for a malformed one. Whether the key's controller allows the purpose is the caller's to check.
   */
  readonly resolveKey: (verificationMethod: string) => Promise<AnyPublicKey | undefined>
  readonly canonicalize: Canonicalize
  readonly crypto: Crypto
}

/**
 * Checks one Data Integrity proof by itself (vc-di 4.3, 4.5; STANDARDS DI2-DI5, DI7, DI8, DI10). A proof that builds on others
 * is checked over the document with those; that they are valid too is the caller's to check. Answers a result for whatever
 * the document holds; throws only what its function arguments throw beyond `AssayError`.
 */
export async function verifyProof(options: VerifyProofOptions): Promise<ProofResult> {
  const form = readProof(options.proof, options)
  if ('outcome' in form) return form
  const previous = previousProofs(options.proof, listProofs(options.document))
  if (previous === undefined) {
    return invalid('proof-chain', 'The proof builds on another one that is missing, or on itself.')
  }
  const found = await options.resolveKey(form.facts.verificationMethod)
  const key = checkKey(found, form)
  if ('outcome' in key) return key
  const { canonicalize, crypto } = options
  try {
    const context = contextOfProof(options.document, form)
    if (context === undefined) {
      return invalid('proof-context', 'The contexts of proof and document do not belong together.')
    }
    const { document, configuration } = context
    const accepted = await isSigned(form, key, {
      suite: form.suite,
      document: previous.length === 0 ? document : { ...document, proof: previous },
      configuration,
      hash: hashForKey(key),
      canonicalize,
      crypto,
    })
    if (!accepted) return invalid('proof-signature', 'The signature does not belong to this content.')
    return { outcome: 'valid', key, ...form.facts }
  } catch (error) {
    return explainRefusal(error)
  }
}

function checkKey(key: AnyPublicKey | undefined, form: ProofForm): PublicKey | ProofRefusal {
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
  const { value } = form
  if (value.kind === 'signature' && value.signature.length !== keySizes[key.type].signature) {
    return invalid('proof-value', 'The signature has the wrong length for its key.')
  }
  return key
}

async function isSigned({ value }: ProofForm, key: PublicKey, input: HashInput): Promise<boolean> {
  const { document, canonicalize, crypto } = input
  if (value.kind === 'signature') return crypto.verify(key, await bytesToSign(input), value.signature)
  const proofHash = await hashConfiguration(input)
  const { verifyDisclosure } = await import('./selective/verify-disclosure.ts')
  return verifyDisclosure({ document, proofHash, disclosure: value.disclosure, key, canonicalize, crypto })
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
  return start.every((entry, index) => {
    const other = whole[index]
    return other !== undefined && canonicalJson(entry) === canonicalJson(other)
  })
}

function explainRefusal(error: unknown): ProofRefusal {
  if (!(error instanceof AssayError)) throw error
  const detail: string = error.code
  if (error instanceof CredentialError && isUncheckable(error)) {
    const message = `The content could not be checked within the limits: ${error.message}.`
    return { outcome: 'unchecked', code: 'canonicalization-limit', message, detail }
  }
  return { ...invalid('document-not-acceptable', `The content is not acceptable: ${error.message}.`), detail }
}
