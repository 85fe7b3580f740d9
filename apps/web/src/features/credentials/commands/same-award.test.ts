import { decodeUtf8, isJsonObject, type JsonObject, memberOf } from '@assay/core'
import { nodeCrypto, open, sealDeflated } from '@assay/node'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { REEFER } from '../../../../test/awards.ts'
import type { CredentialFactsToSign } from './compose-credential.ts'
import { bytesOf, signedText, wholeText } from './document-text.ts'
import { composeAlike } from './same-award.ts'

const at = new Date('2026-05-03T10:00:00Z')
const origin = 'https://badges.example'

/** Any words, among them those that JSON escapes and digits that a place of a list might have. */
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('987654321', '"', '\\', '\n', ''),
)

const holder = fc.record({
  name: fc.option(words, { nil: undefined }),
  address: fc.option(fc.constantFrom('a@example.org', 'b@example.org', 'c"d@example.org'), {
    nil: undefined,
  }),
})

const award = fc.record({
  holder,
  id: fc.uuid(),
  subject: fc.uuid(),
  index: fc.integer({ min: 0, max: 131_071 }),
  group: fc.constantFrom('one', 'two'),
  reason: fc.constantFrom('Course of May', '987654321', undefined),
})
type Award = typeof award extends fc.Arbitrary<infer Value> ? Value : never

const SOMEBODY = { id: 'x', subject: 'y', group: 'one', reason: undefined } as const

function factsOf(
  { holder: whose, id, subject, index, group, reason }: Award,
  name: string,
): CredentialFactsToSign {
  return {
    order: {
      ...{ decisionId: id, personId: id, achievementVersionId: 'v', results: [], evidence: [] },
      ...{ assessors: { count: 1, capacity: 'Program manager' }, assessedAt: at, awardedAt: at },
      ...(reason === undefined ? {} : { reason }),
    },
    ...{ basis: 'bulk', url: `${origin}/credentials/${id}`, subjectId: `urn:uuid:${subject}` },
    ...{ validFrom: at, validUntil: undefined, awardedAt: at, issuerUrl: `${origin}/issuers/harbor` },
    organization: { name, website: null, description: '', email: null },
    ...{ holder: whose, achievementUrl: `${origin}/achievements/1`, imageUrl: `${origin}/1.png`, version: 1 },
    definition: REEFER,
    status: {
      ...{ groupId: group, index },
      lists: { revocation: `${origin}/status/${group}/r`, suspension: `${origin}/status/${group}/s` },
    },
    crypto: nodeCrypto,
  }
}

/** What a composition by itself says; the salts of addresses are random. */
const withoutIdentifiers = (document: JsonObject) => {
  const subject = memberOf(document, 'credentialSubject')
  return {
    ...document,
    credentialSubject: isJsonObject(subject ?? null)
      ? { ...(subject as JsonObject), identifier: 0 }
      : subject,
  }
}

describe('documents of one award', () => {
  it('have the texts that their JSON has, and say what each would say by itself', () => {
    fc.assert(
      fc.property(fc.array(award, { minLength: 1, maxLength: 8 }), words, (awards, name) => {
        const compose = composeAlike()
        for (const one of awards) {
          const facts = factsOf(one, name)
          const { document, text } = compose(facts)
          expect(decodeUtf8(bytesOf(wholeText(text)))).toBe(JSON.stringify(document))
          const alone = composeAlike()(facts).document
          expect(withoutIdentifiers(document)).toEqual(withoutIdentifiers(alone))
        }
      }),
    )
  })

  it('open as their texts, alone and with a proof', () => {
    const compose = composeAlike()
    const [key, place] = [new Uint8Array(32), new Uint8Array(1)]
    const one = { ...SOMEBODY, holder: { name: 'A', address: 'a@example.org' } } as const
    for (const index of [1, 2, 3]) {
      const { document, text } = compose(factsOf({ ...one, index }, 'Harbor'))
      const proof = { type: 'DataIntegrityProof', proofValue: 'z1' }
      const sealed = [wholeText(text), signedText(text, proof)].map((whole) =>
        sealDeflated(key, whole, place),
      )
      const [plain, signed] = sealed.map((bytes) => decodeUtf8(open(key, bytes, place)))
      expect(plain).toBe(JSON.stringify(document))
      expect(signed).toBe(JSON.stringify({ ...document, proof }))
    }
  })

  it('share what they have in common: it is deflated once, and takes little room', () => {
    const compose = composeAlike()
    const one = { ...SOMEBODY, holder: { name: undefined, address: 'a@example.org' } } as const
    const [, second, third] = [1, 2, 3].map((index) => compose(factsOf({ ...one, index }, 'Harbor')).text)
    const shared = second?.filter((part) => third?.includes(part)) ?? []
    expect(shared.length).toBeGreaterThan(4)
    const own = (second ?? []).filter((part) => !shared.includes(part))
    expect(bytesOf(own).length).toBeLessThan(bytesOf(second ?? []).length / 5)
  })
})
