import { isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { sharedVectors } from '@assay/testkit'
import jsonld from 'jsonld'
import { describe, expect, it } from 'vitest'
import { bundledContexts, credentialsV2Url, openBadgesUrl } from '../contexts.ts'
import { clrContext, clrFirstUrl, clrUrl } from './clr-context.ts'

const vectors = sharedVectors('contexts')
const files = [
  [clrUrl, 'clr-v2p0-2.0.1.json'],
  [clrFirstUrl, 'clr-v2p0.json'],
] as const

/** Every term of the class tables, at its place, with a value of each kind that it may have. */
const everything: readonly JsonObject[] = [
  { id: 'urn:x:1', type: 'ClrCredential', partial: true },
  { id: 'urn:x:2', type: ['ClrCredential', 'ClrSubject'], partial: 'false', cred: 'x', obi: 'urn:x:3' },
  {
    type: 'ClrSubject',
    id: 'urn:x:4',
    achievement: [{ id: 'urn:x:5' }, 'text'],
    association: {
      type: 'Association',
      associationType: 'isPartOf',
      sourceId: 'urn:x:5',
      targetId: 'urn:x:6',
      partial: true,
    },
    verifiableCredential: [{ id: 'urn:x:7', type: 'ClrCredential' }, 'urn:x:8'],
    identifier: [{ type: 'obi:Identifier' }, 'text'],
  },
  { type: 'Association', associationType: ['precedes'], sourceId: ['urn:x:1'], targetId: 5 },
]

function expand(document: JsonObject, context: JsonValue): Promise<unknown> {
  const documentLoader = async (url: string) => {
    const bundled = bundledContexts.get(url)
    if (bundled === undefined) throw new Error(`${url} is not bundled`)
    return { documentUrl: url, document: bundled.document }
  }
  // The types of the library know only loaders with a callback.
  return jsonld.expand(
    { '@context': context, ...document } as jsonld.JsonLdDocument,
    { documentLoader } as object,
  )
}

describe.skipIf(vectors === null)('the context of CLR 2.0', () => {
  it.each(files)(
    'CL1, DI6: %s gives every document the expansion that the publisher’s file gives',
    async (url, file) => {
      const theirs = vectors?.json(file) ?? null
      if (!isJsonObject(theirs)) throw new TypeError(`${file} is no context`)
      const context = memberOf(theirs, '@context') ?? null
      const ours = memberOf(clrContext(url), '@context') ?? null
      let said = 0
      for (const document of everything) {
        for (const around of [[], [credentialsV2Url], [credentialsV2Url, openBadgesUrl]]) {
          const expected = await expand(document, [...around, context])
          said += JSON.stringify(expected).length
          expect(await expand(document, [...around, ours])).toEqual(expected)
        }
      }
      expect(said).toBeGreaterThan(1_000)
      vectors?.report(everything.length * 3)
    },
  )

  it('would be told apart from one with another word', async () => {
    const ours = clrContext(clrUrl)['@context'] as JsonObject
    const changed = { ...ours, Association: 'urn:x:other' }
    const [, , , document = {}] = everything
    expect(await expand(document, changed)).not.toEqual(await expand(document, ours))
  })
})
