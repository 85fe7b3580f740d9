import { didKey, didKeyMethod, isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '@assay/core'
import { type Cryptosuite, createProof, issueCredential } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodeEngines, now, unsignedBadge, verifyOptions } from './test/badge.ts'
import { verify } from './verify.ts'

const signer = testSigner('issuer')
const issuer = didKey(signer.publicKey)
const verificationMethod = didKeyMethod(signer.publicKey)
const plain: JsonObject = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  id: 'urn:x:1',
  type: ['VerifiableCredential'],
  issuer,
  name: { '@value': 'Name', '@language': 'en' },
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:subject' },
}
const old: JsonObject = {
  '@context': ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/security/data-integrity/v2'],
  type: ['VerifiableCredential'],
  issuer: { id: issuer },
  issuanceDate: '2026-01-01T00:00:00Z',
  credentialSubject: { id: 'did:example:subject' },
}
const { credentialStatus: _, ...badge } = unsignedBadge({ issuer: { id: issuer, name: 'Harbor' } })

const values: readonly JsonValue[] = [
  ...[null, '', 0, true, [], {}, 'text', 'urn:x:2', 'https://x.example', '2026-02-30T00:00:00Z'],
  ...['2025-01-01T00:00:00+14:00', '12026-01-01T00:00:00Z', ['urn:x:1'], 'VerifiableCredential'],
  ...[['VerifiableCredential', 'urn:x:Type'], { '@value': 'x' }, { '@value': 'x', '@direction': 'rtl' }],
  ...[{ id: 'urn:x:3' }, { type: 'T' }, { id: 'urn:x:4', type: 'urn:x:Type' }, [[]], { '@id': 'urn:x:5' }],
  { id: 'https://x.example', digestSRI: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' },
]
const names = [
  ...['id', 'type', 'issuer', 'name', 'description', 'validFrom', 'validUntil', 'issuanceDate', 'evidence'],
  ...['expirationDate', 'credentialSubject', 'termsOfUse', 'relatedResource', 'credentialSchema', '@context'],
  ...[
    'achievement',
    'identifier',
    'unheardOf',
    'urn:x:word',
    'refreshService',
    'partial',
    '__proto__',
    '@id',
  ],
]

/** Puts a value in, takes one out, or replaces one, at a place that the numbers choose. */
function mutate(
  value: JsonValue,
  path: readonly number[],
  name: string,
  put: JsonValue | undefined,
): JsonValue {
  const [step = 0, ...rest] = path
  if (isJsonArray(value)) {
    if (rest.length === 0 || value.length === 0) return [...value, ...(put === undefined ? [] : [put])]
    return value.map((item, index) => (index === step % value.length ? mutate(item, rest, name, put) : item))
  }
  if (!isJsonObject(value)) return put ?? value
  const entries = Object.entries(value)
  if (rest.length === 0 || entries.length === 0) {
    const others = entries.filter(([member]) => member !== name)
    return Object.fromEntries(put === undefined ? others : [...others, [name, put]])
  }
  return Object.fromEntries(
    entries.map(([member, inner], index): [string, JsonValue] =>
      index === step % entries.length ? [member, mutate(inner, rest, name, put)] : [member, inner],
    ),
  )
}

const documents = fc
  .record({
    base: fc.constantFrom(plain, old, badge),
    changes: fc.array(
      fc.record({
        path: fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }),
        name: fc.constantFrom(...names),
        put: fc.option(fc.constantFrom(...values), { nil: undefined }),
      }),
      { minLength: 0, maxLength: 2 },
    ),
  })
  .map(({ base, changes }) =>
    changes.reduce<JsonObject>((document, { path, name, put }) => {
      const changed = mutate(document, path, name, put)
      return isJsonObject(changed) ? changed : document
    }, base),
  )

async function judge(document: JsonObject) {
  // Whose key it is and what is in force, is not the question.
  const checks = ['proof', 'schema'] as const
  const { verdict } = await verify(JSON.stringify(document), verifyOptions({}, { ...nodeEngines, checks }))
  return verdict
}
const how = (cryptosuite: Cryptosuite['name']) => ({
  ...{ verificationMethod, created: now, signer, cryptosuite },
  ...nodeEngines,
})

describe('issueCredential', () => {
  it('VA8: whatever is issued verifies, and what is refused does not verify when it is signed by other means', async () => {
    const seen = { issued: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(documents, async (credential) => {
        const suite = 'eddsa-rdfc-2022'
        const result = await issueCredential({ credential, ...how(suite) })
        seen[result.outcome] += 1
        if (result.outcome === 'issued') {
          expect(await judge(result.credential)).toBe('valid')
          return
        }
        // This suite asks nothing of the words of a document, so that it signs anything.
        const { proof: __, ...bare } = credential
        const signed = await createProof({ document: bare, ...how('eddsa-jcs-2022') })
        expect(await judge(signed)).not.toBe('valid')
      }),
      { numRuns: 600 },
    )
    expect(seen.issued).toBeGreaterThan(50)
    expect(seen.refused).toBeGreaterThan(50)
  }, 60_000)

  it('refuses with every problem, each with its place', async () => {
    const credential = { ...plain, id: 'relative', issuer: 'someone', unheardOf: 1 }
    const result = await issueCredential({ credential, ...how('eddsa-rdfc-2022') })
    if (result.outcome === 'issued') throw new TypeError('it is refused')
    expect(result.problems.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['id', '/id'],
      ['issuer', '/issuer'],
      ['meaning', ''],
    ])
  })

  it('gives a credential of version 1.1 the context of its proof, once', async () => {
    const { '@context': contexts, ...rest } = old
    const [first, second] = contexts as readonly string[]
    for (const named of [[first], [first, second]]) {
      const credential = { ...rest, '@context': named as readonly string[] }
      const result = await issueCredential({ credential, ...how('eddsa-rdfc-2022') })
      expect(result).toMatchObject({ outcome: 'issued', credential: { '@context': [first, second] } })
    }
  })

  it('refuses what is too large to be read once it is signed', async () => {
    const size = (description: string) => JSON.stringify({ ...plain, description }).length
    const description = 'x'.repeat(1024 * 1024 - size('') - 10)
    const result = await issueCredential({ credential: { ...plain, description }, ...how('eddsa-rdfc-2022') })
    expect(result).toMatchObject({ outcome: 'refused', problems: [{ code: 'meaning' }] })
  })
})
