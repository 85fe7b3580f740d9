import {
  canonicalJson,
  concatBytes,
  encodeMultibase,
  encodeUtf8,
  type JsonObject,
  type JsonValue,
  type Signer,
} from '@assay/core'
import type { Cryptosuite } from '@assay/credentials'
import { issuerKey, method, nodeEngines } from '../../src/test/badge.ts'

/** How a proof is made, also in ways that nobody should. */
export interface ProofRecipe {
  readonly suite?: Cryptosuite['name']
  readonly signer?: Signer
  /** Members of the proof besides the usual, or in place of them; undefined leaves one out. */
  readonly members?: Readonly<Record<string, JsonValue | undefined>>
  /** The proofs that it builds on. */
  readonly previous?: readonly JsonObject[]
  /** Puts the hash of the document first, which the standard does not (STANDARDS DI4). */
  readonly swapped?: boolean
}

/** The proof of a document. */
export async function makeProof(document: JsonObject, recipe: ProofRecipe = {}): Promise<JsonObject> {
  const { suite = 'eddsa-rdfc-2022', signer = issuerKey, previous = [], members = {} } = recipe
  const usual = {
    ...(suite.includes('jcs') ? { '@context': document['@context'] } : {}),
    ...{ type: 'DataIntegrityProof', cryptosuite: suite, created: '2026-01-01T00:00:00Z' },
    ...{ verificationMethod: method, proofPurpose: 'assertionMethod' },
    ...members,
  }
  const proof = Object.fromEntries(
    Object.entries(usual).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  )
  const { proof: _, ...content } = document
  const whole = previous.length === 0 ? content : { ...content, proof: previous }
  const configuration = suite.includes('jcs') ? proof : { ...proof, '@context': document['@context'] ?? null }
  const hashes = [await hashOf(configuration, suite, signer), await hashOf(whole, suite, signer)]
  const bytes = concatBytes(...(recipe.swapped === true ? hashes.toReversed() : hashes))
  const [signature = new Uint8Array()] = await signer.sign([bytes])
  return { ...proof, proofValue: encodeMultibase('z', signature) }
}

/** The document with that proof. */
export async function withProof(document: JsonObject, recipe: ProofRecipe = {}): Promise<JsonObject> {
  return { ...document, proof: await makeProof(document, recipe) }
}

async function hashOf(part: JsonObject, suite: string, { publicKey }: Signer): Promise<Uint8Array> {
  const name = publicKey.type === 'p384' ? 'sha384' : 'sha256'
  const text = suite.includes('jcs')
    ? canonicalJson(part)
    : (await nodeEngines.canonicalize(part, name)).nquads
  return nodeEngines.crypto[name](encodeUtf8(text))
}
