import type { JsonObject } from '@assay/core'
import { unsignedBadge } from '../../src/test/badge.ts'
import { issuerNetwork } from './common.ts'
import { withProof } from './make-proof.ts'
import { objectOf, type VectorSet } from './vector.ts'

const subjectWith = (identifier: JsonObject[]) =>
  withProof(
    unsignedBadge({ credentialSubject: { ...objectOf(unsignedBadge().credentialSubject), identifier } }),
  )
const plain = {
  ...{ type: 'IdentityObject', hashed: false, identityHash: 'ana@example.org', identityType: 'emailAddress' },
}

/** Whom a badge is about (STANDARDS OD7). */
export const recipients: VectorSet = {
  name: 'recipients',
  about: 'Badges about somebody, asked whether they are about a given person.',
  network: () => issuerNetwork(),
  rows: [
    {
      ...{ name: 'hashed', about: 'The address is hashed with a salt, and is that one.' },
      input: () => withProof(unsignedBadge()),
      recipient: { value: 'ana@example.org' },
      expected: ['valid'],
    },
    {
      ...{ name: 'hashed-other', about: 'The address is another.' },
      input: () => withProof(unsignedBadge()),
      recipient: { value: 'bo@example.org' },
      expected: ['invalid', 'recipient failed recipient-mismatch'],
    },
    {
      ...{ name: 'plain', about: 'The address stands in plain.' },
      input: () => subjectWith([plain]),
      recipient: { value: 'ana@example.org' },
      expected: ['valid'],
    },
    {
      ...{ name: 'of-another-kind', about: 'Nothing of the kind that is asked for is in the badge.' },
      input: () => withProof(unsignedBadge()),
      recipient: { value: '4711', identityType: 'systemId' },
      expected: ['invalid', 'recipient failed recipient-none'],
    },
  ],
}
