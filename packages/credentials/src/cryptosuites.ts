import {
  type Crypto,
  canonicalJson,
  concatBytes,
  type JsonObject,
  type JsonValue,
  type KeyType,
  type MultibasePrefix,
  type PublicKey,
} from '@assay/core'
import type { Canonicalize } from './canonicalize.ts'
import { digestText, type HashName } from './text-hash.ts'

/** A cryptosuite that Assay computes. What varies by suite stands here and nowhere else. */
export interface Cryptosuite {
  readonly name:
    | 'eddsa-rdfc-2022'
    | 'eddsa-jcs-2022'
    | 'ecdsa-rdfc-2019'
    | 'ecdsa-jcs-2019'
    | 'ecdsa-sd-2023'
    | 'eddsa-2022'
    | 'Ed25519Signature2020'
  /** `type` of its proofs. Only those of `DataIntegrityProof` name their suite beside it. */
  readonly proofType: 'DataIntegrityProof' | 'Ed25519Signature2020'
  readonly keyTypes: readonly KeyType[]
  /** `verify` marks a superseded suite: its proofs verify with a warning, and none is made (STANDARDS DI1, OD6). */
  readonly use: 'issue' | 'verify'
  /** Text of a document under the suite's transformation; its UTF-8 is what is hashed. */
  readonly transform: (document: JsonObject, hash: HashName, canonicalize: Canonicalize) => Promise<string>
  /** JCS proofs carry their own `@context`; the others take the document's (STANDARDS DI4, DI7). */
  readonly ownContext: boolean
  /** Whether holders can derive proofs of parts; the value of a proof then holds more than a signature. */
  readonly selective: boolean
  /** How the value of a proof is written (STANDARDS DI2). */
  readonly multibase: MultibasePrefix
}

/** The suite whose holders show parts (vc-di-ecdsa 3.6). */
export const selectiveSuite = 'ecdsa-sd-2023'

type Way = Pick<Cryptosuite, 'proofType' | 'use' | 'transform' | 'ownContext' | 'selective' | 'multibase'>

const rdfc: Way = {
  proofType: 'DataIntegrityProof',
  use: 'issue',
  transform: async (document, hash, canonicalize) => (await canonicalize(document, hash)).nquads,
  ownContext: false,
  selective: false,
  multibase: 'z',
}
const jcs: Way = {
  ...rdfc,
  transform: async (document) => canonicalJson(document),
  ownContext: true,
}

const suites: readonly Cryptosuite[] = [
  { name: 'eddsa-rdfc-2022', keyTypes: ['ed25519'], ...rdfc },
  { name: 'eddsa-jcs-2022', keyTypes: ['ed25519'], ...jcs },
  { name: 'ecdsa-rdfc-2019', keyTypes: ['p256', 'p384'], ...rdfc },
  { name: 'ecdsa-jcs-2019', keyTypes: ['p256', 'p384'], ...jcs },
  { name: selectiveSuite, keyTypes: ['p256'], ...rdfc, selective: true, multibase: 'u' },
  // The first name of eddsa-rdfc-2022, in badges made before 2023.
  { name: 'eddsa-2022', keyTypes: ['ed25519'], ...rdfc, use: 'verify' },
  {
    name: 'Ed25519Signature2020',
    keyTypes: ['ed25519'],
    ...{ ...rdfc, proofType: 'Ed25519Signature2020', use: 'verify' },
  },
]

/**
 * Suites by name: vc-di-eddsa 3.2, 3.3 and annex Ed25519Signature2020, vc-di-ecdsa 3.2, 3.3 and 3.6. Every other name is
 * reported as unsupported.
 */
export const cryptosuites: ReadonlyMap<string, Cryptosuite> = new Map(
  suites.map((suite) => [suite.name, suite]),
)

/** Hash function that goes with a key: SHA-384 for P-384, else SHA-256. It also labels blank nodes. */
export function hashForKey(key: PublicKey): HashName {
  return key.type === 'p384' ? 'sha384' : 'sha256'
}

/** What a signed document is computed from. */
export interface HashInput {
  readonly suite: Cryptosuite
  /** The document without its `proof`. */
  readonly document: JsonObject
  /** The proof without `proofValue`, with the `@context` that applies to it. */
  readonly configuration: JsonObject
  readonly hash: HashName
  readonly canonicalize: Canonicalize
  readonly crypto: Crypto
}

/** Bytes that are signed: hash of the proof configuration, then hash of the document (STANDARDS DI4). */
export async function bytesToSign(input: HashInput): Promise<Uint8Array> {
  return concatBytes(await hashConfiguration(input), await hashDocument(input))
}

/** Hash of the proof configuration. */
export async function hashConfiguration(input: HashInput): Promise<Uint8Array> {
  const { suite, configuration, hash, canonicalize, crypto } = input
  return digestText(await suite.transform(configuration, hash, canonicalize), hash, crypto)
}

/** Hash of the document. */
export async function hashDocument(input: HashInput): Promise<Uint8Array> {
  const { suite, document, hash, canonicalize, crypto } = input
  return digestText(await suite.transform(document, hash, canonicalize), hash, crypto)
}

/** The object without these members; the argument stays as it is. */
export function withoutMembers(object: JsonObject, ...names: readonly string[]): JsonObject {
  const rest: Record<string, JsonValue> = {}
  for (const [name, member] of Object.entries(object)) {
    if (names.includes(name)) continue
    if (name === '__proto__') Object.defineProperty(rest, name, { value: member, enumerable: true })
    else rest[name] = member
  }
  return rest
}
