import { type JsonObject, type JsonValue, parseDateTimeStamp } from '@assay/core'
import { buildClr, type ClrInput } from '@assay/credentials'
import { issuerId, issuerKey, listUrl, method, otherKey, unsignedBadge } from '../../src/test/badge.ts'
import { anyToken } from '../tokens.ts'
import { issuerNetwork, listOf } from './common.ts'
import { withProof } from './make-proof.ts'
import { objectOf, type VectorRow, type VectorSet } from './vector.ts'

const second = (extra: JsonObject = {}, signer?: typeof otherKey) =>
  withProof(
    unsignedBadge({ id: 'https://harbor.example.org/credentials/2', ...extra }),
    signer === undefined ? {} : { signer },
  )
const record = async (extra: Partial<ClrInput> = {}) =>
  buildClr({
    id: 'https://harbor.example.org/records/1',
    name: 'Record of Ana Ruiz',
    issuer: { id: issuerId, name: 'Harbor Logistics' },
    validFrom: parseDateTimeStamp('2026-02-01T00:00:00Z'),
    subject: { id: 'urn:uuid:6f1c2a54-8f4e-4f0e-9a5a-0a4d2f6f9d11', identifiers: [] },
    credentials: [await withProof(unsignedBadge())],
    ...extra,
  })
/** A good record with one more credential inside. */
const inside = (
  name: string,
  about: string,
  credential: () => Promise<JsonObject>,
  ...expected: VectorRow['expected']
): VectorRow => ({
  ...{ name, about, expected },
  input: async () =>
    withProof(await record({ credentials: [await withProof(unsignedBadge()), await credential()] })),
})
const failed = 'credentials failed credentials-failed'

/** Learner records (STANDARDS CL1-CL3). */
export const learnerRecords: VectorSet = {
  name: 'clr2',
  about: 'Comprehensive Learner Records 2.0: the record, and each credential inside by itself.',
  network: () => issuerNetwork(),
  rows: [
    {
      name: 'good',
      about: 'A good record.',
      input: async () => withProof(await record()),
      expected: ['valid'],
    },
    {
      ...{ name: 'changed', about: 'The record was changed after signing.' },
      input: async () => ({ ...(await withProof(await record())), name: 'Another' }),
      expected: ['invalid', 'proof failed proof-signature'],
    },
    {
      ...{ name: 'another-key', about: 'Another key signed the record.' },
      input: async () => withProof(await record(), { signer: otherKey }),
      expected: ['invalid', 'proof failed proof-signature'],
    },
    {
      ...{ name: 'empty', about: 'The record holds nothing.' },
      input: async () => withProof(await record({ credentials: [] }), { suite: 'eddsa-jcs-2022' }),
      expected: ['invalid', 'data-model failed data-model-malformed'],
    },
    {
      ...{ name: 'association-to-nothing', about: 'An association names what is not in the record.' },
      input: async () =>
        withProof(
          await record({
            associations: [{ type: 'isPartOf', sourceId: 'urn:x:1', targetId: 'urn:x:2' }],
          }),
        ),
      expected: ['invalid', 'data-model failed data-model-malformed'],
    },
    inside('inside-good', 'Two good credentials inside.', () => second(), 'valid'),
    inside('inside-forged', 'One inside is forged.', () => second({}, otherKey), 'invalid', failed),
    inside(
      'inside-changed',
      'One inside was changed before the record was signed.',
      async () => ({ ...(await second()), name: 'Doctor' }),
      'invalid',
      failed,
    ),
    inside(
      'inside-expired',
      'One inside has expired.',
      () => second({ validUntil: '2026-03-01T00:00:00Z' }),
      'valid',
      'credentials warning credentials-lapsed',
    ),
    inside(
      'inside-status-silent',
      'The list of one inside does not answer.',
      () =>
        second({
          credentialStatus: {
            ...objectOf(unsignedBadge().credentialStatus),
            ...{ id: 'urn:x:status', statusListCredential: 'https://harbor.example.org/status/9' },
          },
        }),
      'inconclusive',
      'credentials unknown credentials-unknown',
    ),
    inside(
      'inside-about-another',
      'One inside is about somebody else (CL3).',
      () => second({ credentialSubject: aboutOther() }),
      'valid',
      'credentials warning credentials-other-subject',
    ),
    {
      ...{ name: 'inside-revoked', about: 'The one inside was revoked.' },
      input: async () => withProof(await record()),
      network: async () => ({ [listUrl]: await listOf([[94_567, 1]]) }),
      expected: ['invalid', failed],
    },
  ],
}

function aboutOther(): JsonObject {
  const identifier: JsonValue = [
    {
      ...{ type: 'IdentityObject', hashed: true, identityHash: 'sha256$00' },
      ...{ identityType: 'emailAddress', salt: 's' },
    },
  ]
  const id = 'urn:uuid:00000000-0000-4000-8000-000000000001'
  return { ...objectOf(unsignedBadge().credentialSubject), id, identifier }
}

const endorsement = (extra: JsonObject = {}): JsonObject => ({
  '@context': unsignedBadge()['@context'] ?? null,
  id: 'https://harbor.example.org/endorsements/1',
  type: ['VerifiableCredential', 'EndorsementCredential'],
  name: 'Praise',
  issuer: { id: issuerId, type: ['Profile'], name: 'Harbor Logistics' },
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: {
    ...{ id: 'https://harbor.example.org/credentials/1', type: ['EndorsementSubject'] },
    endorsementComment: 'Good.',
  },
  ...extra,
})
const endorsed = (
  name: string,
  about: string,
  members: () => Promise<JsonObject>,
  ...expected: VectorRow['expected']
): VectorRow => ({ name, about, expected, input: async () => withProof(unsignedBadge(await members())) })
const praised = async (extra: JsonObject = {}, signer?: typeof otherKey) => ({
  endorsement: [await withProof(endorsement(extra), signer === undefined ? {} : { signer })],
})
const endorsementFailed = 'endorsements failed endorsements-failed'

/** Endorsements, each on its own proof (STANDARDS OD8, EN1). */
export const endorsements: VectorSet = {
  name: 'endorsements',
  about: 'Open Badges 3.0 with an endorsement inside; the badge itself is always good.',
  network: () => issuerNetwork(),
  rows: [
    endorsed('good', 'A good endorsement.', () => praised(), 'valid'),
    endorsed('forged', 'Another key signed it.', () => praised({}, otherKey), 'invalid', endorsementFailed),
    endorsed(
      'changed',
      'It was changed after signing.',
      async () => ({ endorsement: [{ ...(await withProof(endorsement())), name: 'More praise' }] }),
      'invalid',
      endorsementFailed,
    ),
    endorsed(
      'about-another',
      'It is about another credential.',
      () => praised({ credentialSubject: { id: 'urn:x:1', type: ['EndorsementSubject'] } }),
      'invalid',
      endorsementFailed,
    ),
    endorsed(
      'expired',
      'It has expired.',
      () => praised({ validUntil: '2026-02-01T00:00:00Z' }),
      'valid',
      'endorsements warning endorsements-lapsed',
    ),
    endorsed('in-a-token', 'It is a token (EN1).', () => praisedInToken(), 'valid'),
    endorsed(
      'in-a-token-changed',
      'It is a token, and another key signed it.',
      () => praisedInToken(otherKey),
      'invalid',
      endorsementFailed,
    ),
  ],
}

/** The context 3.0.3 defines the word; older ones do not. */
async function praisedInToken(signer = issuerKey): Promise<JsonObject> {
  return { endorsementJwt: [await anyToken({ kid: method, typ: 'vc+jwt' }, endorsement(), signer)] }
}
