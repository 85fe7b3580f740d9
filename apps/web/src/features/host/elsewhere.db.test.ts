import { didKeyMethod } from '@assay/core'
import { createVcJwt } from '@assay/credentials'
import type { GuardedFetch, GuardedPost } from '@assay/node'
import { testSigner } from '@assay/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { foreignBadge, unsignedForeignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { importBadge } from '../backpack/commands/import-badge.ts'

// Two servers that know each other by nothing but the standard: one is asked by the other, as strangers are.
const HERE = 'https://here.example'
const THERE = 'https://there.example'

let here: TestApp
let there: TestApp
let ana: TestPerson
let anaThere: TestPerson

/** What the other server is changed into for one test: answers by address. */
const faults = new Map<string, Response>()
const asked: string[] = []

async function askThere(url: string, init: RequestInit): Promise<Response> {
  asked.push(`${init.method ?? 'GET'} ${url}`)
  const fault = faults.get(url.split('?')[0] ?? '')
  if (fault !== undefined) return fault.clone()
  if (new URL(url).origin !== THERE) return new Response('nobody', { status: 404 })
  return there.fetch(url, init)
}

const fetchDocument: GuardedFetch = async (url) => {
  const response = await askThere(url, {})
  const body = new Uint8Array(await response.arrayBuffer())
  return { outcome: 'ok', status: response.status, mediaType: 'application/json', body, url }
}

const webhooks: GuardedPost = {
  refusal: () => undefined,
  post: async (url, { method = 'POST', headers, body, keepBytes }) => {
    const response = await askThere(url, { method, headers, ...(method === 'GET' ? {} : { body }) })
    const kept = new Uint8Array(await response.arrayBuffer()).subarray(0, keepBytes)
    const link = response.headers.get('link')
    return { outcome: 'ok', status: response.status, body: kept, ...(link === null ? {} : { link }) }
  },
}

beforeAll(async () => {
  const plain = await createTestApp()
  const config = plain.deps.config
  await plain.close()
  here = await createTestApp({ config: { ...config, publicUrl: HERE }, fetchDocument, webhooks })
  there = await createTestApp({ config: { ...config, publicUrl: THERE } })
  ana = await personAt(here, 'Ana')
  anaThere = await personAt(there, 'Ana There')
  for (const badge of await anasBadges()) await keepThere(badge)
}, 60_000)
afterAll(async () => {
  await here.close()
  await there.close()
})
beforeEach(() => {
  faults.clear()
  asked.length = 0
})

/** Of the two processes of a test's application, the second was started under the address with https, and names its cookies for that. */
async function personAt(app: TestApp, name: string): Promise<TestPerson> {
  const person = await app.person(name)
  return {
    ...person,
    cookie: `${person.cookie}; ${person.cookie.replaceAll(/(?<=^|; )assay/g, '__Secure-assay')}`,
  }
}

const signer = testSigner('a school')

/** What lies in her backpack there: JSON with white space of its own, a token, one that names another address. */
async function anasBadges(): Promise<readonly string[]> {
  const token = await createVcJwt({
    ...{ algorithm: 'EdDSA', kid: didKeyMethod(signer.publicKey), sign: (batch) => signer.sign(batch) },
    credential: unsignedForeignBadge({ signer, id: 'urn:uuid:token' }),
  })
  const json = JSON.stringify(await foreignBadge({ id: 'urn:uuid:json', name: 'Crane signals' }), null, 3)
  const other = JSON.stringify(await foreignBadge({ id: 'urn:uuid:other', address: anaThere.email }))
  return [json, token, other]
}

async function keepThere(content: string): Promise<void> {
  const run = <T>(work: Parameters<typeof there.inPerson<T>>[1]) => there.inPerson(anaThere, work)
  const { outcome } = await importBadge(there.deps, run, { kind: 'document', source: 'x', content })
  expect(outcome).toBe('kept')
}

const begin = (address: string, as = ana) =>
  here.fetch(`${HERE}/backpack/elsewhere`, {
    ...{ as, method: 'POST', headers: { origin: HERE }, body: new URLSearchParams({ address }) },
  })

/** The link on the page that leads to the other server. */
async function consentAt(response: Response): Promise<string> {
  const href = /href="(https:\/\/there\.example\/oauth\/authorize[^"]*)"/.exec(await response.text())?.[1]
  return (href ?? 'nothing').replaceAll('&amp;', '&')
}

/** Agrees there, and answers the way back. */
async function agree(consent: string, intent = 'allow'): Promise<string> {
  const response = await there.fetch(consent, {
    ...{ as: anaThere, method: 'POST', headers: { origin: THERE }, body: new URLSearchParams({ intent }) },
  })
  return response.headers.get('location') ?? ''
}

const badgesOf = async (person: TestPerson) =>
  (
    (await (await here.fetch('https://here.example/api/v1/me/backpack', { as: person })).json()) as {
      items: { id: string; credentialUrl: string; broughtBy: unknown }[]
    }
  ).items

describe('OH1: a consumer that reads', () => {
  it('OH1 makes itself known to another host, is let in there, and brings badges byte for byte, each verified', async () => {
    const consent = await consentAt(await begin('there.example'))
    const question = await (await there.fetch(consent, { as: anaThere })).text()
    expect(question).toContain('Assay, here.example')
    expect(question).not.toContain('Put badges into your backpack')
    const back = await here.fetch(await agree(consent), { as: ana })
    const page = await back.text()
    expect(back.status, page.slice(0, 300)).toBe(200)
    expect(back.headers.get('cache-control')).toBe('no-store')
    expect(page).toContain('2 badges came along')
    expect(page).toContain('Ana There')
    expect(page).toContain('names another address')

    const kept = await badgesOf(ana)
    expect(kept.map(({ credentialUrl }) => credentialUrl).sort()).toEqual(['urn:uuid:json', 'urn:uuid:token'])
    const [json, token] = await anasBadges()
    const contents = []
    for (const { id } of kept) {
      const content = await (await here.fetch(`${HERE}/api/v1/me/backpack/${id}/content`, { as: ana })).json()
      contents.push((content as { data: string }).data)
    }
    expect(contents.sort()).toEqual([json, token].sort())
    expect(asked).toEqual([
      `GET ${THERE}/ims/ob/v3p0/discovery`,
      `POST ${THERE}/oauth/register`,
      `POST ${THERE}/oauth/token`,
      `GET ${THERE}/ims/ob/v3p0/profile`,
      `GET ${THERE}/ims/ob/v3p0/credentials?limit=50`,
    ])
  })

  it('OH1 OH7 follows the pages of the other host, and none that lead elsewhere', async () => {
    const bo = await personAt(here, 'Bo')
    const badges = await Promise.all([1, 2, 3].map((n) => foreignBadge({ id: `urn:uuid:page-${n}` })))
    const page = (n: number, next: string) =>
      new Response(JSON.stringify({ credential: [badges[n]] }), {
        headers: { link: `<${next}>; rel="next"` },
      })
    const api = `${THERE}/ims/ob/v3p0/credentials`
    faults.set(api, page(0, 'https://evil.example/steal'))
    const back = await agree(await consentAt(await begin(`${THERE}/`, bo)))
    expect(await (await here.fetch(back, { as: bo })).text()).toContain('1 badge came along')
    expect(asked.some((line) => line.includes('evil.example'))).toBe(false)
  })

  it('O3 the way back works once, for the person who began, and not for anybody who was sent there', async () => {
    const consent = await consentAt(await begin(THERE))
    const back = await agree(consent)
    const stranger = await personAt(here, 'Stranger')
    expect((await here.fetch(back, { as: stranger })).status).toBe(410)
    expect((await here.fetch(back)).headers.get('location')).toContain('/sign-in?next=')
    expect((await here.fetch(back, { as: ana })).status).toBe(200)
    expect((await here.fetch(back, { as: ana })).status).toBe(410)
    expect(
      (await here.fetch('https://here.example/backpack/elsewhere/back?code=x', { as: ana })).status,
    ).toBe(410)
  })

  it('O3 whoever refuses there brings nothing; an answer of another issuer is none', async () => {
    const refused = await agree(await consentAt(await begin(THERE)), 'refuse')
    expect((await here.fetch(refused, { as: ana })).status).toBe(409)
    const allowed = await agree(await consentAt(await begin(THERE)))
    const mixed = allowed.replace(/iss=[^&]*/, `iss=${encodeURIComponent('https://evil.example')}`)
    asked.length = 0
    expect((await here.fetch(mixed, { as: ana })).status).toBe(409)
    // The code went nowhere.
    expect(asked).toEqual([])
  })

  it('a visit that takes longer than half an hour is over', async () => {
    const back = await agree(await consentAt(await begin(THERE)))
    here.clock.now = new Date(here.clock.now.getTime() + 31 * 60_000)
    expect((await here.fetch(back, { as: ana })).status).toBe(410)
  })

  it('O3 a description whose token endpoint is of somebody else is none', async () => {
    const discovery = `${THERE}/ims/ob/v3p0/discovery`
    const document = await (await there.fetch('/ims/ob/v3p0/discovery')).text()
    faults.set(
      discovery,
      new Response(document.replace(`"${THERE}/oauth/token"`, '"https://evil.example/token"')),
    )
    const response = await begin(THERE)
    expect([response.status, asked]).toEqual([422, [`GET ${discovery}`]])
  })

  it.each([
    ['no address', 'not an address'],
    ['plain http', 'http://there.example'],
    ['a script', 'javascript:alert(1)'],
    ['nobody', 'https://nobody.example'],
  ])('S3 S4 %s is no platform, and its reader is told so', async (_, address) => {
    const response = await begin(address)
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('No platform with the Open Badges 3.0 interface answers')
  })

  it.each([
    ['registration', '/oauth/register'],
    ['tokens', '/oauth/token'],
    ['badges', '/ims/ob/v3p0/credentials'],
  ])('S6 a login page, an error or a bomb in place of %s is no answer', async (_, path) => {
    for (const answer of [
      new Response('<html>Sign in</html>'),
      new Response('{}', { status: 500 }),
      new Response('['.repeat(100_000)),
    ]) {
      faults.clear()
      if (path === '/oauth/register') {
        faults.set(THERE + path, answer)
        expect((await begin(THERE)).status).toBe(503)
        continue
      }
      const back = await agree(await consentAt(await begin(THERE)))
      faults.set(THERE + path, answer)
      expect((await here.fetch(back, { as: ana })).status).toBe(503)
    }
  })

  it('K7 secrets of the visit are sealed, and go with it', async () => {
    const back = await agree(await consentAt(await begin(THERE)))
    const [row] = await here.asOwner('SELECT v::text AS row, sealed FROM assay.host_visit v LIMIT 1')
    expect(String(row?.row)).not.toContain('there.example')
    expect(Buffer.from(row?.sealed as Buffer).toString('latin1')).not.toContain('clientSecret')
    await here.fetch(back, { as: ana })
    expect(await here.asOwner('SELECT 1 FROM assay.host_visit WHERE expires_at > now()')).toEqual([])
  })
})
