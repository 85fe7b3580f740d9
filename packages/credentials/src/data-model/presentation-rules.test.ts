import type { JsonObject, JsonValue } from '@assay/core'
import { describe, expect, it } from 'vitest'
import { credentialsV1Url, credentialsV2Url, openBadgesUrl } from '../contexts.ts'
import { smallBadge } from '../open-badge.fixture.ts'
import { checkPresentationModel } from './presentation-rules.ts'

const plain: JsonObject = {
  '@context': [credentialsV2Url],
  type: ['VerifiablePresentation'],
  holder: 'did:example:1234',
  verifiableCredential: [smallBadge],
}
const enveloped: JsonObject = {
  '@context': credentialsV2Url,
  type: 'EnvelopedVerifiableCredential',
  id: 'data:application/vc+jwt,eyJh.eyJp.c2ln',
}
const found = (document: JsonObject) =>
  checkPresentationModel(document).map(({ code, pointer, severity }) => `${severity} ${code} ${pointer}`)
const without = (document: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(document).filter(([member]) => member !== name))

describe('checkPresentationModel', () => {
  it.each<[string, JsonObject]>([
    ['with everything', { ...plain, id: 'urn:x:1', termsOfUse: { type: 'T' } }],
    ['without credentials', without(plain, 'verifiableCredential')],
    ['without a holder', without(plain, 'holder')],
    ['with a holder that has an id', { ...plain, holder: { id: 'https://holder.example' } }],
    ['with one type', { ...plain, type: 'VerifiablePresentation' }],
    ['with one credential outside a list', { ...plain, verifiableCredential: smallBadge }],
    ['with an enveloped credential', { ...plain, verifiableCredential: [enveloped, smallBadge] }],
  ])('VM1-VM3, VM10: finds nothing wrong with a presentation %s', (_, document) => {
    expect(found(document)).toEqual([])
  })

  it.each<[string, JsonValue | undefined, string]>([
    ['@context', undefined, 'error context /@context'],
    ['@context', credentialsV2Url, 'error context /@context'],
    ['@context', [openBadgesUrl, credentialsV2Url], 'error context /@context/0'],
    ['@context', [credentialsV2Url, 7], 'error context /@context/1'],
    ['@context', [credentialsV2Url, credentialsV1Url], 'error version-mixed /@context/1'],
    ['type', undefined, 'error type /type'],
    ['type', 'VerifiableCredential', 'error type /type'],
    ['type', ['VerifiablePresentation', 'Undefined'], 'error type-undefined /type/1'],
    ['id', ['urn:x:1'], 'error id /id'],
    ['id', '', 'error id /id'],
    ['holder', 'someone', 'error holder /holder'],
    ['holder', {}, 'error holder /holder/id'],
    ['holder', ['did:example:1'], 'error holder /holder'],
    ['holder', null, 'error holder /holder'],
    ['termsOfUse', {}, 'error entry-type /termsOfUse/type'],
    ['verifiableCredential', 'eyJh.eyJp.c2ln', 'error presented /verifiableCredential'],
    ['verifiableCredential', [smallBadge, 'urn:x:1'], 'error presented /verifiableCredential/1'],
    ['verifiableCredential', [7], 'error presented /verifiableCredential/0'],
    ['verifiableCredential', null, 'error presented /verifiableCredential'],
    ['verifiableCredential', [{ type: 'Other' }], 'error presented /verifiableCredential/0'],
    ['verifiableCredential', [], 'error presented /verifiableCredential'],
    ['verifiableCredential', [without(enveloped, '@context')], 'error presented /verifiableCredential/0'],
    ['verifiableCredential', [without(enveloped, 'id')], 'error presented /verifiableCredential/0'],
    [
      'verifiableCredential',
      [{ ...enveloped, id: 'https://x.example' }],
      'error presented /verifiableCredential/0',
    ],
    [
      'verifiableCredential',
      [{ ...enveloped, id: 'data:application/vc+jwt' }],
      'error presented /verifiableCredential/0',
    ],
    ['verifiableCredential', [{ ...enveloped, '@context': [7] }], 'error presented /verifiableCredential/0'],
  ])('VM1-VM3, VM10: names %s = %j', (name, value, expected) => {
    const document = value === undefined ? without(plain, name) : { ...plain, [name]: value }
    expect(found(document)).toContain(expected)
  })

  it('VM15: reads version 1.1 with a warning', () => {
    expect(found({ ...plain, '@context': [credentialsV1Url] })).toEqual(['warning version-1.1 /@context/0'])
  })
})
