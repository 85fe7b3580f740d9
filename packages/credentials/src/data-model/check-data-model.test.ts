import type { JsonObject, JsonValue } from '@assay/core'
import { describe, expect, it } from 'vitest'
import { credentialsV1Url, credentialsV2Url, openBadgesUrl } from '../contexts.ts'
import { fullBadge, smallBadge } from '../open-badge.fixture.ts'
import { checkDataModel } from './check-data-model.ts'
import { problemTypeUrl } from './problem.ts'

const plain: JsonObject = {
  '@context': [credentialsV2Url],
  type: ['VerifiableCredential'],
  issuer: 'https://issuer.example',
  credentialSubject: { id: 'urn:x:1' },
}
/** Of the published file of the base context (VCDM 2.0, Examples 25 and 26). */
const multihash = 'uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA'
const sri = 'sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU'
const old: JsonObject = {
  ...plain,
  '@context': [credentialsV1Url],
  issuanceDate: '2026-01-01T00:00:00Z',
}
const found = (document: JsonObject) =>
  checkDataModel(document).map(({ code, pointer, severity }) => `${severity} ${code} ${pointer}`)
const without = (document: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(document).filter(([member]) => member !== name))

describe('checkDataModel', () => {
  it('finds nothing in conforming credentials', () => {
    expect(found(plain)).toEqual([])
    expect(found(fullBadge)).toEqual([])
    expect(
      found({ ...plain, validFrom: '2026-01-01T00:00:00Z', validUntil: '2026-01-01T00:00:00Z' }),
    ).toEqual([])
  })

  it.each<[string, JsonValue | undefined, string]>([
    ['@context', credentialsV2Url, 'error context /@context'],
    ['@context', undefined, 'error context /@context'],
    ['@context', [openBadgesUrl, credentialsV2Url], 'error context /@context/0'],
    ['@context', [], 'error context /@context/0'],
    ['@context', [credentialsV2Url, 5], 'error context /@context/1'],
    ['@context', [credentialsV2Url, 'relative'], 'error context /@context/1'],
    ['type', undefined, 'error type /type'],
    ['type', [], 'error type /type'],
    ['type', ['VerifiableCredential', 5], 'error type /type'],
    ['type', 'Other', 'error type /type'],
    ['type', ['VerifiableCredential', 'Undefined'], 'error type-undefined /type/1'],
    ['id', ['urn:x:1'], 'error id /id'],
    ['id', 'relative', 'error id /id'],
    ['id', null, 'error id /id'],
    ['issuer', undefined, 'error issuer /issuer'],
    ['issuer', 'someone', 'error issuer /issuer'],
    ['issuer', {}, 'error issuer /issuer/id'],
    ['issuer', ['https://issuer.example'], 'error issuer /issuer'],
    ['credentialSubject', undefined, 'error subject /credentialSubject'],
    ['credentialSubject', [], 'error subject /credentialSubject'],
    ['credentialSubject', {}, 'error subject /credentialSubject'],
    ['credentialSubject', ['urn:x:1'], 'error subject /credentialSubject/0'],
    ['credentialSubject', { id: ['urn:x:1'] }, 'error subject /credentialSubject/id'],
    ['validFrom', '2026-01-01T00:00:00', 'error date /validFrom'],
    ['validFrom', 5, 'error date /validFrom'],
    ['validUntil', '2026-02-30T00:00:00Z', 'error date /validUntil'],
    ['issuanceDate', '2026-01-01T00:00:00Z', 'error version-mixed /issuanceDate'],
    ['credentialStatus', 'https://x.example', 'error entry /credentialStatus'],
    ['credentialStatus', {}, 'error entry-type /credentialStatus/type'],
    ['credentialStatus', [{ type: 'T' }, { id: 'x' }], 'error entry-type /credentialStatus/1/type'],
    ['credentialSchema', { type: 'T' }, 'error entry-id /credentialSchema/id'],
    ['refreshService', {}, 'error entry-type /refreshService/type'],
    ['termsOfUse', [{}], 'error entry-type /termsOfUse/0/type'],
    ['evidence', { id: 'urn:x:1' }, 'error entry-type /evidence/type'],
    ['name', 5, 'error language-value /name'],
    ['name', { en: 'x' }, 'error language-value /name'],
    ['name', { '@value': 'x', extra: 1 }, 'error language-value /name'],
    ['description', { '@value': 'x', '@direction': 'up' }, 'error language-value /description'],
    ['description', { '@value': 'x', '@language': 'not a tag' }, 'error language-value /description'],
    ['description', [], 'error language-value /description'],
    ['issuer', { id: 'https://x.example', name: 5 }, 'error language-value /issuer/name'],
    ['relatedResource', [], 'error related-resource /relatedResource'],
    ['relatedResource', 'x', 'error related-resource /relatedResource'],
    ['relatedResource', { id: 'https://x.example' }, 'error related-resource /relatedResource'],
    ['relatedResource', { digestSRI: 'x' }, 'error related-resource /relatedResource/id'],
  ])('VM1-VM8: names %s = %j', (name, value, expected) => {
    const document = value === undefined ? without(plain, name) : { ...plain, [name]: value }
    expect(found(document)).toContain(expected)
  })

  it('VM5: compares dates by instant and calls a wrong order a range error', () => {
    const order = { ...plain, validFrom: '2026-01-01T00:00:00+02:00', validUntil: '2025-12-31T21:59:59Z' }
    expect(checkDataModel(order)).toMatchObject([{ code: 'date-order', type: 'RANGE_ERROR' }])
    expect(found({ ...order, validUntil: '2025-12-31T22:00:00Z' })).toEqual([])
  })

  it('VM7: accepts language values, alone and several', () => {
    const value = { '@value': 'Título', '@language': 'es', '@direction': 'ltr' }
    expect(
      found({ ...plain, name: value, description: [value, { '@value': 'Title', '@language': 'en' }] }),
    ).toEqual([])
  })

  it('VM8: refuses the same resource twice', () => {
    const resource = { id: 'https://x.example', digestMultibase: multihash }
    expect(found({ ...plain, relatedResource: [resource, resource] })).toEqual([
      'error related-resource /relatedResource/1/id',
    ])
  })

  it('reports every problem, not the first', () => {
    const codes = checkDataModel({ '@context': 5 }).map(({ code }) => code)
    expect(codes).toEqual(['context', 'type', 'issuer', 'subject'])
  })

  it.each<[string, JsonValue]>([
    ['type', 'VerifiableCredential'],
    ['type', ['VerifiableCredential', 'https://types.example/Course']],
    ['id', 'urn:uuid:9a7b5a3e-0000-4000-8000-000000000001'],
    ['id', 'did:example:1234#credential'],
    ['issuer', { id: 'did:example:1234' }],
    ['issuer', { id: 'https://issuer.example', name: { '@value': 'Harbor', '@language': 'en' } }],
    ['credentialSubject', { name: 'Ana' }],
    ['credentialSubject', [{ id: 'urn:x:1' }, { id: 'urn:x:2' }]],
    ['validFrom', '2026-01-01T00:00:00.123456Z'],
    ['validFrom', '2026-01-01T24:00:00+14:00'],
    ['validUntil', '12026-01-01T00:00:00-05:00'],
    ['credentialStatus', { type: 'https://status.example/Type' }],
    ['credentialSchema', [{ id: 'https://x.example/schema', type: 'JsonSchema' }]],
    ['refreshService', { type: 'Service' }],
    ['termsOfUse', { type: ['A', 'B'], id: 'urn:x:terms' }],
    ['evidence', [{ type: ['Evidence'] }]],
    ['name', ''],
    ['description', { '@value': '' }],
    ['name', { '@value': 'שלום', '@language': 'he-IL', '@direction': 'rtl' }],
    ['relatedResource', { id: 'https://x.example', digestSRI: sri, mediaType: 'image/svg+xml' }],
    ['relatedResource', [{ id: 'https://x.example', digestMultibase: [multihash], digestSRI: sri }]],
    ['relatedResource', { id: credentialsV2Url, digestSRI: sri, digestMultibase: multihash }],
    ['relatedResource', { id: credentialsV2Url, digestSRI: `sha384-M${sri.slice(7)}` }],
    ['relatedResource', { id: 'https://x.example', digestSRI: `${sri} ${sri}?option` }],
  ])('VM1-VM8: finds nothing wrong with %s = %j', (name, value) => {
    expect(found({ ...plain, [name]: value })).toEqual([])
  })

  it.each<[string, JsonValue, string]>([
    ['@context', [credentialsV2Url, credentialsV1Url], 'error version-mixed /@context/1'],
    ['@context', [credentialsV2Url, credentialsV2Url], 'error version-mixed /@context/1'],
    ['@context', [credentialsV2Url, null], 'error context /@context/1'],
    ['@context', [credentialsV2Url, ['https://x.example']], 'error context /@context/1'],
    ['@context', [[credentialsV2Url]], 'error context /@context/0'],
    ['@context', { '@vocab': 'https://x.example/' }, 'error context /@context'],
    ['type', [['VerifiableCredential']], 'error type /type'],
    ['type', { id: 'VerifiableCredential' }, 'error type /type'],
    ['type', null, 'error type /type'],
    ['type', ['VerifiableCredential', ''], 'error type /type'],
    ['id', '', 'error id /id'],
    ['id', 'https://', 'error id /id'],
    ['id', 'https:issuer.example', 'error id /id'],
    ['id', 'urn:x: 1', 'error id /id'],
    ['id', '_:b0', 'error id /id'],
    ['id', 5, 'error id /id'],
    ['id', { id: 'urn:x:1' }, 'error id /id'],
    ['issuer', null, 'error issuer /issuer'],
    ['issuer', '', 'error issuer /issuer'],
    ['issuer', { id: null }, 'error issuer /issuer/id'],
    ['issuer', { id: ['https://issuer.example'] }, 'error issuer /issuer/id'],
    ['issuer', { id: 'https://x.example', description: [''] }, 'error language-value /issuer/description/0'],
    ['credentialSubject', null, 'error subject /credentialSubject'],
    ['credentialSubject', 'urn:x:1', 'error subject /credentialSubject'],
    ['credentialSubject', [{ id: 'urn:x:1' }, {}], 'error subject /credentialSubject/1'],
    ['credentialSubject', { id: '' }, 'error subject /credentialSubject/id'],
    ['validFrom', '', 'error date /validFrom'],
    ['validFrom', null, 'error date /validFrom'],
    ['validFrom', ['2026-01-01T00:00:00Z'], 'error date /validFrom'],
    ['validFrom', '2016-12-31T23:59:60Z', 'error date /validFrom'],
    ['validFrom', '2026-01-01', 'error date /validFrom'],
    ['validUntil', '2026-01-01T00:00:00+15:00', 'error date /validUntil'],
    ['validUntil', '-2026-01-01T00:00:00Z', 'error date /validUntil'],
    ['expirationDate', '2026-01-01T00:00:00Z', 'error version-mixed /expirationDate'],
    ['credentialStatus', null, 'error entry /credentialStatus'],
    ['credentialStatus', [], 'error entry /credentialStatus'],
    ['credentialStatus', { type: 5 }, 'error entry-type /credentialStatus/type'],
    ['credentialStatus', { type: '' }, 'error entry-type /credentialStatus/type'],
    ['credentialStatus', { type: 'T', id: 'relative' }, 'error entry-id /credentialStatus/id'],
    ['credentialStatus', { type: 'T', id: ['urn:x:1'] }, 'error entry-id /credentialStatus/id'],
    ['credentialSchema', 'https://x.example/schema', 'error entry /credentialSchema'],
    ['credentialSchema', { id: 'https://x.example/schema' }, 'error entry-type /credentialSchema/type'],
    ['credentialSchema', { id: 'schema', type: 'JsonSchema' }, 'error entry-id /credentialSchema/id'],
    ['credentialSchema', [], 'error entry /credentialSchema'],
    ['refreshService', 'https://x.example', 'error entry /refreshService'],
    ['termsOfUse', { type: ['A', 5] }, 'error entry-type /termsOfUse/type'],
    ['evidence', [], 'error entry /evidence'],
    ['evidence', 'https://x.example', 'error entry /evidence'],
    ['name', null, 'error language-value /name'],
    ['name', ['a', 'b'], 'error language-value /name/0'],
    ['name', { '@language': 'en' }, 'error language-value /name'],
    ['name', { '@value': 5 }, 'error language-value /name'],
    ['name', { '@value': 'x', '@language': '' }, 'error language-value /name'],
    ['name', { '@value': 'x', '@type': 'T' }, 'error language-value /name'],
    ['name', [{ '@value': 'x' }, 'y'], 'error language-value /name/1'],
    ['relatedResource', null, 'error related-resource /relatedResource'],
    ['relatedResource', ['https://x.example'], 'error related-resource /relatedResource/0'],
    ['relatedResource', { id: 'relative', digestSRI: sri }, 'error related-resource /relatedResource/id'],
    [
      'relatedResource',
      { id: 'https://x.example', digestSRI: sri, mediaType: 'image' },
      'error related-resource /relatedResource/mediaType',
    ],
    ...[
      '',
      'sha384',
      'md5-1B2M2Y8AsgTpgAmY7PhCfg==',
      'sha384-AAAA',
      `sha256-${sri.slice(7)}`,
      `${sri}A`,
      5,
      [],
      null,
    ].map((digest): [string, JsonValue, string] => [
      'relatedResource',
      { id: 'https://x.example', digestSRI: digest },
      'error related-resource /relatedResource/digestSRI',
    ]),
    ...[
      '',
      'u',
      'EiBZ',
      multihash.slice(1),
      'uEiA',
      `${multihash}A`,
      'uFiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA',
    ].map((digest): [string, JsonValue, string] => [
      'relatedResource',
      { id: 'https://x.example', digestMultibase: digest },
      'error related-resource /relatedResource/digestMultibase',
    ]),
  ])('VM1-VM8: names %s = %j too', (name, value, expected) => {
    expect(found({ ...plain, [name]: value })).toContain(expected)
  })

  it('VM9: refuses another digest of the base context than that of the published file', () => {
    const resource = { id: credentialsV2Url, digestSRI: `sha384-A${sri.slice(8)}` }
    expect(checkDataModel({ ...plain, relatedResource: [resource] })).toMatchObject([
      {
        code: 'related-resource-digest',
        type: 'CRYPTOGRAPHIC_SECURITY_ERROR',
        pointer: '/relatedResource/0',
      },
    ])
    // A file that this document does not use is not compared.
    expect(found({ ...plain, relatedResource: { ...resource, id: openBadgesUrl } })).toEqual([])
  })

  it('VM15: accepts version 1.1 under its own names, with a warning', () => {
    expect(found(old)).toEqual(['warning version-1.1 /@context/0'])
    expect(found(without(old, 'issuanceDate'))).toContain('error date-missing /issuanceDate')
    expect(found({ ...old, validFrom: '2026-01-01T00:00:00Z' })).toContain('error version-mixed /validFrom')
    expect(found({ ...old, credentialStatus: { type: 'T' } })).toContain(
      'error entry-id /credentialStatus/id',
    )
    expect(found({ ...old, refreshService: { type: 'T' } })).toContain('error entry-id /refreshService/id')
    expect(found({ ...old, '@context': [credentialsV1Url, credentialsV2Url] })).toContain(
      'error version-mixed /@context/1',
    )
    expect(found({ ...old, expirationDate: '2025-01-01T00:00:00Z' })).toContain(
      'error date-order /expirationDate',
    )
  })

  it('VM13: gives problem types of the standard', () => {
    const [first] = checkDataModel({ ...plain, id: 'relative' })
    expect(first?.type).toBe('MALFORMED_VALUE_ERROR')
    expect(problemTypeUrl('RANGE_ERROR')).toBe('https://www.w3.org/TR/vc-data-model#RANGE_ERROR')
  })

  it('J6: takes constructor and toString for types as undefined', () => {
    const types = ['VerifiableCredential', 'constructor', 'toString']
    expect(found({ ...plain, type: types })).toEqual([
      'error type-undefined /type/1',
      'error type-undefined /type/2',
    ])
  })
})

describe('checkDataModel on Open Badges', () => {
  const subject = smallBadge.credentialSubject as JsonObject
  const achievement = subject.achievement as JsonObject
  const withSubject = (change: JsonObject): JsonObject => ({
    ...smallBadge,
    credentialSubject: { ...subject, ...change },
  })
  const withAchievement = (change: JsonObject) => withSubject({ achievement: { ...achievement, ...change } })
  const at = '/credentialSubject/achievement'

  it.each<[string, JsonObject, string]>([
    [
      'no Open Badges context',
      { ...smallBadge, '@context': [credentialsV2Url] },
      'error context /@context/1',
    ],
    ['no id', without(smallBadge, 'id'), 'error id /id'],
    ['no validFrom', without(smallBadge, 'validFrom'), 'error date-missing /validFrom'],
    [
      'two subjects',
      { ...smallBadge, credentialSubject: [subject, subject] },
      'error subject /credentialSubject',
    ],
    ['another subject type', withSubject({ type: 'Person' }), 'error subject /credentialSubject/type'],
    [
      'no recipient',
      { ...smallBadge, credentialSubject: without(subject, 'id') },
      'error recipient /credentialSubject',
    ],
    ['no achievement', withSubject({ achievement: 'urn:x:1' }), `error achievement ${at}`],
    ['no achievement id', withAchievement({ id: 'x' }), `error achievement ${at}/id`],
    ['another achievement type', withAchievement({ type: ['Other'] }), `error achievement ${at}/type`],
    ['no achievement name', withAchievement({ name: '' }), `error achievement ${at}/name`],
    [
      'no achievement description',
      withAchievement({ description: null }),
      `error achievement ${at}/description`,
    ],
    ['no criteria', withAchievement({ criteria: [] }), `error achievement ${at}/criteria`],
    ['a null', withAchievement({ version: null }), `warning null-value ${at}/version`],
    ['an empty array', { ...smallBadge, evidence: [] }, 'warning empty-array /evidence'],
    ['a lone tag', withAchievement({ tag: 'x' }), `warning single-value ${at}/tag`],
    [
      'a lone identifier',
      withSubject({ identifier: { type: 'IdentityObject' } }),
      'warning single-value /credentialSubject/identifier',
    ],
  ])('OI1-OI3: names %s', (_, document, expected) => {
    expect(found(document)).toContain(expected)
  })

  it('OD6: warns of older contexts of Open Badges 3.0', () => {
    const url = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json'
    expect(found({ ...smallBadge, '@context': [credentialsV2Url, url] })).toEqual([
      'warning context-version /@context/1',
    ])
  })

  it('takes AchievementCredential for the same thing', () => {
    const types = ['VerifiableCredential', 'AchievementCredential']
    expect(found({ ...smallBadge, type: types })).toEqual([])
    expect(found({ ...without(smallBadge, 'id'), type: types })).toEqual(['error id /id'])
  })

  it('leaves the single text of an IdentifierEntry alone', () => {
    const entry = { type: ['IdentifierEntry'], identifier: 'x', identifierType: 'systemId' }
    expect(found(withAchievement({ otherIdentifier: [entry] }))).toEqual([])
  })
})
