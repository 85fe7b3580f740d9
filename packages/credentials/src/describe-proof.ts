import { formatDateTimeStamp, isJsonArray, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import type { Canonicalize } from './canonicalize.ts'
import { compactObject } from './compact-object.ts'
import type { ProofOptions } from './create-proof.ts'
import { type Cryptosuite, hashConfiguration, hashForKey } from './cryptosuites.ts'
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
  readonly options: ProofOptions
  readonly context: JsonValue | undefined
  readonly suite: Cryptosuite
  readonly described: DescribedProof
}

/** The last proof that was described: those of one batch are alike but for what they sign. */
const last = new WeakMap<Canonicalize, Remembered>()

/** At once for what was described before. Throws `CredentialError` `proof-malformed` for details of the wrong form, `context-missing`, and what the `canonicalize` argument throws. */
export function describeProof(
  document: JsonObject,
  options: ProofOptions,
  suite: Cryptosuite,
): DescribedProof | Promise<DescribedProof> {
  const before = last.get(options.canonicalize)
  const isKnown =
    before !== undefined &&
    before.suite === suite &&
    (before.options === options || isAlike(before.options, options)) &&
    areSameTexts(before.context, memberOf(document, '@context'))
  return isKnown ? before.described : describeAnew(document, options, suite)
}

async function describeAnew(
  document: JsonObject,
  options: ProofOptions,
  suite: Cryptosuite,
): Promise<DescribedProof> {
  const bare = bareProof(options, suite)
  const malformed = findMalformed(bare)
  if (malformed !== undefined) throw new CredentialError('proof-malformed', malformed.message)
  const configuration = withContext(bare, document, suite)
  const { canonicalize, crypto, publicKey } = options
  const input = { suite, document: {}, configuration, canonicalize, crypto }
  const hash = await hashConfiguration({ ...input, hash: hashForKey(publicKey) })
  const described = { proof: suite.ownContext ? configuration : bare, configuration, hash }
  last.set(canonicalize, { options, context: memberOf(document, '@context'), suite, described })
  return described
}

const details = [
  ...(['created', 'verificationMethod', 'proofPurpose', 'expires'] as const),
  ...(['id', 'domain', 'challenge', 'nonce', 'previousProof'] as const),
] as const

/** Lists are taken for different, for they may have been changed meanwhile. */
function isAlike(left: ProofOptions, right: ProofOptions): boolean {
  for (const name of details) {
    if (left[name] !== right[name] || typeof left[name] === 'object') return false
  }
  return left.publicKey.type === right.publicKey.type
}

function areSameTexts(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (!isJsonArray(left) || !isJsonArray(right) || left.length !== right.length) return false
  return left.every((text, index) => typeof text === 'string' && text === right[index])
}

function bareProof(options: ProofOptions, suite: Cryptosuite): JsonObject {
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
