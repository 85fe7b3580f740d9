import { createHash } from 'node:crypto'
import { didKey, didKeyMethod, encodeUtf8, type JsonObject, type JsonValue } from '@assay/core'
import { bakePng, bakeSvg, buildEnvelope, createJws, createVcJose, createVcJwt } from '@assay/credentials'
import type { GuardedFetch } from '@assay/node'
import { testSigner } from '@assay/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DOT_PNG, foreignBadge, unsignedForeignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'

/** What strangers' servers answer; everything else is refused, as by the guard. */
const network = new Map<string, JsonValue>()
const asked: string[] = []
const fetchDocument: GuardedFetch = async (url) => {
  asked.push(url)
  const document = network.get(url)
  if (document === undefined)
    return { outcome: 'refused', code: 'fetch.url-syntax', message: 'It may not be asked.' }
  const body = encodeUtf8(JSON.stringify(document))
  return { outcome: 'ok', status: 200, mediaType: 'application/json', body, url }
}

let app: TestApp
let ana: TestPerson
beforeAll(async () => {
  app = await createTestApp({ fetchDocument })
  ana = await app.person('Ana')
})
afterAll(() => app.close())

interface Answer {
  readonly outcome: string
  readonly entry: { readonly id: string; readonly name: string; readonly ownership: string } | null
  readonly report: { readonly verdict: string; readonly format: string }
}

async function bringFile(name: string, bytes: Uint8Array): Promise<Answer> {
  const body = new FormData()
  body.set('file', new File([Buffer.from(bytes)], name))
  const response = await app.fetch('/api/v1/me/backpack', { as: ana, method: 'POST', body })
  return (await response.json()) as Answer
}

async function bringAddress(address: string): Promise<Answer> {
  const response = await app.fetch('/api/v1/me/backpack', {
    ...{ as: ana, method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ address }),
  })
  return (await response.json()) as Answer
}

async function contentOf(id: string): Promise<Uint8Array> {
  const response = await app.fetch(`/api/v1/me/backpack/${id}/content`, { as: ana })
  const { encoding, data } = (await response.json()) as { encoding: BufferEncoding; data: string }
  return new Uint8Array(Buffer.from(data, encoding))
}

const host = 'https://badges.north.example'
const address = `${host}/assertions/1`
const context = 'https://w3id.org/openbadges/v2'

function hostedBadge(extra: JsonObject = {}): JsonObject {
  const assertion: JsonObject = {
    '@context': context,
    ...{ id: address, type: 'Assertion', badge: `${host}/class`, issuedOn: '2026-01-01T00:00:00Z' },
    recipient: { type: 'email', hashed: true, salt: 's', identity: hashOf(ana.email, 's') },
    verification: { type: 'HostedBadge' },
    ...extra,
  }
  network.set(String(assertion.id), assertion)
  network.set(`${host}/class`, {
    '@context': context,
    ...{ id: `${host}/class`, type: 'BadgeClass', name: 'Crane signals', description: 'Signals.' },
    ...{ criteria: { narrative: 'Shown.' }, issuer: `${host}/issuer` },
  })
  network.set(`${host}/issuer`, {
    '@context': context,
    ...{ id: `${host}/issuer`, type: 'Profile', name: 'North Yard School', url: host },
  })
  return assertion
}

const hashOf = (value: string, salt: string) =>
  `sha256$${createHash('sha256')
    .update(value + salt)
    .digest('hex')}`

const signer = testSigner('a school')
const token = (extra: JsonObject = {}) =>
  createJws({
    ...{ algorithm: 'EdDSA', header: {}, sign: (batch) => signer.sign(batch) },
    payload: encodeUtf8(
      JSON.stringify({
        ...hostedBadge({ id: 'urn:uuid:signed' }),
        verification: { type: 'SignedBadge', creator: didKeyMethod(signer.publicKey) },
        badge: {
          ...{ id: 'urn:uuid:class', type: 'BadgeClass', name: 'First aid', description: 'Helps.' },
          criteria: { narrative: 'Shown.' },
          issuer: { id: didKey(signer.publicKey), type: 'Profile', name: 'Rescue school' },
        },
        ...extra,
      }),
    ),
  })
const SVG = encodeUtf8(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>',
)
const json = (value: JsonValue) => JSON.stringify(value, null, 1)

describe('OH10: every form of badge is brought', () => {
  const forms: readonly (readonly [string, string, () => Promise<Uint8Array>])[] = [
    ['ob2-json', 'a.json', async () => encodeUtf8(json(hostedBadge({ id: `${address}1` })))],
    ['ob2-jws', 'a.txt', async () => encodeUtf8(await token())],
    [
      'ob2-png',
      'a.png',
      async () => bakePng(DOT_PNG, json(hostedBadge({ id: `${address}2` })), 'open-badges-2'),
    ],
    ['ob2-svg', 'a.svg', async () => bakeSvg(SVG, await token({ id: 'urn:uuid:svg' }), 'open-badges-2')],
    ['ob3-svg', 'b.svg', async () => bakeSvg(SVG, json(await foreignBadge({ id: 'urn:uuid:svg3' })))],
    [
      'ob3-jwt',
      'b.jwt',
      async () =>
        encodeUtf8(
          await createVcJwt({
            ...{
              algorithm: 'EdDSA',
              kid: didKeyMethod(signer.publicKey),
              sign: (batch) => signer.sign(batch),
            },
            credential: unsignedForeignBadge({ signer, id: 'urn:uuid:jwt3' }),
          }),
        ),
    ],
  ]
  it('refuses a token in an envelope: it could not be read again, so nobody could tell whose it is', async () => {
    const credential = { ...unsignedForeignBadge({ signer, id: 'urn:uuid:envelope3' }) }
    const sign = (batch: readonly Uint8Array[]) => signer.sign(batch)
    const kid = didKeyMethod(signer.publicKey)
    const held = await createVcJose({ algorithm: 'EdDSA', kid, sign, document: credential })
    const answer = await bringFile('e.json', encodeUtf8(json(buildEnvelope(held))))
    expect([answer.outcome, answer.report]).toMatchObject([
      'refused',
      { verdict: 'valid', format: 'ob3-jwt' },
    ])
  })
  it.each(forms)('OH5 %s: is verified and kept byte for byte', async (format, name, make) => {
    const bytes = await make()
    const answer = await bringFile(name, bytes)
    expect([answer.outcome, answer.report]).toMatchObject(['kept', { verdict: 'valid', format }])
    expect(await contentOf(answer.entry?.id ?? '')).toEqual(bytes)
    const page = await app.fetch(`/backpack/${answer.entry?.id}`, { as: ana })
    expect(page.status).toBe(200)
  })

  it('takes the address of a hosted badge, and keeps what it publishes', async () => {
    const assertion = hostedBadge()
    const answer = await bringAddress(address)
    expect(answer).toMatchObject({ outcome: 'kept', entry: { name: 'Crane signals', ownership: 'shown' } })
    expect(await contentOf(answer.entry?.id ?? '')).toEqual(encodeUtf8(JSON.stringify(assertion)))
  })

  it('OH6: knows an equal badge by its unescaped id; a newer one replaces it and an older one does not', async () => {
    const bring = (id: string, issuedOn: string) =>
      bringFile('x.json', encodeUtf8(json(hostedBadge({ id, issuedOn }))))
    const first = await bring(`${host}/a%20b`, '2026-02-01T00:00:00Z')
    expect(first.outcome).toBe('kept')
    expect(await bring(`${host}/%61%20b`, '2026-01-01T00:00:00Z')).toMatchObject({
      ...{ outcome: 'unchanged', entry: { id: first.entry?.id } },
    })
    expect(await bring(`${host}/a%20b`, '2026-03-01T00:00:00Z')).toMatchObject({
      ...{ outcome: 'replaced', entry: { id: first.entry?.id } },
    })
  })

  it('B24: refuses a badge of Open Badges 2.0 that names another address', async () => {
    const recipient = { type: 'email', hashed: true, salt: 's', identity: hashOf('eve@example.org', 's') }
    const file = encodeUtf8(json(hostedBadge({ id: `${address}9`, recipient })))
    expect((await bringFile('x.json', file)).outcome).toBe('not_yours')
  })

  it('T11, B21: a file that says more than its address is not kept; what the address publishes is', async () => {
    const assertion = hostedBadge({ id: `${address}5` })
    const forged = encodeUtf8(json({ ...assertion, narrative: 'With distinction' }))
    const answer = await bringFile('x.json', forged)
    expect(answer).toMatchObject({ outcome: 'kept', report: { verdict: 'valid' } })
    expect(await contentOf(answer.entry?.id ?? '')).toEqual(encodeUtf8(JSON.stringify(assertion)))
  })

  it('B25, OD2: checked again, a badge that its issuer took back is shown as revoked', async () => {
    const assertion = hostedBadge({ id: `${address}6` })
    const { entry } = await bringFile('x.json', encodeUtf8(json(assertion)))
    network.set(`${address}6`, { '@context': context, id: `${address}6`, type: 'Assertion', revoked: true })
    const again = await app.fetch(`/api/v1/me/backpack/${entry?.id}/check`, {
      ...{ as: ana, method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
    })
    expect(await again.json()).toMatchObject({ state: 'revoked' })
  })

  it('RF1: checked again, a newer version takes the place of the badge', async () => {
    const service = `${host}/refresh`
    const change = {
      '@context': [
        ...(unsignedForeignBadge()['@context'] as readonly JsonValue[]),
        'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
      ],
      refreshService: { id: service, type: '1EdTechCredentialRefresh' },
    }
    const old = await foreignBadge({ id: 'urn:uuid:refresh', change })
    const newer = await foreignBadge({
      id: 'urn:uuid:refresh',
      name: 'Crane signals, renewed',
      validFrom: Date.parse('2026-05-03T09:00:00Z'),
      change,
    })
    const { entry } = await bringFile('x.json', encodeUtf8(JSON.stringify(old)))
    network.set(service, newer)
    await app.fetch(`/api/v1/me/backpack/${entry?.id}/check`, {
      ...{ as: ana, method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
    })
    expect(await contentOf(entry?.id ?? '')).toEqual(encodeUtf8(JSON.stringify(newer)))
  })

  it('F1: gives a drawing out as a file only, under a policy that runs nothing', async () => {
    const { entry } = await bringFile('c.svg', bakeSvg(SVG, json(await foreignBadge({ id: 'urn:uuid:f1' }))))
    const response = await app.fetch(`/b/${entry?.id}/badge.svg`, { as: ana })
    expect(response.headers.get('content-disposition')).toContain('attachment')
    expect(response.headers.get('content-security-policy')).toContain('sandbox')
    const evil = encodeUtf8('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')
    expect((await bringFile('d.svg', evil)).outcome).toBe('refused')
  })
})
