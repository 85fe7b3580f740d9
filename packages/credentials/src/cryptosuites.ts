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
import type { CanonicalDocument, Canonicalize } from './canonicalize.ts'
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
  /** How a document is transformed: by RDF canonicalisation, or by the canonical form of JSON. */
  readonly transformation: 'rdfc' | 'jcs'
  /** JCS proofs carry their own `@context`; the others take the document's (STANDARDS DI4, DI7). */
  readonly ownContext: boolean
  /** Whether holders can derive proofs of parts; the value of a proof then holds more than a signature. */
  readonly selective: boolean
  /** How the value of a proof is written (STANDARDS DI2). */
  readonly multibase: MultibasePrefix
}

/** The suite whose holders show parts (vc-di-ecdsa 3.6). */
export const selectiveSuite = 'ecdsa-sd-2023'

type Way = Pick<
  Cryptosuite,
  'proofType' | 'use' | 'transformation' | 'ownContext' | 'selective' | 'multibase'
>

const rdfc: Way = {
  proofType: 'DataIntegrityProof',
  use: 'issue',
  transformation: 'rdfc',
  ownContext: false,
  selective: false,
  multibase: 'z',
}
const jcs: Way = {
  ...rdfc,
  transformation: 'jcs',
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
  const configuration = hashOf(input, input.configuration)
  const known = configuration instanceof Promise ? await configuration : configuration
  const document = hashOf(input, input.document)
  return concatBytes(known, document instanceof Promise ? await document : document)
}

/** Hash of the proof configuration. */
export const hashConfiguration = (input: HashInput) => hashOf(input, input.configuration)

/** Hash of the document. */
export const hashDocument = (input: HashInput) => hashOf(input, input.document)

function hashOf(input: HashInput, object: JsonObject): Uint8Array | Promise<Uint8Array> {
  const { hash, crypto } = input
  const text = transform(input, object)
  if (typeof text === 'string') return digestText(text, hash, crypto)
  return text.then((late) => digestText(late, hash, crypto))
}

/** Text of a document under the suite's transformation; its UTF-8 is what is hashed. */
export function transform(
  { suite, hash, canonicalize }: Pick<HashInput, 'suite' | 'hash' | 'canonicalize'>,
  document: JsonObject,
): string | Promise<string> {
  if (suite.transformation === 'jcs') return canonicalJson(document)
  const form = canonicalize(document, hash)
  return form instanceof Promise ? form.then(textOf) : form.nquads
}

const textOf = ({ nquads }: CanonicalDocument): string => nquads

/** The object without these members; the argument stays as it is. */
export function withoutMembers(object: JsonObject, ...names: readonly string[]): JsonObject {
  const [only = ''] = names
  if (names.length === 1) {
    const { [only]: _, ...others } = object
    return others
  }
  const rest: Record<string, JsonValue> = {}
  for (const name of Object.keys(object)) {
    const member = object[name] as JsonValue
    if (names.includes(name)) continue
    if (name === '__proto__') Object.defineProperty(rest, name, { value: member, enumerable: true })
    else rest[name] = member
  }
  return rest
}
