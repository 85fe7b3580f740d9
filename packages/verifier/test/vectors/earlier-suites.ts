import { decodeMultibase, didKeyMethod, encodeMultibase, type JsonObject, type JsonValue } from '@assay/core'
import {
  issuerDocument,
  issuerId,
  issuerKey,
  multikeyMethod,
  otherKey,
  unsignedBadge,
} from '../../src/test/badge.ts'
import { issuerNetwork } from './common.ts'
import { makeProof, type ProofRecipe } from './make-proof.ts'
import { objectOf, type VectorRow, type VectorSet } from './vector.ts'

type Members = NonNullable<ProofRecipe['members']>

const superseded = 'proof warning proof-superseded'
const contexts = unsignedBadge()['@context'] as readonly JsonValue[]

/** Badges signed as before today's suites: a good one, and one for each fault (STANDARDS DI1, OD6). */
function earlierSuite(name: string, kind: Members, context: readonly JsonValue[]): VectorSet {
  // The context that defines the type of such a proof is superseded with it.
  const before = context.length === 0 ? [] : ['data-model warning data-model-superseded']
  const failed = (code: string): VectorRow['expected'] => ['invalid', ...before, `proof failed ${code}`]
  const unsigned = unsignedBadge({ '@context': [...contexts, ...context] })
  const sign = async (
    members: Members = {},
    recipe: ProofRecipe = {},
    document = unsigned,
  ): Promise<JsonObject> => ({
    ...document,
    proof: await makeProof(document, { ...recipe, members: { ...kind, ...members } }),
  })
  const altered = async (change: (proof: JsonObject) => JsonObject) => {
    const badge = await sign()
    return { ...badge, proof: change(objectOf(badge.proof)) }
  }
  const row = (
    row: string,
    about: string,
    input: () => Promise<JsonObject>,
    expected: VectorRow['expected'],
  ): VectorRow => ({ name: row, about, input, expected })
  return {
    name: `ob3-${name.toLowerCase()}`,
    about: `Open Badges 3.0 with a proof of ${name}, which nobody makes any more.`,
    network: () => issuerNetwork(),
    rows: [
      row('good', 'A good badge; a warning says that its suite is superseded.', () => sign(), [
        'valid',
        ...before,
        superseded,
      ]),
      {
        ...row('key-of-that-time', 'The key is published as an Ed25519VerificationKey2020.', () => sign(), [
          'valid',
          ...before,
          superseded,
        ]),
        network: () => {
          const key = { ...multikeyMethod(issuerKey), type: 'Ed25519VerificationKey2020' }
          return { [issuerId]: issuerDocument({ verificationMethod: [key] }) }
        },
      },
      row(
        'content-changed',
        'A name was changed after signing.',
        async () => ({ ...(await sign()), name: 'Crane safety' }),
        failed('proof-signature'),
      ),
      row(
        'another-key',
        'Another key signed under the name of the issuer’s.',
        () => sign({}, { signer: otherKey }),
        failed('proof-signature'),
      ),
      row(
        'another-party',
        'Somebody else signed with a good key of their own.',
        () => sign({ verificationMethod: didKeyMethod(otherKey.publicKey) }, { signer: otherKey }),
        ['invalid', ...before, superseded, 'issuer-binding failed issuer-not-bound'],
      ),
      row(
        'purpose-authentication',
        'The proof was made for signing in.',
        () => sign({ proofPurpose: 'authentication' }),
        failed('proof-purpose'),
      ),
      row(
        'created-changed',
        'The date of the proof was changed after signing.',
        () => altered((proof) => ({ ...proof, created: '2026-01-02T00:00:00Z' })),
        failed('proof-signature'),
      ),
      row(
        'proof-expired',
        'The proof has ended.',
        () => sign({ expires: '2026-05-01T00:00:00Z' }),
        failed('proof-expired'),
      ),
      row(
        'hashes-swapped',
        'The hash of the document was signed before that of the proof (DI4).',
        () => sign({}, { swapped: true }),
        failed('proof-signature'),
      ),
      row(
        'value-in-base64url',
        'The value is base64url multibase, where base58btc is asked for (DI2).',
        () =>
          altered((proof) => {
            const signature = decodeMultibase(String(proof.proofValue), 'z')
            return { ...proof, proofValue: encodeMultibase('u', signature) }
          }),
        failed('proof-value'),
      ),
      row(
        'value-is-a-jws',
        'The signature stands in `jws`, as it did in 2018.',
        () => altered(({ proofValue, ...proof }) => ({ ...proof, jws: proofValue ?? null })),
        failed('proof-malformed'),
      ),
      row(
        'under-a-newer-name',
        'It was renamed to a proof of eddsa-rdfc-2022 after signing.',
        () => altered((proof) => ({ ...proof, type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022' })),
        failed('proof-signature'),
      ),
    ],
  }
}

/** The suites that verify with a warning. */
export const earlierSuites: readonly VectorSet[] = [
  earlierSuite('eddsa-2022', { cryptosuite: 'eddsa-2022' }, []),
  earlierSuite('Ed25519Signature2020', { type: 'Ed25519Signature2020', cryptosuite: undefined }, [
    'https://w3id.org/security/suites/ed25519-2020/v1',
  ]),
]
