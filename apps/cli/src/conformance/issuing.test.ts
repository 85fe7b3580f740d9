import type { JsonObject } from '@assay/core'
import { buildOpenBadge, decodeStatusList, parseJws, readStatus } from '@assay/credentials'
import { gunzip } from '@assay/node'
import { afterAll, describe, expect, it } from 'vitest'
import { licence, plain, v2 } from './documents.fixture.ts'
import { codesOf, proofOf, startServed } from './served.fixture.ts'

const { server, ask, post, issue, verify } = await startServed()
afterAll(() => server.close())

/** As the instance names it in what the server prints. */
const suites: readonly (readonly [string, 'eddsa' | 'p256' | 'p384', string])[] = [
  ['eddsa', 'eddsa', 'eddsa-rdfc-2022'],
  ['eddsa-jcs', 'eddsa', 'eddsa-jcs-2022'],
  ['p256', 'p256', 'ecdsa-rdfc-2019'],
  ['p384', 'p384', 'ecdsa-rdfc-2019'],
  ['p256-jcs', 'p256', 'ecdsa-jcs-2019'],
  ['p384-jcs', 'p384', 'ecdsa-jcs-2019'],
  ['ecdsa', 'p256', 'ecdsa-rdfc-2019'],
  ['status', 'eddsa', 'eddsa-rdfc-2022'],
]

describe('issuing', { timeout: 60_000 }, () => {
  it.each(suites)(
    'VA4a: /%s signs by the key %s with %s, and any instance verifies it',
    async (name, key, suite) => {
      const { status, issued } = await issue(name)
      expect(status).toBe(201)
      expect(issued.issuer).toBe(server.issuers[key])
      expect(proofOf(issued)).toMatchObject({ type: 'DataIntegrityProof', cryptosuite: suite })
      expect(String(proofOf(issued).verificationMethod)).toMatch(`${server.issuers[key]}#`)
      expect(await verify(issued)).toMatchObject({ status: 200, body: { verified: true, document: issued } })
      expect((await verify({ ...issued, validFrom: '2020-01-01T00:00:00Z' })).status).toBe(400)
    },
  )

  it('VA4: version 1.1 is issued too, with the context of its proof', async () => {
    const { status, issued } = await issue('eddsa', licence)
    expect(status).toBe(201)
    expect(issued['@context']).toHaveLength(3)
    expect(issued.issuer).toEqual({ id: server.issuers.eddsa })
    expect((await verify(issued)).status).toBe(200)
  })

  it('VA2: the instance sets the issuer to its own, and keeps the rest of it', async () => {
    const { issued } = await issue('p256', { ...plain, issuer: { id: 'did:example:other', name: 'Harbor' } })
    expect(issued.issuer).toEqual({ id: server.issuers.p256, name: 'Harbor' })
  })

  it.each<[string, JsonObject]>([
    ['no issuer', { ...plain, issuer: null }],
    ['an issuer that is no URL', { ...plain, issuer: 'someone' }],
    ['an issuer without id', { ...plain, issuer: { name: 'Harbor' } }],
    ['no context', { ...plain, '@context': null }],
    ['an unknown context', { ...plain, '@context': [v2, 'https://unknown.example/context'] }],
    ['an undefined word', { ...plain, unheardOf: 1 }],
    ['an undefined type', { ...plain, type: ['VerifiableCredential', 'UnheardOf'] }],
    ['two ids', { ...plain, id: ['urn:x:1', 'urn:x:2'] }],
    ['an empty subject', { ...plain, credentialSubject: {} }],
    ['dates of another version', { ...plain, issuanceDate: '2026-01-01T00:00:00Z' }],
    [
      'dates in the wrong order',
      { ...plain, validFrom: '2027-01-01T00:00:00Z', validUntil: '2026-01-01T00:00:00Z' },
    ],
    [
      'a digest that is not the context’s',
      {
        ...plain,
        relatedResource: [{ id: v2, digestSRI: `sha384-${'A'.repeat(64)}` }],
      },
    ],
    ['a proof that it has already', { ...plain, proof: { type: 'DataIntegrityProof' } }],
    [
      'an envelope',
      { '@context': v2, type: 'EnvelopedVerifiableCredential', id: 'data:application/vc+jwt,a.b.c' },
    ],
  ])(
    'VA8: refuses a credential with %s, with problem details',
    async (_, credential) => {
      const reply = await issue('eddsa', credential)
      expect(reply).toMatchObject({ status: 400, mediaType: 'application/problem+json' })
      expect(reply.body).toMatchObject({ status: 400, type: expect.stringContaining('https://'), title: /./ })
    },
    20_000,
  )

  it('VA8: refuses a badge with an endorsement that does not verify', async () => {
    const badge = buildOpenBadge({
      id: 'https://issuer.example/credentials/1',
      name: 'Knots',
      issuer: { id: 'https://issuer.example', name: 'Harbor' },
      validFrom: Date.UTC(2026, 0, 1),
      awardedDate: Date.UTC(2026, 0, 1),
      subject: { id: 'did:example:subject', identifiers: [] },
      achievement: {
        id: 'https://issuer.example/achievements/1',
        achievementType: 'MicroCredential',
        name: 'Knots',
        description: 'Ties knots.',
        criteria: { narrative: 'Shown.' },
      },
      assessment: { proofType: 'demonstration' },
    })
    expect((await issue('eddsa', badge)).status).toBe(201)
    const endorsement = {
      '@context': badge['@context'] ?? null,
      type: ['VerifiableCredential', 'EndorsementCredential'],
      issuer: { id: server.issuers.p256, type: ['Profile'] },
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: { id: 'https://issuer.example/credentials/1', type: ['EndorsementSubject'] },
    }
    const reply = await issue('eddsa', { ...badge, endorsement: [endorsement] })
    expect([reply.status, codesOf(reply)]).toEqual([400, ['endorsements-failed']])
  })

  it('honours dates of the proof, and refuses options that would change the proof otherwise', async () => {
    const dates = { created: '2026-01-02T03:04:05Z', expires: '2126-01-02T03:04:05Z' }
    expect(proofOf((await issue('p384', plain, dates)).issued)).toMatchObject(dates)
    expect((await issue('p384', plain, { proofPurpose: 'assertionMethod' })).status).toBe(201)
    const refused = [
      { created: 'yesterday' },
      { cryptosuite: 'eddsa-rdfc-2022' },
      { proofPurpose: 'authentication' },
      { verificationMethod: server.issuers.eddsa },
      { mandatoryPointers: ['/issuer'] },
      { unheardOf: true },
    ]
    for (const options of refused) expect((await issue('p384', plain, options)).status).toBe(400)
  })
})

describe('selective disclosure', { timeout: 60_000 }, () => {
  it('VA4a: /sd issues for the holder, who derives what anyone verifies', async () => {
    const { status, issued } = await issue('sd', licence, { mandatoryPointers: ['/issuer', '/issuanceDate'] })
    expect(status).toBe(201)
    expect(codesOf(await verify(issued))).toContain('proof-base')
    const selectivePointers = ['/credentialSubject/boatLicence/number']
    const derived = await post('/sd/credentials/derive', {
      verifiableCredential: issued,
      options: { selectivePointers },
    })
    expect(derived.status).toBe(201)
    const shown = derived.body.verifiableCredential as JsonObject
    expect(shown).toMatchObject({ issuer: { id: server.issuers.p256 }, issuanceDate: licence.issuanceDate })
    expect(JSON.stringify(shown)).not.toContain('never')
    expect((await verify(shown)).status).toBe(200)
    expect((await verify({ ...shown, issuanceDate: '2023-01-01T00:00:00Z' })).status).toBe(400)
  })

  it.each<[string, JsonObject, JsonObject]>([
    ['a pointer that matches nothing', licence, { selectivePointers: ['/nothing'] }],
    ['no pointers where nothing is mandatory', licence, { selectivePointers: [] }],
    ['pointers that are no list', licence, { selectivePointers: '/issuer' }],
    ['an option that is not known', licence, { selectivePointers: ['/issuer'], all: true }],
  ])('DI11: deriving refuses %s', async (_, credential, options) => {
    const { issued } = await issue('sd', credential)
    const reply = await post('/sd/credentials/derive', { verifiableCredential: issued, options })
    expect(reply).toMatchObject({ status: 400, mediaType: 'application/problem+json' })
  })

  it('refuses to derive from what has no base proof, and mandatory pointers that match nothing', async () => {
    const { issued } = await issue('p256')
    for (const verifiableCredential of [issued, plain, 'text']) {
      const reply = await post('/sd/credentials/derive', {
        verifiableCredential,
        options: { selectivePointers: [''] },
      })
      expect(reply.status).toBe(400)
    }
    expect((await issue('sd', plain, { mandatoryPointers: ['/nothing'] })).status).toBe(400)
  })
})

describe('tokens', { timeout: 60_000 }, () => {
  it('VA4a: /jose issues envelopes with ES256 that any instance verifies', async () => {
    const { status, issued } = await issue('jose')
    expect(status).toBe(201)
    expect(issued).toMatchObject({ '@context': v2, type: 'EnvelopedVerifiableCredential' })
    const token = String(issued.id).replace('data:application/vc+jwt,', '')
    const jws = parseJws(token)
    expect(jws.header).toEqual({ alg: 'ES256', kid: expect.any(String), typ: 'vc+jwt', cty: 'vc' })
    expect(JSON.parse(new TextDecoder().decode(jws.payload))).toEqual({
      ...plain,
      issuer: server.issuers.p256,
    })
    expect((await verify(issued)).status).toBe(200)
    expect((await verify(token)).status).toBe(200)
    const wrong = token.slice(0, -4) + (token.endsWith('AAAA') ? 'BBBB' : 'AAAA')
    expect((await verify({ ...issued, id: `data:application/vc+jwt,${wrong}` })).status).toBe(400)
    expect((await issue('jose', licence)).status).toBe(400)
  })
})

describe('status', { timeout: 60_000 }, () => {
  it('VA5: /status adds an entry whose list answers, and a set bit is seen', async () => {
    const id = 'urn:uuid:9a7b5a3e-0000-4000-8000-00000000000a'
    const { issued } = await issue('status', { ...plain, id })
    const entry = issued.credentialStatus as JsonObject
    expect(entry).toMatchObject({ type: 'BitstringStatusListEntry', statusPurpose: 'revocation' })
    const path = String(entry.statusListCredential).replace(server.url, '')
    const bit = async () => {
      const list = await ask(path, { method: 'GET' })
      expect(list).toMatchObject({ status: 200, mediaType: 'application/vc' })
      expect((await verify(list.body)).status).toBe(200)
      const { encodedList } = list.body.credentialSubject as { readonly encodedList: string }
      return readStatus(decodeStatusList(encodedList, gunzip), Number(entry.statusListIndex))
    }
    expect(await bit()).toBe(0)
    expect((await verify(issued)).status).toBe(200)
    const credentialStatus = { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' }
    const set = { credentialId: id, credentialStatus, status: true }
    expect((await post('/status/credentials/status', set)).status).toBe(200)
    expect(await bit()).toBe(1)
    expect(codesOf(await verify(issued))).toEqual(['status-revoked'])
    expect((await verify(issued, { checks: ['proof'] })).status).toBe(200)
    expect((await verify(issued, { checks: ['proof', 'credentialStatus'] })).status).toBe(400)
    expect((await post('/status/credentials/status', { ...set, credentialId: 'urn:x:1' })).status).toBe(404)
    expect((await post('/status/credentials/status', { ...set, status: 'yes' })).status).toBe(400)
  })
})
