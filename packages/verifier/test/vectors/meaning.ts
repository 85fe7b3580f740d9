import type { JsonObject, JsonValue } from '@assay/core'
import { unsignedBadge } from '../../src/test/badge.ts'
import { issuerNetwork } from './common.ts'
import { withProof } from './make-proof.ts'
import { objectOf, type VectorRow, type VectorSet } from './vector.ts'

/** Signed by a suite that never looks at contexts, so that the signature is good. */
const signed = (extra: JsonObject) => () => withProof(unsignedBadge(extra), { suite: 'eddsa-jcs-2022' })
const contexts = unsignedBadge()['@context'] as readonly JsonValue[]
const subjectWith = (extra: JsonObject) => ({
  credentialSubject: { ...objectOf(unsignedBadge().credentialSubject), ...extra },
})
const row = (name: string, about: string, extra: JsonObject, code: string): VectorRow => ({
  ...{ name, about, input: signed(extra) },
  expected: ['invalid', `data-model failed ${code}`, 'proof failed proof-document'],
})
const malformed = (name: string, about: string, extra: JsonObject, ...more: string[]): VectorRow => ({
  ...{ name, about, input: signed(extra) },
  expected: ['invalid', 'data-model failed data-model-malformed', ...more],
})

/** What the words of a badge mean, and how it is formed (STANDARDS 4, DI5, DI6; THREATS J3-J5). */
export const meaning: VectorSet = {
  name: 'data-model',
  about:
    'Badges whose words have no fixed meaning, or that are not formed as the data model says. Every signature is good.',
  network: () => issuerNetwork(),
  rows: [
    { name: 'good', about: 'A good badge.', input: signed({}), expected: ['valid'] },
    row(
      'context-unknown',
      'A context that nobody carries.',
      {
        '@context': [...contexts, 'https://unknown.example/context'],
      },
      'data-model-context',
    ),
    row(
      'context-redefines',
      'An inline context gives "name" another meaning.',
      {
        '@context': [...contexts, { name: 'https://x.example.org/n' }],
      },
      'data-model-context',
    ),
    row(
      'context-catches-all',
      'An inline context gives every word a meaning.',
      {
        '@context': [...contexts, { '@vocab': 'https://x.example.org/' }],
      },
      'data-model-context',
    ),
    row(
      'context-forgets',
      'A context that takes back all before it.',
      { '@context': [...contexts, null] },
      'data-model-context',
    ),
    row(
      'term-undefined',
      'A word that no context defines.',
      { nickname: 'Ana' },
      'data-model-undefined-term',
    ),
    row(
      'term-undefined-inside',
      'Such a word inside the subject.',
      subjectWith({ nickname: 'Ana' }),
      'data-model-undefined-term',
    ),
    row(
      'type-undefined',
      'A type that no context defines.',
      {
        type: ['VerifiableCredential', 'OpenBadgeCredential', 'Golden'],
      },
      'data-model-undefined-term',
    ),
    row('id-relative', 'An id that is relative.', { id: 'credentials/1' }, 'data-model-undefined-term'),
    malformed('context-order', 'The base context does not come first.', {
      '@context': contexts.toReversed(),
    }),
    malformed('subject-missing', 'There is no subject.', { credentialSubject: [] }),
    malformed(
      'schema-without-id',
      'A schema has no id.',
      {
        '@context': [...contexts, 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'],
        credentialSchema: { type: '1EdTechJsonSchemaValidator2019' },
      },
      'schema unknown schema-unreachable',
    ),
    malformed('resource-without-digest', 'A related resource has no digest.', {
      relatedResource: { id: 'https://x.example.org/1' },
    }),
    malformed('name-of-a-number', 'A name is a number.', { name: 7 }),
    malformed(
      'date-order',
      'The end lies before the start.',
      {
        validUntil: '2025-01-01T00:00:00Z',
      },
      'validity-dates failed dates-expired',
    ),
  ],
}

/** Dates of validity as instants (STANDARDS VM5). */
export const dates: VectorSet = {
  name: 'dates',
  about: 'Dates of validity, judged at one instant.',
  network: () => issuerNetwork(),
  rows: [
    {
      name: 'good-until',
      about: 'Valid for another second, in another time zone.',
      input: signed({ validUntil: '2026-05-03T18:38:01+02:00' }),
      expected: ['valid'],
    },
    {
      name: 'expired',
      about: 'Ended a second ago, in another time zone.',
      input: signed({ validUntil: '2026-05-03T18:37:59+02:00' }),
      expected: ['invalid', 'validity-dates failed dates-expired'],
    },
    {
      name: 'not-yet',
      about: 'Begins in a second.',
      input: signed({ validFrom: '2026-05-03T16:38:01Z' }),
      expected: ['invalid', 'validity-dates failed dates-not-yet'],
    },
    malformed(
      'without-zone',
      'The start has no time zone.',
      { validFrom: '2026-01-01T00:00:00' },
      'validity-dates failed dates-unreadable',
    ),
    malformed(
      'day-alone',
      'The start is a day.',
      { validFrom: '2026-01-01' },
      'validity-dates failed dates-unreadable',
    ),
    malformed(
      'no-such-day',
      'The start is the 30th of February.',
      { validFrom: '2026-02-30T00:00:00Z' },
      'validity-dates failed dates-unreadable',
    ),
    row(
      'of-version-1.1',
      'The end has its name of version 1.1 of the data model.',
      { expirationDate: '2027-01-01T00:00:00Z' },
      'data-model-undefined-term',
    ),
  ],
}
