import { type JsonObject, type JsonValue, limits, parseJson, portableCrypto } from '@assay/core'
import { fastestOf } from '@assay/testkit'
import fc from 'fast-check'
import jsonld from 'jsonld'
import { describe, expect, it } from 'vitest'
import { canonicalizeGraph } from './canonical-graph.ts'
import { canonicalize } from './canonicalize.ts'
import { bundledContexts, credentialsV2Url, openBadgesUrl } from './contexts.ts'
import { fullBadge, smallBadge } from './open-badge.fixture.ts'

const crypto = portableCrypto
const run = async (document: JsonObject) => canonicalize(document, { crypto })
const refused = (code: string) => ({ code })
const withContext = (...more: JsonValue[]): JsonObject => ({
  ...smallBadge,
  '@context': [credentialsV2Url, openBadgesUrl, ...more],
})

describe('canonicalize', () => {
  it('agrees with the reference engine on a full badge', async () => {
    const { nquads } = await run(fullBadge)
    const again = await canonicalizeGraph(nquads, { crypto })
    expect(again.nquads).toBe(nquads)
    expect(nquads.split('\n').length).toBeGreaterThan(100)
  })

  it('gives the form that the library gives when nothing of it is replaced', async () => {
    const whole = jsonld as unknown as { canonize(document: object, options: object): Promise<string> }
    const documentLoader = async (url: string) => ({
      documentUrl: url,
      document: bundledContexts.get(url)?.document,
    })
    for (const document of [fullBadge, smallBadge]) {
      const expected = await whole.canonize(document, {
        algorithm: 'RDFC-1.0',
        safe: true,
        base: null,
        documentLoader,
      })
      expect((await run(document)).nquads).toBe(expected)
    }
  })

  it('gives the same form whatever the order of members', async () => {
    const turn = (value: JsonValue): JsonValue =>
      typeof value !== 'object' || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, member]) => [name, turn(member)]),
          )
    expect(await run(turn(fullBadge) as JsonObject)).toEqual(await run(fullBadge))
  })

  it('agrees with the reference engine on texts of any script', async () => {
    const unit = fc.constantFrom(
      'a',
      '"',
      '\\',
      '\n',
      '\u007f',
      '\u00e9',
      '\ufb33',
      '\u{1f600}',
      '\t',
      '\u0001',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit, minLength: 1 }), { maxLength: 6 }), async (tags) => {
        const subject = smallBadge.credentialSubject as JsonObject
        const achievement = { ...(subject.achievement as JsonObject), tag: tags, id: undefined }
        const document = JSON.parse(
          JSON.stringify({ ...smallBadge, credentialSubject: { ...subject, achievement } }),
        )
        const { nquads } = await run(document)
        expect((await canonicalizeGraph(nquads, { crypto })).nquads).toBe(nquads)
      }),
      { numRuns: 30 },
    )
  })

  it.each<[string, string, JsonObject]>([
    ['J5: an undefined term', 'data-loss', { ...smallBadge, undefinedTerm: 'x' }],
    [
      'J5: an undefined term deep inside',
      'data-loss',
      { ...smallBadge, evidence: [{ type: ['Evidence'], id: 'urn:x:1', nope: 1 }] },
    ],
    ['an undefined type', 'data-loss', { ...smallBadge, type: ['VerifiableCredential', 'Nope'] }],
    ['J4: a relative id', 'data-loss', { ...smallBadge, id: 'relative' }],
    ['J4: an empty id', 'data-loss', { ...smallBadge, id: '' }],
    [
      'J4: a relative reference',
      'data-loss',
      {
        ...smallBadge,
        credentialStatus: {
          ...(fullBadge.credentialStatus as JsonObject[])[0],
          statusListCredential: 'list',
        },
      },
    ],
    ['J3: an unknown context', 'context-unknown', withContext('https://contexts.example/v1')],
    [
      'J3: an unknown context deep inside',
      'context-unknown',
      { ...smallBadge, evidence: [{ '@context': 'https://contexts.example/v1', type: 'Evidence' }] },
    ],
    [
      'J4: an inline context that redefines a term',
      'context-redefines',
      withContext({ name: 'https://x.example/name' }),
    ],
    [
      'J4: an inline context that redefines a scoped term',
      'context-redefines',
      withContext({ achievement: 'https://x.example/a' }),
    ],
    ['J4: an inline @vocab', 'context-inline', withContext({ '@vocab': 'https://x.example/' })],
    ['J4: an inline @import', 'context-inline', withContext({ '@import': credentialsV2Url })],
    ['J4: an inline @base', 'context-inline', withContext({ '@base': 'https://x.example/' })],
    [
      'an inline context with a scoped one',
      'context-inline',
      withContext({ own: { '@id': 'https://x.example/o', '@context': { '@vocab': 'https://x.example/' } } }),
    ],
    [
      'an inline context with one that is an address',
      'context-inline',
      withContext({ own: { '@id': 'https://x.example/o', '@context': credentialsV2Url } }),
    ],
    [
      'an inline context with one that gives a keyword another name',
      'context-inline',
      withContext({ own: { '@id': 'https://x.example/o', '@context': { name: '@id' } } }),
    ],
    [
      'J4: a type of its own that redefines a word of the badge beside it',
      'context-redefines',
      {
        ...withContext({ Own: { '@id': 'https://x.example/O', '@context': { achievement: 'urn:x:a' } } }),
        credentialSubject: {
          ...(smallBadge.credentialSubject as JsonObject),
          type: ['AchievementSubject', 'Own'],
        },
      },
    ],
    [
      'J4: a type of its own that redefines a word of every object',
      'context-redefines',
      {
        ...withContext({ Own: { '@id': 'https://x.example/O', '@context': { name: 'urn:x:name' } } }),
        type: ['VerifiableCredential', 'OpenBadgeCredential', 'Own'],
      },
    ],
    ['an inline alias of a keyword', 'context-inline', withContext({ own: '@id' })],
    ['an inline term taken away', 'context-inline', withContext({ own: null })],
    ['a context that is null', 'context-inline', withContext(null)],
    ['a document without context', 'context-missing', { id: 'urn:x:1' }],
    ['@graph', 'json-ld-keyword', { ...smallBadge, '@graph': [] }],
    [
      '@id in place of id',
      'json-ld-keyword',
      { '@context': smallBadge['@context'] ?? null, '@id': 'urn:x:1' },
    ],
    ['@reverse', 'json-ld-keyword', { ...smallBadge, '@reverse': {} }],
    ['J6: constructor as a term', 'data-loss', { ...smallBadge, constructor: 'x' }],
    ['J6: toString as a type', 'data-loss', { ...smallBadge, type: ['VerifiableCredential', 'toString'] }],
    [
      'J6: __proto__ as a term',
      'data-loss',
      parseJson(`{"__proto__":{"x":1},${JSON.stringify(smallBadge).slice(1)}`) as JsonObject,
    ],
    ['an id that is an object', 'json-ld-invalid', { ...smallBadge, id: { x: 1 } }],
  ])('refuses %s', async (_, code, document) => {
    await expect(run(document)).rejects.toMatchObject(refused(code))
  })

  it('VM7: the direction of a text is kept, with and without its language', async () => {
    const named = (name: JsonObject) => run({ ...smallBadge, name })
    const both = await named({ '@value': 'x', '@language': 'AR', '@direction': 'rtl' })
    expect(both.nquads).toContain('"x"^^<https://www.w3.org/ns/i18n#ar_rtl>')
    const alone = await named({ '@value': 'x', '@direction': 'ltr' })
    expect(alone.nquads).toContain('"x"^^<https://www.w3.org/ns/i18n#_ltr>')
    await expect(named({ '@value': 'x', '@direction': 'up' })).rejects.toMatchObject(
      refused('json-ld-invalid'),
    )
  })

  it('accepts an inline context that only adds terms', async () => {
    const document = { ...withContext({ own: 'https://x.example/own' }), own: 'value' }
    expect((await run(document)).nquads).toContain('<https://x.example/own> "value"')
  })

  it('gives an object of an own type the words of its own context, and nothing else', async () => {
    const scoped = { '@protected': true, id: '@id', type: '@type', validUntil: 'https://x.example/end' }
    const licence = { type: 'Licence', validUntil: '2030' }
    const document = {
      ...withContext({
        Licence: { '@id': 'https://x.example/Licence', '@context': scoped },
        licence: { '@id': 'https://x.example/licence', '@type': '@id' },
      }),
      validUntil: '2031-01-01T00:00:00Z',
      credentialSubject: { ...(smallBadge.credentialSubject as JsonObject), licence },
    }
    const { nquads } = await run(document)
    expect(nquads).toContain('<https://x.example/end> "2030"')
    expect(nquads).toContain('<https://www.w3.org/2018/credentials#validUntil> "2031-01-01T00:00:00Z"')
  })

  it('signs the direction of a text with its language', async () => {
    const name = { '@value': 'x', '@language': 'ar', '@direction': 'rtl' }
    expect((await run({ ...smallBadge, name })).nquads).toContain('"x"^^<https://www.w3.org/ns/i18n#ar_rtl>')
    const plain = (await run({ ...smallBadge, name: { '@value': 'x', '@language': 'ar' } })).nquads
    expect(plain).toContain('"x"@ar')
  })

  it('J6: leaves the prototypes alone', async () => {
    const before = Object.getOwnPropertyNames(Object.prototype)
    await run({ ...smallBadge, constructor: { prototype: { x: 1 } } }).catch(() => undefined)
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
  })
})

describe('caps on canonicalisation (THREATS 2, J1)', () => {
  const evidence = (count: number, make: (index: number) => JsonObject): JsonObject => ({
    ...smallBadge,
    evidence: Array.from({ length: count }, (_, index) => make(index)),
  })

  it.each<[string, JsonObject]>([
    [
      'more statements than allowed',
      evidence(1_000, (i) => ({ id: `urn:x:${i}`, type: ['Evidence'], name: 'x' })),
    ],
    ['more blank nodes than allowed', evidence(201, (i) => ({ type: ['Evidence'], name: `x${i}` }))],
    ['more siblings than allowed', evidence(51, () => ({ type: ['Evidence'], name: 'x' }))],
    ['5,000 identical siblings', evidence(5_000, () => ({ type: 'Evidence' }))],
  ])('refuse %s within 50 ms', async (_, document) => {
    const refusal = () => expect(run(document)).rejects.toMatchObject(refused('canonicalization-too-large'))
    expect(await fastestOf(5, refusal)).toBeLessThan(50)
  })

  it('accept 700 statements', async () => {
    const document = evidence(350, (i) => ({ id: `urn:x:${i}`, type: ['Evidence'] }))
    expect((await run(document)).nquads.split('\n').length).toBeGreaterThan(700)
  })

  it('refuse hard graphs when nothing is there that can be killed', async () => {
    const twins = evidence(2, () => ({ type: ['Evidence'], name: 'x' }))
    await expect(run(twins)).rejects.toMatchObject(refused('canonicalization-unavailable'))
  })

  it('hand hard graphs, and only those, to the function given for them', async () => {
    const asked: string[] = []
    const options = {
      crypto,
      canonicalizeHard: async (nquads: string) => {
        asked.push(nquads)
        return canonicalizeGraph(nquads, { crypto })
      },
    }
    await canonicalize(fullBadge, options)
    expect(asked).toEqual([])
    const twins = evidence(2, () => ({ type: ['Evidence'], name: 'x' }))
    const { nquads } = await canonicalize(twins, options)
    expect(asked).toHaveLength(1)
    expect(nquads.match(/Evidence> \./g)).toHaveLength(2)
  })

  it('are those of the table', () => {
    expect(limits.canonicalization).toMatchObject({
      quads: 2_000,
      blankNodes: 200,
      siblings: 50,
      workFactor: 1,
    })
  })
})
