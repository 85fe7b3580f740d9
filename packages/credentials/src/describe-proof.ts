import { formatDateTimeStamp, isJsonArray, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import type { Canonicalize } from './canonicalize.ts'
import { compactObject } from './compact-object.ts'
import type { PrepareProofOptions } from './create-proof.ts'
import { type Cryptosuite, type HashInput, hashConfiguration, withoutMembers } from './cryptosuites.ts'
import { CredentialError } from './errors.ts'
import { findMalformed } from './read-proof.ts'

/** A proof as it describes itself, which is the same for all documents that are signed in one go. */
export interface DescribedProof {
  /** The proof without `proofValue`. */
  readonly proof: JsonObject
  /** The proof with the `@context` that applies to it. */
  readonly configuration: JsonObject
  readonly hash: Uint8Array
}

interface Remembered {
  readonly options: PrepareProofOptions
  readonly suite: Cryptosuite
  readonly described: DescribedProof
}

/** The last proof that was described: those of one batch are alike but for what they sign. */
const last = new WeakMap<Canonicalize, Remembered>()

/** At once for what was described before. Throws `CredentialError` `proof-malformed` for details of the wrong form, `context-missing`, and what the `canonicalize` argument throws. */
export function describeProof(
  options: PrepareProofOptions,
  suite: Cryptosuite,
  input: Omit<HashInput, 'document' | 'configuration'>,
): DescribedProof | Promise<DescribedProof> {
  const before = last.get(options.canonicalize)
  const isKnown = before !== undefined && before.suite === suite && isAlike(before.options, options)
  return isKnown ? before.described : describeAnew(options, suite, input)
}

async function describeAnew(
  options: PrepareProofOptions,
  suite: Cryptosuite,
  input: Omit<HashInput, 'document' | 'configuration'>,
): Promise<DescribedProof> {
  const bare = bareProof(options, suite)
  const malformed = findMalformed(bare)
  if (malformed !== undefined) throw new CredentialError('proof-malformed', malformed.message)
  const configuration = withContext(bare, options.document, suite)
  const hash = await hashConfiguration({ ...input, configuration, document: {} })
  const described = { proof: suite.ownContext ? configuration : bare, configuration, hash }
  // The document is its owner's, and not to be kept.
  const document = withoutMembers(configuration, ...Object.keys(bare))
  last.set(options.canonicalize, { options: { ...options, document }, suite, described })
  return described
}

const details = [
  ...(['created', 'verificationMethod', 'proofPurpose', 'expires'] as const),
  ...(['id', 'domain', 'challenge', 'nonce', 'previousProof'] as const),
] as const

/** Lists are taken for different, for they may have been changed meanwhile. */
function isAlike(left: PrepareProofOptions, right: PrepareProofOptions): boolean {
  for (const name of details) {
    if (left[name] !== right[name] || typeof left[name] === 'object') return false
  }
  return (
    left.publicKey.type === right.publicKey.type &&
    areSameTexts(memberOf(left.document, '@context'), memberOf(right.document, '@context'))
  )
}

function areSameTexts(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (!isJsonArray(left) || !isJsonArray(right) || left.length !== right.length) return false
  return left.every((text, index) => typeof text === 'string' && text === right[index])
}

function bareProof(options: PrepareProofOptions, suite: Cryptosuite): JsonObject {
  const { id, previousProof, expires, domain, challenge, nonce } = options
  return compactObject({
    type: suite.proofType,
    id,
    cryptosuite: suite.name,
    created: formatDateTimeStamp(options.created),
    expires: expires === undefined ? undefined : formatDateTimeStamp(expires),
    verificationMethod: options.verificationMethod,
    proofPurpose: options.proofPurpose ?? 'assertionMethod',
    ...{ domain, challenge, nonce, previousProof },
  })
}

function withContext(proof: JsonObject, document: JsonObject, suite: Cryptosuite): JsonObject {
  const context = memberOf(document, '@context')
  if (context !== undefined) return { '@context': context, ...proof }
  if (suite.ownContext) return proof
  throw new CredentialError('context-missing', 'the document has no @context')
}
