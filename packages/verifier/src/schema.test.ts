import type { JsonObject, JsonValue } from '@assay/core'
import { sharedVectors } from '@assay/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { isAffordableSchema } from './schema-cost.ts'
import { deviations, goodNetwork, type Network, sign, unsignedBadge, verifyBadge } from './test/badge.ts'

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

/** Each definition asks the next one twice: 2^levels. */
function fan(levels: number): JsonObject {
  const entries = Array.from({ length: levels }, (_, level): [string, JsonValue] => {
    const next = { $ref: `#/$defs/d${level + 1}` }
    return [`d${level}`, { anyOf: [next, next] }]
  })
  return { $ref: '#/$defs/d0', $defs: Object.fromEntries([...entries, [`d${levels}`, false]]) }
}
