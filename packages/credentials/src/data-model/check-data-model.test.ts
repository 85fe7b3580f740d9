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
    const resource = { id: 'https://x.example', digestMultibase: 'uEiA' }
    expect(found({ ...plain, relatedResource: [resource, resource] })).toEqual([
      'error related-resource /relatedResource/1/id',
    ])
  })

  it('reports every problem, not the first', () => {
    const codes = checkDataModel({ '@context': 5 }).map(({ code }) => code)
    expect(codes).toEqual(['context', 'type', 'issuer', 'subject'])
  })

  it('VM15: accepts version 1.1 under its own names, with a warning', () => {
    expect(found(old)).toEqual(['warning version-1.1 /@context/0'])
    expect(found(without(old, 'issuanceDate'))).toContain('error date-missing /issuanceDate')
    expect(found({ ...old, validFrom: '2026-01-01T00:00:00Z' })).toContain('error version-mixed /validFrom')
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
