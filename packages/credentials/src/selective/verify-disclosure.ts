import { type Crypto, encodeUtf8, type JsonObject, type PublicKey, verifyEvery } from '@assay/core'
import type { Canonicalize } from '../canonicalize.ts'
import { CredentialError } from '../errors.ts'
import { baseBytes, hashStatements } from './base-proof.ts'
import { type DisclosureProof, multikeyBytes } from './proof-value.ts'
import { relabelStatements } from './statements.ts'

/** What {@link verifyDisclosure} needs. */
export interface VerifyDisclosureOptions {
  /** The shown document, without the proof. */
  readonly document: JsonObject
  /** SHA-256 of the canonical proof configuration. */
  readonly proofHash: Uint8Array
  readonly disclosure: DisclosureProof
  /** Key of the issuer. */
  readonly key: PublicKey
  readonly canonicalize: Canonicalize
  readonly crypto: Crypto
}

/**
 * Whether the issuer signed every statement of the shown document, the mandatory ones among them (vc-di-ecdsa 3.5.8, 3.6.7). The
 * signature of the issuer comes first, so that a stranger's proof costs one verification and not hundreds. Throws what `canonicalize` throws.
 */
export async function verifyDisclosure(options: VerifyDisclosureOptions): Promise<boolean> {
  const { disclosure, proofHash, key, crypto } = options
  const statements = await nameStatements(options)
  if (statements === undefined) return false
  const mandatoryIndexes = new Set(disclosure.mandatoryIndexes)
  const mandatory = statements.filter((_, index) => mandatoryIndexes.has(index))
  const others = statements.filter((_, index) => !mandatoryIndexes.has(index))
  if (mandatory.length !== mandatoryIndexes.size || others.length !== disclosure.signatures.length)
    return false
  const bytes = baseBytes(proofHash, multikeyBytes(disclosure.proofKey), hashStatements(mandatory, crypto))
  if (!(await crypto.verify(key, bytes, disclosure.baseSignature))) return false
  const signed = others.map((statement, index) => ({
    message: encodeUtf8(statement),
    signature: disclosure.signatures[index] ?? new Uint8Array(),
  }))
  return verifyEvery(crypto, disclosure.proofKey, signed)
}

/** Undefined when the labels are not exactly those of the document's blank nodes. */
async function nameStatements(options: VerifyDisclosureOptions): Promise<readonly string[] | undefined> {
  const { labels } = options.disclosure
  const { nquads } = await options.canonicalize(options.document, 'sha256')
  const used = new Set<string>()
  try {
    const statements = relabelStatements(nquads, (label) => {
      used.add(label)
      return labels.get(label)
    })
    return used.size === labels.size ? statements : undefined
  } catch (error) {
    if (error instanceof CredentialError && error.code === 'selective-structure') return undefined
    throw error
  }
}
