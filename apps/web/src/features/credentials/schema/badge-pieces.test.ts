import type { JsonObject } from '@assay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hideableIn, pointersWithout } from './badge-pieces.ts'
import { HIDEABLE, type Hideable } from './hideable.ts'

/** A badge in which every value says its group. */
const BADGE: JsonObject = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  id: 'urn:x:badge',
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  name: 'shown',
  issuer: { id: 'urn:x:issuer', type: ['Profile'], name: 'shown' },
  validFrom: '2026-05-03T10:00:00Z',
  awardedDate: 'awarded',
  credentialSubject: {
    id: 'urn:x:subject',
    type: ['AchievementSubject'],
    identifier: [
      { type: 'IdentityObject', identityType: 'name', identityHash: 'name' },
      { type: 'IdentityObject', identityType: 'emailAddress', identityHash: 'address' },
    ],
    achievement: {
      id: 'urn:x:achievement',
      type: ['Achievement'],
      name: 'shown',
      image: { id: 'awarded' },
      'a/b~c': 'shown',
      resultDescription: [
        { id: 'urn:x:row', resultType: 'RubricCriterionLevel', name: 'results' },
        { id: 'urn:x:fact', resultType: 'ext:AssessedOn', name: 'assessment' },
      ],
    },
    result: [
      { resultDescription: 'urn:x:row', value: 'results' },
      { resultDescription: 'urn:x:fact', value: 'assessment' },
      { resultDescription: 'urn:x:elsewhere', value: 'results' },
    ],
  },
  evidence: [
    { id: 'urn:x:e1', type: ['Evidence'], genre: 'evidence', narrative: 'evidence_words' },
    { id: 'urn:x:e2', type: ['Evidence'], genre: 'evidence' },
  ],
}

/** What a pointer names (RFC 6901, 4). */
const valueAt = (pointer: string): unknown =>
  pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], BADGE)

/** Groups whose words are under the pointers. */
const saidUnder = (pointers: readonly string[]): readonly Hideable[] => {
  const text = pointers.map((pointer) => JSON.stringify(valueAt(pointer))).join('\n')
  return HIDEABLE.filter((group) => text.includes(`:"${group}"`) || text.split('\n').includes(`"${group}"`))
}

describe('the pieces of a badge', () => {
  it('are in the groups that it has something of', () => {
    expect(hideableIn(BADGE)).toEqual(HIDEABLE)
    const { evidence: _, ...without } = BADGE
    expect(hideableIn(without)).not.toContain('evidence')
    expect(hideableIn({ id: 'urn:x:empty', credentialSubject: 'urn:x:subject', evidence: 7 })).toEqual([])
  })

  it('are all named while nothing is hidden, and those of a hidden group never', () => {
    fc.assert(
      fc.property(fc.subarray([...HIDEABLE]), (hidden) => {
        const pointers = pointersWithout(BADGE, hidden)
        const gone = hidden.includes('evidence') ? [...hidden, 'evidence_words'] : hidden
        expect(saidUnder(pointers)).toEqual(HIDEABLE.filter((group) => !gone.includes(group)))
        for (const always of ['/name', '/issuer', '/credentialSubject/achievement/a~1b~0c'])
          expect(pointers).toContain(always)
      }),
    )
  })

  it('the day of the award is no piece of its own where it is that of the signature', () => {
    const same = { ...BADGE, awardedDate: '2026-05-03T10:00:00Z' }
    expect(hideableIn(same)).not.toContain('awarded')
    expect(pointersWithout(same, ['awarded'])).toContain('/awardedDate')
  })
})
