import { isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { sharedVectors } from '@assay/testkit'
import jsonld from 'jsonld'
import { describe, expect, it } from 'vitest'
import { openBadges2Context } from './context.ts'
import { openBadges2Url } from './vocabulary.ts'

const vectors = sharedVectors('contexts')
const ours = memberOf(openBadges2Context(), '@context') as JsonObject

function theirContext(): JsonObject {
  const document = vectors?.json('ob-v2.jsonld') ?? null
  const context = isJsonObject(document) ? memberOf(document, '@context') : undefined
  if (!isJsonObject(context ?? null)) throw new TypeError(`${openBadges2Url} is no context`)
  return context as JsonObject
}

const expand = (document: JsonObject, context: JsonValue): Promise<unknown> =>
  jsonld.expand({ '@context': context, ...document } as jsonld.JsonLdDocument)

describe.skipIf(vectors === null)('the context of Open Badges 2.0', () => {
  it('VA6, DI6: gives every word, as member and as type, the expansion that the publisher’s file gives', async () => {
    const theirs = theirContext()
    const names = Object.keys(theirs)
    expect(Object.keys(ours).toSorted()).toEqual(names.toSorted())
    for (const name of names) {
      if (['id', 'type'].includes(name)) continue
      const documents: readonly JsonObject[] = [
        { id: 'urn:x:1', type: ['Assertion', name], [name]: ['text', 5, true, { id: 'urn:x:2', name: 'n' }] },
        { id: 'urn:x:1', [`${name}:more`]: 'text', [name]: 'urn:x:3' },
      ]
      for (const document of documents) {
        expect(await expand(document, ours), name).toEqual(await expand(document, theirs))
      }
    }
    vectors?.report(names.length)
  })

  it('would be told apart from one with another word', async () => {
    const document = { id: 'urn:x:1', issuedOn: '2026-05-03T16:38:00Z' }
    const changed = { ...ours, issuedOn: { '@id': 'obi:issuedOn', '@type': 'xsd:dateTime' } }
    expect(await expand(document, changed)).not.toEqual(await expand(document, ours))
  })
})
