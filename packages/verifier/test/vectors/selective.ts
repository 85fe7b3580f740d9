import {
  decodeBase64Url,
  didKeyMethod,
  encodeBase64Url,
  encodeUtf8,
  type JsonObject,
  parseDateTimeStamp,
} from '@assay/core'
import { createProof, deriveProof } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import { method, nodeEngines, unsignedBadge } from '../../src/test/badge.ts'
import { issuerNetwork } from './common.ts'
import { objectOf, type VectorRow, type VectorSet } from './vector.ts'

const signer = testSigner('issuer', 'p256')
const other = testSigner('other', 'p256')
/** What every reader sees, and what the holder shows besides. */
const mandatoryPointers = ['/id', '/type', '/name', '/issuer', '/validFrom', '/credentialStatus']
const selectivePointers = [
  '/credentialSubject/id',
  '/credentialSubject/type',
  '/credentialSubject/achievement',
]

/** The badge as its issuer gave it. Keys of the proof are fixed here, and random everywhere else. */
function baseBadge(key = signer, verificationMethod = method): Promise<JsonObject> {
  return createProof({
    ...{
      document: unsignedBadge(),
      signer: key,
      verificationMethod,
      cryptosuite: 'ecdsa-sd-2023',
      ...nodeEngines,
    },
    created: parseDateTimeStamp('2026-01-01T00:00:00Z'),
    selective: {
      mandatoryPointers,
      hmacKey: nodeEngines.crypto.sha256(encodeUtf8('assay test key of names')),
      proofSigner: testSigner('proof', 'p256'),
    },
  })
}

/** The badge as its holder shows it, without whom it was sent to. */
export const shownBadge = async (base = baseBadge(), pointers = selectivePointers): Promise<JsonObject> =>
  deriveProof({ document: await base, selectivePointers: pointers, ...nodeEngines })

const subjectOf = (badge: JsonObject) => objectOf(badge.credentialSubject)
const altered = async (change: (bytes: Uint8Array) => Uint8Array, prefix = 'u'): Promise<JsonObject> => {
  const badge = await shownBadge()
  const proof = objectOf(badge.proof)
  const value = decodeBase64Url(String(proof.proofValue).slice(1))
  return { ...badge, proof: { ...proof, proofValue: prefix + encodeBase64Url(change(value)) } }
}
const failed = (code: string): VectorRow['expected'] => ['invalid', `proof failed ${code}`]
const flip = (bytes: Uint8Array, place: number) => bytes.map((byte, at) => (at === place ? byte ^ 1 : byte))

/** Badges of which a part is shown (STANDARDS DI10, DI11). */
export const selective: VectorSet = {
  name: 'ob3-ecdsa-sd-2023',
  about: 'Open Badges 3.0 with a proof of ecdsa-sd-2023, as the holder shows them.',
  network: () => issuerNetwork(signer),
  rows: [
    {
      name: 'good',
      about: 'The recipient’s address is hidden.',
      input: () => shownBadge(),
      expected: ['valid'],
    },
    {
      ...{ name: 'good-whole', about: 'Everything is shown.', expected: ['valid'] },
      input: () => shownBadge(baseBadge(), ['']),
    },
    {
      ...{
        name: 'base-proof',
        about: 'The proof of the issuer, which holders keep (DI10).',
        expected: failed('proof-base'),
      },
      input: () => baseBadge(),
    },
    {
      ...{
        name: 'mandatory-changed',
        about: 'A part that has to be shown was changed.',
        expected: failed('proof-signature'),
      },
      input: async () => ({ ...(await shownBadge()), name: 'Crane safety' }),
    },
    {
      ...{
        name: 'selected-changed',
        about: 'A part that the holder shows was changed.',
        expected: failed('proof-signature'),
      },
      input: async () => {
        const badge = await shownBadge()
        const subject = subjectOf(badge)
        const achievement = { ...objectOf(subject.achievement), description: 'Lifts.' }
        return { ...badge, credentialSubject: { ...subject, achievement } }
      },
    },
    {
      ...{
        name: 'part-added',
        about: 'Something was added to what is shown.',
        expected: failed('proof-signature'),
      },
      input: async () => ({ ...(await shownBadge()), description: 'With honours.' }),
    },
    {
      ...{
        name: 'part-removed',
        about: 'Something was taken from what is shown.',
        expected: failed('proof-signature'),
      },
      input: async () => {
        const badge = await shownBadge()
        const { achievementType: _, ...achievement } = objectOf(subjectOf(badge).achievement)
        return { ...badge, credentialSubject: { ...subjectOf(badge), achievement } }
      },
    },
    {
      ...{
        name: 'another-key',
        about: 'Another key signed under the name of the issuer’s.',
        expected: failed('proof-signature'),
      },
      input: () => shownBadge(baseBadge(other)),
    },
    {
      ...{ name: 'another-party', about: 'Somebody else signed with a good key of their own.' },
      input: () => shownBadge(baseBadge(other, didKeyMethod(other.publicKey))),
      expected: ['invalid', 'issuer-binding failed issuer-not-bound'],
    },
    {
      ...{
        name: 'signature-flipped',
        about: 'One bit of the issuer’s signature was flipped.',
        expected: failed('proof-signature'),
      },
      input: () => altered((bytes) => flip(bytes, 40)),
    },
    {
      ...{
        name: 'header-other',
        about: 'The header is none of the suite’s (DI10).',
        expected: failed('proof-value'),
      },
      input: () => altered((bytes) => flip(bytes, 1)),
    },
    {
      ...{ name: 'value-cut', about: 'The value ends too soon.', expected: failed('proof-value') },
      input: () => altered((bytes) => bytes.slice(0, -3)),
    },
    {
      ...{
        name: 'value-too-long',
        about: 'Something stands behind the value.',
        expected: failed('proof-value'),
      },
      input: () => altered((bytes) => Uint8Array.from([...bytes, 0])),
    },
    {
      ...{
        name: 'value-in-base58',
        about: 'The value says that it is base58btc (DI2).',
        expected: failed('proof-value'),
      },
      input: () => altered((bytes) => bytes, 'z'),
    },
  ],
}
