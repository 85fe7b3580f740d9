import { didKeyMethod, type JsonObject, type JsonValue } from '@assay/core'
import { listUrl, otherKey, unsignedBadge } from '../../src/test/badge.ts'
import { credentialsV2, envelopeOf, holderKey, presentationOf } from '../../src/test/presentation.ts'
import { listOf } from './common.ts'
import { joseToken, tokenNetwork } from './envelopes.ts'
import { type ProofRecipe, withProof } from './make-proof.ts'
import { objectOf, type VectorRow, type VectorSet } from './vector.ts'

/** What the verifier asked for. */
export const asked = { challenge: 'c-1', domain: 'verifier.example' }
/** A good badge. */
export const good = () => withProof(unsignedBadge())
const usual = {
  verificationMethod: didKeyMethod(holderKey.publicKey),
  proofPurpose: 'authentication',
  ...asked,
}

/** Signed by its holder for whoever asked, with other members of the proof. */
const present = (document: JsonObject, members: ProofRecipe['members'] = {}, recipe: ProofRecipe = {}) =>
  withProof(document, { signer: holderKey, ...recipe, members: { ...usual, ...members } })

const row = (
  name: string,
  about: string,
  input: () => Promise<JsonValue>,
  ...expected: VectorRow['expected']
): VectorRow => ({ name, about, input, expected, ...asked })
const notSigned = 'proof warning proof-not-signed'

const signatures: readonly VectorRow[] = [
  row(
    'good',
    'Signed by its holder for whoever asked.',
    async () => present(presentationOf([await good()])),
    'valid',
  ),
  {
    name: 'good-not-asked',
    about: 'It answers a challenge that this reader did not give.',
    input: async () => present(presentationOf([await good()])),
    expected: ['valid'],
  },
  {
    name: 'good-not-signed',
    about: 'It is not signed, which says nothing about who presents it (VA3).',
    input: async () => presentationOf([await good()]),
    expected: ['valid', notSigned],
  },
  row(
    'not-signed-though-asked',
    'It is not signed, and the verifier asked for an answer.',
    async () => presentationOf([await good()]),
    'invalid',
    'proof failed proof-not-signed',
  ),
  row(
    'challenge-other',
    'It answers another challenge (VA3).',
    async () => present(presentationOf([await good()]), { challenge: 'c-2' }),
    'invalid',
    'proof failed proof-challenge',
  ),
  row(
    'challenge-missing',
    'It answers no challenge.',
    async () => present(presentationOf([await good()]), { challenge: undefined }),
    'invalid',
    'proof failed proof-challenge',
  ),
  row(
    'challenge-changed',
    'The challenge was changed after signing.',
    async () => {
      const made = await present(presentationOf([await good()]), { challenge: 'c-2' })
      return { ...made, proof: { ...objectOf(made.proof), challenge: 'c-1' } }
    },
    'invalid',
    'proof failed proof-signature',
  ),
  row(
    'domain-other',
    'It was made for another verifier (VA3).',
    async () => present(presentationOf([await good()]), { domain: 'other.example' }),
    'invalid',
    'proof failed proof-domain',
  ),
  row(
    'domain-missing',
    'It was made for nobody in particular.',
    async () => present(presentationOf([await good()]), { domain: undefined }),
    'invalid',
    'proof failed proof-domain',
  ),
  row(
    'purpose-assertion',
    'The proof was made for issuing (KY7).',
    async () => present(presentationOf([await good()]), { proofPurpose: 'assertionMethod' }),
    'invalid',
    'proof failed proof-purpose',
  ),
  row(
    'another-key',
    'Another key signed under the name of the holder’s.',
    async () => present(presentationOf([await good()]), {}, { signer: otherKey }),
    'invalid',
    'proof failed proof-signature',
  ),
  row(
    'another-party',
    'Somebody else presents what the holder has, under the holder’s name (KY6).',
    async () =>
      present(
        presentationOf([await good()]),
        { verificationMethod: didKeyMethod(otherKey.publicKey) },
        { signer: otherKey },
      ),
    'invalid',
    'issuer-binding failed holder-not-bound',
  ),
  row(
    'holder-changed',
    'The holder was changed after signing.',
    async () => ({ ...(await present(presentationOf([await good()]))), holder: 'https://eve.example.org/' }),
    'invalid',
    'proof failed proof-signature',
    'issuer-binding unknown holder-unreachable',
  ),
  row(
    'credential-added',
    'A credential was added after signing.',
    async () => {
      const second = await withProof(unsignedBadge({ id: 'https://harbor.example.org/credentials/2' }))
      return {
        ...(await present(presentationOf([await good()]))),
        verifiableCredential: [await good(), second],
      }
    },
    'invalid',
    'proof failed proof-signature',
  ),
]

/** One of two credentials inside is this one; the presentation is well signed. */
const inside = (
  name: string,
  about: string,
  credential: () => Promise<JsonValue>,
  code = 'credentials-failed',
  recipe: ProofRecipe = {},
): VectorRow =>
  row(
    name,
    about,
    async () => present(presentationOf([await good(), await credential()]), {}, recipe),
    'invalid',
    `credentials failed ${code}`,
  )
const withForm = (
  name: string,
  about: string,
  members: () => Promise<JsonObject>,
  ...checks: readonly string[]
): VectorRow =>
  row(
    name,
    about,
    async () => present(presentationOf([await good()], await members()), {}, { suite: 'eddsa-jcs-2022' }),
    'invalid',
    ...checks,
  )
const malformed = 'data-model failed data-model-malformed'
const noCredential = [malformed, 'credentials failed credentials-failed']
const noMeaning = ['data-model failed data-model-undefined-term', 'proof failed proof-document']

/** A record in an envelope, which holds what is given. */
const wrap = async (inner: JsonValue) => {
  const record = {
    '@context': [
      ...[credentialsV2, 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json'],
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    ],
    id: 'https://harbor.example.org/records/1',
    type: ['VerifiableCredential', 'ClrCredential'],
    name: 'Record',
    issuer: { id: 'https://harbor.example.org/issuer', type: ['Profile'], name: 'Harbor' },
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { id: 'urn:x:ana', type: ['ClrSubject'], verifiableCredential: [inner] },
  }
  return envelopeOf(await joseToken(record))
}

const contents: readonly VectorRow[] = [
  row(
    'good-envelope',
    'An envelope stands inside.',
    async () => present(presentationOf([envelopeOf(await joseToken())])),
    'valid',
  ),
  inside('one-changed', 'One of two credentials was changed (VM11).', async () => ({
    ...(await good()),
    name: 'Crane safety',
  })),
  inside('one-not-signed', 'One of two credentials is not signed (VM11).', async () => unsignedBadge()),
  inside('one-of-another-key', 'Another key signed one of two credentials (VM11).', () =>
    withProof(unsignedBadge(), { signer: otherKey }),
  ),
  inside(
    'one-expired',
    'One of two credentials has expired (VM11).',
    () => withProof(unsignedBadge({ validUntil: '2026-02-01T00:00:00Z' })),
    'credentials-lapsed',
  ),
  inside(
    'one-with-a-word-without-meaning',
    'One of two credentials holds a word without meaning.',
    () => withProof(unsignedBadge({ shoeSize: 43 }), { suite: 'eddsa-jcs-2022' }),
    'credentials-failed',
    { suite: 'eddsa-jcs-2022' },
  ),
  inside('envelope-forged', 'Another key signed the token in an envelope (VJ6).', async () =>
    envelopeOf(await joseToken(undefined, {}, otherKey)),
  ),
  {
    ...row(
      'one-revoked',
      'The credential inside was revoked.',
      async () => present(presentationOf([await good()])),
      'invalid',
      'credentials failed credentials-failed',
    ),
    network: async () => ({ [listUrl]: await listOf([[94_567, 1]]) }),
  },
  {
    ...row(
      'one-unknown',
      'Nobody knows whether the credential inside was revoked.',
      async () => present(presentationOf([await good()])),
      'inconclusive',
      'credentials unknown credentials-unknown',
    ),
    network: () => ({ [listUrl]: 503 }),
  },
  row(
    'deep',
    'Envelopes stand inside each other, as deep as they may (VJ6).',
    async () => present(presentationOf([await wrap(envelopeOf(await joseToken()))])),
    'valid',
  ),
  row(
    'too-deep',
    'Envelopes stand inside each other, deeper than they are opened (VJ6).',
    async () => present(presentationOf([await wrap(await wrap(await wrap(envelopeOf(await joseToken()))))])),
    'inconclusive',
    'credentials unknown credentials-unknown',
  ),
]

const forms: readonly VectorRow[] = [
  withForm(
    'text-inside',
    'A text stands in the place of a credential (VM10).',
    async () => ({ verifiableCredential: ['https://harbor.example.org/credentials/1'] }),
    ...noCredential,
  ),
  withForm(
    'token-inside',
    'A token stands there without an envelope (VM10).',
    async () => ({ verifiableCredential: [await joseToken()] }),
    malformed,
  ),
  withForm(
    'null-inside',
    'Nothing stands there.',
    async () => ({ verifiableCredential: [null] }),
    ...noCredential,
  ),
  withForm(
    'presentation-inside',
    'Another presentation stands there.',
    async () => ({ verifiableCredential: [presentationOf([await good()])] }),
    ...noCredential,
  ),
  withForm(
    'envelope-at-a-web-address',
    'The envelope inside is at a web address (VM10).',
    async () => ({
      verifiableCredential: [envelopeOf('', undefined, { id: 'https://harbor.example.org/credentials/1' })],
    }),
    ...noCredential,
  ),
  withForm(
    'envelope-without-context',
    'The envelope inside has no context (VM10).',
    async () => ({ verifiableCredential: [envelopeOf(await joseToken(), undefined, { '@context': [] })] }),
    ...noMeaning,
  ),
  withForm(
    'context-alone',
    'The context is a text and no list (VM1).',
    async () => ({ '@context': credentialsV2 }),
    malformed,
  ),
  withForm('holder-no-address', 'The holder is a name (VM3).', async () => ({ holder: 'Ana' }), ...noMeaning),
  withForm(
    'ids-two',
    'There are two ids (VM3).',
    async () => ({ id: ['urn:x:1', 'urn:x:2'] }),
    'data-model failed data-model-context',
    'proof failed proof-document',
  ),
  withForm(
    'terms-without-type',
    'Terms of use have no type (VM6).',
    async () => ({ termsOfUse: { id: 'urn:x:1' } }),
    malformed,
  ),
]

/** Presentations as JSON (STANDARDS VM10, VM11, VA3, VJ6). */
export const presentations: VectorSet = {
  name: 'presentations',
  about: 'Presentations with a Data Integrity proof of the holder, or none, and what stands inside.',
  network: tokenNetwork,
  rows: [...signatures, ...contents, ...forms],
}
