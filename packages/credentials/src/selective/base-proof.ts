import { type Crypto, concatBytes, encodeUtf8, type JsonObject, type Signer } from '@assay/core'
import type { Canonicalize } from '../canonicalize.ts'
import { labelDocument } from './labelled-document.ts'
import { type BaseProof, multikeyBytes } from './proof-value.ts'
import { readPointers } from './select-document.ts'

/** What a proof with selective disclosure takes beyond the others. Keys are made anew for every proof and then forgotten. */
export interface SelectiveInput {
  /** JSON pointers (RFC 6901) to what every derived proof must show. */
  readonly mandatoryPointers: readonly string[]
  /** 32 random bytes: whoever has them can tell which blank node is which. */
  readonly hmacKey: Uint8Array
  /** A P-256 key made for this one proof. */
  readonly proofSigner: Signer
}

/** What {@link prepareBaseProof} needs. */
export interface PrepareBaseProofOptions {
  /** The document without its proof. */
  readonly document: JsonObject
  /** SHA-256 of the canonical proof configuration. */
  readonly proofHash: Uint8Array
  readonly selective: SelectiveInput
  readonly canonicalize: Canonicalize
  readonly crypto: Crypto
}

/** A base proof that lacks nothing but the issuer's signature over `bytes`. */
export interface PreparedBaseProof {
  readonly bytes: Uint8Array
  readonly base: Omit<BaseProof, 'baseSignature'>
}

/** Signs every statement that is not mandatory with the proof's own key (vc-di-ecdsa 3.6.1 to 3.6.5). */
export async function prepareBaseProof(options: PrepareBaseProofOptions): Promise<PreparedBaseProof> {
  const { document, proofHash, canonicalize, crypto } = options
  const { mandatoryPointers, hmacKey, proofSigner } = options.selective
  const proofKey = proofSigner.publicKey
  if (hmacKey.length !== 32) throw new TypeError('the key of the names has not 32 bytes')
  if (proofKey.type !== 'p256') throw new TypeError('the key of the proof is not of P-256')
  const mandatorySelection = readPointers(document, mandatoryPointers)
  const { statements, findPart } = await labelDocument({ document, hmacKey, canonicalize, crypto })
  const mandatory = await findPart(mandatorySelection)
  const others = statements.filter((_, index) => !mandatory.indexes.has(index))
  const signatures = await proofSigner.sign(others.map((statement) => encodeUtf8(statement)))
  if (signatures.length !== others.length) throw new TypeError('the signer did not answer every statement')
  const mandatoryHash = hashStatements(
    statements.filter((_, index) => mandatory.indexes.has(index)),
    crypto,
  )
  return {
    bytes: baseBytes(proofHash, multikeyBytes(proofKey), mandatoryHash),
    base: { proofKey, hmacKey, signatures, mandatoryPointers },
  }
}

/** What the issuer signs (vc-di-ecdsa 3.5.1 serializeSignData). */
export function baseBytes(
  proofHash: Uint8Array,
  proofKey: Uint8Array,
  mandatoryHash: Uint8Array,
): Uint8Array {
  return concatBytes(proofHash, proofKey, mandatoryHash)
}

/** Hash of statements in their order (vc-di-ecdsa 3.4.17 hashMandatoryNQuads). */
export function hashStatements(statements: readonly string[], crypto: Crypto): Uint8Array {
  return crypto.sha256(encodeUtf8(statements.join('')))
}
