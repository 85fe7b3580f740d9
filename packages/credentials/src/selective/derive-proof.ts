import {
  type Crypto,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  verifyEvery,
} from '@assay/core'
import type { Canonicalize } from '../canonicalize.ts'
import { selectiveSuite, withoutMembers } from '../cryptosuites.ts'
import { CredentialError } from '../errors.ts'
import { listProofs } from '../list-proofs.ts'
import { type DocumentPart, type LabelledDocument, labelDocument } from './labelled-document.ts'
import { type BaseProof, type DisclosureProof, encodeDisclosureProof, parseBaseProof } from './proof-value.ts'
import { readPointers, selectDocument } from './select-document.ts'

/** What {@link deriveProof} needs. */
export interface DeriveProofOptions {
  /** The document with its base proof, as its issuer gave it. */
  readonly document: JsonObject
  /** JSON pointers (RFC 6901) to what is shown beside that which the issuer made mandatory; `''` shows everything. */
  readonly selectivePointers: readonly string[]
  /** The base proof, one of the document's. Default: its only one of `ecdsa-sd-2023`. */
  readonly proof?: JsonValue
  readonly canonicalize: Canonicalize
  readonly crypto: Crypto
}

/**
 * A document that shows the selected and the mandatory parts only, with a proof that whoever has it can verify (vc-di-ecdsa 3.6.6,
 * STANDARDS DI10, DI11). Throws `CredentialError`: `selective-proof` where there is no base proof, or not one of this document;
 * `selective-pointer` where a pointer matches nothing; `selective-empty` where nothing would be shown; `selective-structure` where a
 * part cannot be told from the rest; `proof-malformed`, and what `canonicalize` throws.
 *
 * ```ts
 * const shown = await deriveProof({ document, selectivePointers: ['/credentialSubject/achievement'], canonicalize, crypto })
 * ```
 */
export async function deriveProof(options: DeriveProofOptions): Promise<JsonObject> {
  const { selectivePointers, canonicalize, crypto } = options
  const proof = options.proof ?? findBaseProof(options.document)
  const base = readBase(proof)
  const document = withoutMembers(options.document, 'proof')
  const pointers = [...base.mandatoryPointers, ...selectivePointers]
  if (pointers.length === 0)
    throw new CredentialError('selective-empty', 'nothing is selected, and nothing is mandatory')
  const combined = readPointers(document, pointers)
  const labelled = await labelDocument({ document, hmacKey: base.hmacKey, canonicalize, crypto })
  const mandatory = await labelled.findPart(readPointers(document, base.mandatoryPointers))
  const shown = await labelled.findPart(combined)
  const signatures = await pickSignatures({ base, labelled, mandatory, shown, crypto })
  const disclosure: DisclosureProof = {
    baseSignature: base.baseSignature,
    proofKey: base.proofKey,
    signatures,
    labels: shown.labels,
    mandatoryIndexes: ascending(shown.indexes).flatMap((whole, own) =>
      mandatory.indexes.has(whole) ? [own] : [],
    ),
  }
  return {
    ...selectDocument(document, combined),
    proof: { ...(proof as JsonObject), proofValue: encodeDisclosureProof(disclosure) },
  }
}

function findBaseProof(document: JsonObject): JsonValue | undefined {
  const found = listProofs(document).filter(
    (proof) => isJsonObject(proof) && memberOf(proof, 'cryptosuite') === selectiveSuite,
  )
  if (found.length > 1)
    throw new CredentialError('selective-proof', 'the document has several proofs to derive from')
  return found[0]
}

function readBase(proof: JsonValue | undefined): BaseProof {
  const value = isJsonObject(proof) ? memberOf(proof, 'proofValue') : undefined
  if (
    !isJsonObject(proof) ||
    typeof value !== 'string' ||
    memberOf(proof, 'cryptosuite') !== selectiveSuite
  ) {
    throw new CredentialError('selective-proof', 'the document has no proof to derive from')
  }
  return parseBaseProof(value)
}

/** Signatures of what is shown and not mandatory; each is checked, so that no proof is derived that nobody could verify. */
async function pickSignatures(input: {
  readonly base: BaseProof
  readonly labelled: LabelledDocument
  readonly mandatory: DocumentPart
  readonly shown: DocumentPart
  readonly crypto: Crypto
}): Promise<readonly Uint8Array[]> {
  const { base, labelled, mandatory, shown, crypto } = input
  const signed = labelled.statements.map((_, index) => index).filter((index) => !mandatory.indexes.has(index))
  if (signed.length !== base.signatures.length) throw otherDocument()
  const picked = signed.flatMap((index, at) => {
    if (!shown.indexes.has(index)) return []
    const message = encodeUtf8(labelled.statements[index] ?? '')
    return [{ message, signature: base.signatures[at] ?? new Uint8Array() }]
  })
  if (!(await verifyEvery(crypto, base.proofKey, picked))) throw otherDocument()
  return picked.map(({ signature }) => signature)
}

function ascending(indexes: ReadonlySet<number>): readonly number[] {
  return [...indexes].sort((left, right) => left - right)
}

function otherDocument(): CredentialError {
  return new CredentialError('selective-proof', 'the proof is not one of this document')
}
