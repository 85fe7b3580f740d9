import {
  type Crypto,
  canonicalJson,
  encodeUtf8,
  type JsonObject,
  type KeyType,
  type PublicKey,
} from '@assay/core'
import type { Canonicalize } from './canonicalize.ts'
import type { HashName } from './rdf.ts'

/** A Data Integrity cryptosuite that Assay computes. What varies by suite stands here and nowhere else. */
export interface Cryptosuite {
  readonly name: 'eddsa-rdfc-2022' | 'eddsa-jcs-2022' | 'ecdsa-rdfc-2019' | 'ecdsa-jcs-2019'
  readonly keyTypes: readonly KeyType[]
  /** Bytes of a document under the suite's transformation. */
  readonly transform: (
    document: JsonObject,
    hash: HashName,
    canonicalize: Canonicalize,
  ) => Promise<Uint8Array>
  /** JCS proofs carry their own `@context`; the others take the document's (STANDARDS DI4, DI7). */
  readonly ownContext: boolean
}

const rdfc: Pick<Cryptosuite, 'transform' | 'ownContext'> = {
  transform: async (document, hash, canonicalize) => encodeUtf8((await canonicalize(document, hash)).nquads),
  ownContext: false,
}
const jcs: Pick<Cryptosuite, 'transform' | 'ownContext'> = {
  transform: async (document) => encodeUtf8(canonicalJson(document)),
  ownContext: true,
}

/** Suites by name: vc-di-eddsa 3.2 and 3.3, vc-di-ecdsa 3.2 and 3.3. Every other name is reported as unsupported. */
export const cryptosuites: ReadonlyMap<string, Cryptosuite> = new Map(
  (
    [
      { name: 'eddsa-rdfc-2022', keyTypes: ['ed25519'], ...rdfc },
      { name: 'eddsa-jcs-2022', keyTypes: ['ed25519'], ...jcs },
      { name: 'ecdsa-rdfc-2019', keyTypes: ['p256', 'p384'], ...rdfc },
      { name: 'ecdsa-jcs-2019', keyTypes: ['p256', 'p384'], ...jcs },
    ] satisfies readonly Cryptosuite[]
  ).map((suite) => [suite.name, suite]),
)

/** Hash function that goes with a key: SHA-384 for P-384, else SHA-256. It also labels blank nodes. */
export function hashForKey(key: PublicKey): HashName {
  return key.type === 'p384' ? 'sha384' : 'sha256'
}

/** What the hash of a signed document is computed from. */
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
  const { suite, hash, canonicalize, crypto } = input
  const proofHash = crypto[hash](await suite.transform(input.configuration, hash, canonicalize))
  const documentHash = crypto[hash](await suite.transform(input.document, hash, canonicalize))
  const bytes = new Uint8Array(proofHash.length + documentHash.length)
  bytes.set(proofHash, 0)
  bytes.set(documentHash, proofHash.length)
  return bytes
}

/** The object without these members; the argument stays as it is. */
export function withoutMembers(object: JsonObject, ...names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
}
