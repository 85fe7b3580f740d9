import { encodeBase64, encodeUtf8, type JsonObject, type JsonValue, portableCrypto } from '@assay/core'
import { sharedVectors } from '@assay/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { isAffordableSchema } from './schema-cost.ts'
import {
  deviations,
  goodNetwork,
  issuerId,
  type Network,
  sign,
  unsignedBadge,
  verifyBadge,
} from './test/badge.ts'

const official =
  'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json'
const own = 'https://harbor.example.org/schema'
const extensions = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
const vectors = sharedVectors('schemas')

let network: Network
beforeAll(async () => {
  network = await goodNetwork()
})

async function check(id: string, schema: JsonValue | number, type = '1EdTechJsonSchemaValidator2019') {
  const document = unsignedBadge({
    '@context': [...(unsignedBadge()['@context'] as JsonValue[]), extensions],
    credentialSchema: [{ id, type }],
  })
  const report = await verifyBadge(await sign(document), { ...network, [id]: schema })
  return { verdict: report.verdict, deviations: deviations(report) }
}

describe('schema', () => {
  it('OD4 passes and fails by what the schema says', async () => {
    expect(await check(own, { required: ['awardedDate'] })).toEqual({
      verdict: 'valid',
      deviations: ['schema passed schema-ok'],
    })
    expect(await check(own, { properties: { name: { maxLength: 3 } } })).toEqual({
      verdict: 'invalid',
      deviations: ['schema failed schema-invalid'],
    })
  })

  it.skipIf(vectors === null)(
    'OD4 finds our badges to fit the published schema, and a broken one not to',
    async () => {
      const schema = vectors?.json('ob_v3p0_achievementcredential_schema.json') as JsonObject
      expect((await check(official, schema)).deviations).toEqual(['schema passed schema-ok'])
      const { verdict } = await check(official, { ...schema, required: ['licence'] })
      expect(verdict).toBe('invalid')
    },
  )

  const open: readonly (readonly [string, JsonValue | number, string])[] = [
    ['does not answer', 404, 'schema-unreachable'],
    ['is a page', '<html>', 'schema-unreachable'],
    ['is no schema', { type: 5 }, 'schema-unusable'],
    ['refers elsewhere', { $ref: 'https://other.example.org/schema' }, 'schema-costly'],
    ['holds a pattern', { properties: { name: { pattern: '^(a+)+$' } } }, 'schema-costly'],
    ['fans out', fan(30), 'schema-costly'],
    [
      'leads back to itself',
      { $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }] } }, $ref: '#/$defs/a' },
      'schema-costly',
    ],
  ]
  for (const [name, schema, code] of open) {
    it(`OD4 is left open when the schema ${name}`, async () => {
      expect((await check(own, schema)).deviations).toEqual([`schema unknown ${code}`])
    })
  }

  it('OD4 is left open for a type that is not known', async () => {
    expect((await check(own, {}, '1EdTechCredentialRefresh')).deviations).toEqual([
      'schema unknown schema-type',
    ])
  })

  it('weighs schemas by their size with references written out', () => {
    const allOf = (count: number) => ({ allOf: Array.from({ length: count }, () => ({ minProperties: 1 })) })
    expect(isAffordableSchema(allOf(200))).toBe(true)
    expect(isAffordableSchema(allOf(9_000))).toBe(false)
    expect(isAffordableSchema(fan(5))).toBe(true)
    expect(isAffordableSchema(fan(20))).toBe(false)
    expect(isAffordableSchema({ $ref: '#/$defs/none' })).toBe(false)
  })
})

const drafts = {
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
  '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  'draft-07': 'http://json-schema.org/draft-07/schema#',
}

describe('JsonSchema', () => {
  for (const [name, $schema] of Object.entries(drafts)) {
    it(`evaluates ${name}`, async () => {
      const good = { $schema, required: ['awardedDate'] }
      const bad = { $schema, properties: { name: { maxLength: 3 } } }
      expect((await check(own, good, 'JsonSchema')).deviations).toEqual(['schema passed schema-ok'])
      expect((await check(own, bad, 'JsonSchema')).deviations).toEqual(['schema failed schema-invalid'])
    })
  }

  it('takes the words of a version as that version means them', async () => {
    const tuple = (list: JsonObject) => ({
      properties: { type: list },
    })
    // `prefixItems` came with 2020-12; before, an array of `items` said the same.
    const newer = { $schema: drafts['2020-12'], ...tuple({ prefixItems: [{ const: 'Other' }] }) }
    const older = { $schema: drafts['draft-07'], ...tuple({ items: [{ const: 'Other' }] }) }
    for (const schema of [newer, older]) {
      expect((await check(own, schema, 'JsonSchema')).deviations).toEqual(['schema failed schema-invalid'])
    }
    const unknownWord = { ...newer, $schema: drafts['draft-07'] }
    expect((await check(own, unknownWord, 'JsonSchema')).deviations).toEqual(['schema passed schema-ok'])
  })

  it.each([undefined, 5, 'https://json-schema.org/draft/next', 'http://json-schema.org/draft-04/schema#'])(
    'is left open for $schema %j',
    async ($schema) => {
      const schema = $schema === undefined ? {} : { $schema }
      expect((await check(own, schema, 'JsonSchema')).deviations).toEqual(['schema unknown schema-version'])
    },
  )
})

describe('the digest of a schema', () => {
  const schema = { $schema: drafts['2020-12'], required: ['awardedDate'] }
  const hex = (change: string) => portableCrypto.sha384(encodeUtf8(JSON.stringify(schema) + change))
  const sri = (change = '') => `sha384-${encodeBase64(hex(change))}`

  async function checkDigests(entry: JsonObject, more: JsonObject = {}) {
    const document = unsignedBadge({ credentialSchema: [{ id: own, type: 'JsonSchema', ...entry }], ...more })
    return deviations(await verifyBadge(await sign(document), { ...network, [own]: schema }))
  }

  it('VM9 is honoured in the entry', async () => {
    expect(await checkDigests({ digestSRI: sri() })).toEqual(['schema passed schema-ok'])
    expect(await checkDigests({ digestSRI: sri('x') })).toEqual(['schema failed schema-digest'])
    const long = `sha512-${encodeBase64(new Uint8Array(64))}`
    expect(await checkDigests({ digestSRI: long })).toEqual(['schema unknown schema-unusable'])
  })

  it('VM9 is honoured among the related resources', async () => {
    const related = (digestSRI: string) => ({ relatedResource: [{ id: own, digestSRI }] })
    expect(await checkDigests({}, related(sri()))).toEqual(['schema passed schema-ok'])
    expect(await checkDigests({}, related(sri('x')))).toEqual([
      'data-model failed data-model-related-resource',
      'schema passed schema-ok',
    ])
  })
})

describe('JsonSchemaCredential', () => {
  const held = (schema: JsonObject, extra: JsonObject = {}): JsonObject => ({
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: own,
    type: ['VerifiableCredential', 'JsonSchemaCredential'],
    issuer: issuerId,
    credentialSubject: { id: `${own}#schema`, type: 'JsonSchema', jsonSchema: schema },
    ...extra,
  })
  const checkHeld = (document: JsonObject) => check(own, document, 'JsonSchemaCredential')
  const passing = { $schema: drafts['2020-12'], required: ['awardedDate'] }

  it('counts when the credential that holds the schema is genuine', async () => {
    expect((await checkHeld(await sign(held(passing)))).deviations).toEqual(['schema passed schema-ok'])
    const failing = { $schema: drafts['2020-12'], required: ['licence'] }
    expect((await checkHeld(await sign(held(failing)))).deviations).toEqual(['schema failed schema-invalid'])
  })

  it('fails when the credential that holds the schema was changed, expired or is not signed', async () => {
    const signed = await sign(held(passing))
    const changed = {
      ...signed,
      credentialSubject: { ...(signed.credentialSubject as JsonObject), id: 'urn:x:1' },
    }
    const expired = await sign(held(passing, { validUntil: '2026-01-01T00:00:00Z' }))
    for (const document of [changed, expired, held(passing)]) {
      expect(await checkHeld(document)).toEqual({
        verdict: 'invalid',
        deviations: ['schema failed schema-credential'],
      })
    }
  })

  it('is left open when that credential could not be checked, or holds no schema', async () => {
    const elsewhere = { verificationMethod: 'https://nobody.example.org/#key' }
    const unchecked = await sign(held(passing), elsewhere)
    expect((await checkHeld(unchecked)).deviations).toEqual(['schema unknown schema-credential-unknown'])
    expect((await checkHeld(passing)).deviations).toEqual(['schema unknown schema-unusable'])
    const old = await sign(held({ required: [] }))
    expect((await checkHeld(old)).deviations).toEqual(['schema unknown schema-version'])
  })

  it('ends where a schema credential names itself', async () => {
    const itself = await sign(held(passing, { credentialSchema: { id: own, type: 'JsonSchemaCredential' } }))
    const { deviations: found } = await checkHeld(itself)
    expect(found).toEqual(['schema failed schema-credential'])
  })
})

/** Each definition asks the next one twice: 2^levels. */
function fan(levels: number): JsonObject {
  const entries = Array.from({ length: levels }, (_, level): [string, JsonValue] => {
    const next = { $ref: `#/$defs/d${level + 1}` }
    return [`d${level}`, { anyOf: [next, next] }]
  })
  return { $ref: '#/$defs/d0', $defs: Object.fromEntries([...entries, [`d${levels}`, false]]) }
}
