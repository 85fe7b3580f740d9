import {
  decodeMultibase,
  didKeyMethod,
  encodeMultibase,
  type JsonObject,
  type KeyType,
  keySizes,
} from '@assay/core'
import type { Cryptosuite } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import { unsignedBadge } from '../../src/test/badge.ts'
import { issuerNetwork } from './common.ts'
import { type ProofRecipe, withProof } from './make-proof.ts'
import { objectOf, type VectorRow, type VectorSet } from './vector.ts'

/** An Open Badge with a proof of this suite and kind of key: a good one, and one for each fault of a proof. */
export function dataIntegritySet(suite: Cryptosuite['name'], type: KeyType): VectorSet {
  const signer = testSigner('issuer', type)
  const other = testSigner('other', type)
  const sign = (recipe: ProofRecipe = {}, document = unsignedBadge()) =>
    withProof(document, { suite, signer, ...recipe })
  const failed = (code: string): VectorRow['expected'] => ['invalid', `proof failed ${code}`]
  const altered = async (change: (proof: JsonObject) => JsonObject) => {
    const badge = await sign()
    return { ...badge, proof: change(objectOf(badge.proof)) }
  }
  const withValue = (change: (signature: Uint8Array) => Uint8Array) =>
    altered((proof) => {
      const signature = decodeMultibase(String(proof.proofValue), 'z')
      return { ...proof, proofValue: encodeMultibase('z', change(signature)) }
    })
  const wrongSuite = suite.startsWith('eddsa') ? 'ecdsa-rdfc-2019' : 'eddsa-rdfc-2022'
  return {
    name: `ob3-${suite}${suite.startsWith('ecdsa') ? `-${type}` : ''}`,
    about: `Open Badges 3.0 with a proof of ${suite}, key ${type}.`,
    network: () => issuerNetwork(signer),
    rows: [
      { name: 'good', about: 'A good badge.', input: () => sign(), expected: ['valid'] },
      {
        name: 'content-changed',
        about: 'A name was changed after signing.',
        input: async () => ({ ...(await sign()), name: 'Crane safety' }),
        expected: failed('proof-signature'),
      },
      {
        name: 'context-added',
        about: 'A context was added after signing, which gives no word another meaning.',
        input: async () => {
          const badge = await sign()
          const contexts = badge['@context'] as readonly string[]
          return { ...badge, '@context': [...contexts, 'https://w3id.org/security/data-integrity/v2'] }
        },
        // A JCS proof names its own contexts, which those of the document have to begin with (DI7).
        expected: ['valid'],
      },
      {
        name: 'another-key',
        about: 'Another key signed under the name of the issuer’s.',
        input: () => sign({ signer: other }),
        expected: failed('proof-signature'),
      },
      {
        name: 'another-party',
        about: 'Somebody else signed with a good key of their own.',
        input: () => sign({ signer: other, members: { verificationMethod: didKeyMethod(other.publicKey) } }),
        expected: ['invalid', 'issuer-binding failed issuer-not-bound'],
      },
      {
        name: 'no-proof',
        about: 'The proof was removed.',
        input: () => unsignedBadge(),
        expected: failed('proof-missing'),
      },
      {
        name: 'proof-without-value',
        about: 'The proof has no value.',
        input: () => altered(({ proofValue: _, ...proof }) => proof),
        expected: failed('proof-malformed'),
      },
      {
        name: 'proof-without-method',
        about: 'The proof names no verification method.',
        input: () => sign({ members: { verificationMethod: undefined } }),
        expected: failed('proof-malformed'),
      },
      {
        name: 'proof-type-unknown',
        about: 'The proof is of a type that does not exist.',
        input: () => altered((proof) => ({ ...proof, type: 'FutureProof2030' })),
        expected: ['inconclusive', 'proof unknown proof-type'],
      },
      {
        name: 'suite-unknown',
        about: 'The proof is of a cryptosuite that does not exist.',
        input: () => sign({ members: { cryptosuite: 'future-2030' } }),
        expected: ['inconclusive', 'proof unknown proof-cryptosuite'],
      },
      {
        name: 'suite-of-another-key',
        about: `The proof says ${wrongSuite}, which does not use this kind of key.`,
        input: () => sign({ members: { cryptosuite: wrongSuite } }),
        expected: failed('proof-key-type'),
      },
      {
        name: 'purpose-authentication',
        about: 'The proof was made for signing in.',
        input: () => sign({ members: { proofPurpose: 'authentication' } }),
        expected: failed('proof-purpose'),
      },
      {
        name: 'created-without-zone',
        about: 'The date of the proof has no time zone.',
        input: () => sign({ members: { created: '2026-01-01T00:00:00' } }),
        expected: failed('proof-date'),
      },
      {
        name: 'created-changed',
        about: 'The date of the proof was changed after signing.',
        input: () => altered((proof) => ({ ...proof, created: '2026-01-02T00:00:00Z' })),
        expected: failed('proof-signature'),
      },
      {
        name: 'proof-expired',
        about: 'The proof has ended.',
        input: () => sign({ members: { expires: '2026-05-01T00:00:00Z' } }),
        expected: failed('proof-expired'),
      },
      {
        name: 'hashes-swapped',
        about: 'The hash of the document was signed before that of the proof (DI4).',
        input: () => sign({ swapped: true }),
        expected: failed('proof-signature'),
      },
      {
        name: 'value-in-base64url',
        about: 'The value is base64url multibase, where base58btc is asked for (DI2).',
        input: () =>
          altered((proof) => {
            const signature = decodeMultibase(String(proof.proofValue), 'z')
            return { ...proof, proofValue: encodeMultibase('u', signature) }
          }),
        expected: failed('proof-value'),
      },
      {
        name: 'value-without-prefix',
        about: 'The value lacks its multibase letter.',
        input: () => altered((proof) => ({ ...proof, proofValue: String(proof.proofValue).slice(1) })),
        expected: failed('proof-value'),
      },
      {
        name: 'value-too-short',
        about: 'The signature lacks a byte.',
        input: () => withValue((signature) => signature.slice(1)),
        expected: failed('proof-value'),
      },
      {
        name: 'value-too-long',
        about: 'The signature has a byte too many.',
        input: () => withValue((signature) => Uint8Array.from([...signature, 0])),
        expected: failed('proof-value'),
      },
      {
        name: 'value-flipped',
        about: 'One bit of the signature was flipped.',
        input: () => withValue((signature) => signature.map((byte, at) => (at === 40 ? byte ^ 1 : byte))),
        expected: failed('proof-signature'),
      },
      {
        name: 'value-zero',
        about: 'The signature is nothing but zeros (T5, T6).',
        input: () => withValue(() => new Uint8Array(keySizes[type].signature)),
        expected: failed('proof-signature'),
      },
      ...(suite.includes('jcs') ? jcsRows(sign) : []),
    ],
  }
}

/** What only proofs with contexts of their own can get wrong (DI7). */
function jcsRows(sign: (recipe?: ProofRecipe) => Promise<JsonObject>): VectorRow[] {
  return [
    {
      name: 'other-context-in-proof',
      about: 'The contexts of the document do not begin with those of the proof.',
      input: () => sign({ members: { '@context': ['https://www.w3.org/2018/credentials/v1'] } }),
      expected: ['invalid', 'proof failed proof-context'],
    },
  ]
}
