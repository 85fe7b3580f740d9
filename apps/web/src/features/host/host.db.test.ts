import { didKeyMethod, type JsonObject } from '@assay/core'
import { createVcJwt } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { foreignBadge, unsignedForeignBadge } from '../../../test/foreign-badge.ts'
import {
  call,
  connected,
  type Platform,
  READ,
  READ_PROFILE,
  registered,
  WRITE,
  WRITE_PROFILE,
} from '../../../test/host-platform.ts'
import { createTestApp, TEST_ORIGIN, type TestApp, type TestPerson } from '../../../test/test-app.ts'

let app: TestApp
let program: Program
let platform: Platform
let ana: TestPerson
let token: string
beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  platform = await registered(app)
  ana = await app.person('Ana')
  token = await tokenOf(ana, READ, WRITE, READ_PROFILE, WRITE_PROFILE)
}, 60_000)
afterAll(() => app.close())

const tokenOf = async (person: TestPerson, ...scopes: string[]) =>
  (await connected(app, platform, person, ...scopes)).access_token

const NOW = Date.parse('2026-05-03T10:00:00Z')
const DAY = 86_400_000
const signer = testSigner('a school')
const JSON_LD = 'application/vc+ld+json'

const put = (body: string, type = 'application/json', bearer: string | undefined = token) =>
  call(app, '/credentials', bearer, { method: 'POST', headers: { 'content-type': type }, body })

/** A badge as its issuer might write it: with white space, and members that nobody else knows. */
const written = async (badge: Parameters<typeof foreignBadge>[0]) =>
  JSON.stringify(await foreignBadge(badge), null, 2)

const jwt = (id: string) =>
  createVcJwt({
    ...{ algorithm: 'EdDSA', kid: didKeyMethod(signer.publicKey), sign: (batch) => signer.sign(batch) },
    credential: unsignedForeignBadge({ signer, id }),
  })

interface Read {
  readonly credential: readonly JsonObject[]
  readonly compactJwsString: readonly string[]
}

const readAll = async (bearer = token, query = '') => {
  const response = await call(app, `/credentials${query}`, bearer)
  const text = await response.text()
  return { response, text, body: JSON.parse(text) as Read }
}

interface StatusInfo {
  readonly imsx_codeMajor: string
  readonly imsx_severity: string
  readonly imsx_description: string
  readonly imsx_codeMinor: {
    readonly imsx_codeMinorField: readonly {
      readonly imsx_codeMinorFieldName: string
      readonly imsx_codeMinorFieldValue: string
    }[]
  }
}

/** Status and code of a fault, which has the form of the standard. */
async function faultOf(response: Response): Promise<readonly [number, string | undefined]> {
  expect(response.headers.get('content-type')).toContain('application/json')
  const info = (await response.json()) as StatusInfo
  expect(info).toMatchObject({
    imsx_codeMajor: 'failure',
    imsx_severity: expect.stringMatching(/error|status/),
  })
  expect(info.imsx_description.length).toBeGreaterThan(5)
  return [response.status, info.imsx_codeMinor.imsx_codeMinorField[0]?.imsx_codeMinorFieldValue]
}

describe('OH2: the service description', () => {
  interface Described {
    readonly openapi: string
    readonly info: Readonly<Record<string, string>>
    readonly servers: readonly { readonly url: string }[]
    readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>
    readonly components: {
      readonly securitySchemes: {
        readonly OAuth2ACG: {
          readonly type: string
          readonly 'x-imssf-registrationUrl': string
          readonly flows: { readonly authorizationCode: Readonly<Record<string, string>> }
        }
      }
    }
  }
  const describe3 = async () => (await (await call(app, '/discovery', undefined)).json()) as Described

  it('OH1 OH2 is OpenAPI 3.0 that anyone may read, with everything the standard asks for', async () => {
    const { openapi, info, components, paths } = await describe3()
    expect(openapi).toMatch(/^3\.0\.\d$/)
    expect(info.title).not.toBe('')
    expect(info.version).toBe('3.0')
    const scheme = components.securitySchemes.OAuth2ACG
    expect(scheme.type).toBe('oauth2')
    expect(info['x-imssf-registrationUrl']).toBe(scheme['x-imssf-registrationUrl'])
    const { scopes } = scheme.flows.authorizationCode
    expect(Object.keys(scopes ?? {})).toEqual(
      expect.arrayContaining([READ, WRITE, READ_PROFILE, WRITE_PROFILE]),
    )
    const operations = Object.values(paths).flatMap((path) => Object.values(path))
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual([
      ...['getCredentials', 'getProfile', 'getServiceDescription', 'putProfile', 'upsertCredential'],
    ])
  })

  it('OH2 every address in it works', async () => {
    const { info, servers, components } = await describe3()
    const get = async (address: string | undefined) => {
      const { origin, pathname, search } = new URL(address ?? '')
      expect(origin).toBe(TEST_ORIGIN)
      return app.fetch(pathname + search)
    }
    for (const name of ['termsOfService', 'x-imssf-privacyPolicyUrl']) {
      const page = await get(info[name])
      expect(page.status).toBe(200)
      expect(await page.text()).toContain(`id="${new URL(info[name] ?? '').hash.slice(1)}"`)
    }
    expect((await get(info['x-imssf-image'])).status).not.toBe(500)
    expect(servers[0]?.url).toBe(`${TEST_ORIGIN}/ims/ob/v3p0`)
    const { authorizationUrl, tokenUrl, refreshUrl } =
      components.securitySchemes.OAuth2ACG.flows.authorizationCode
    // Without a platform in the query, the page says that none is known.
    expect((await get(authorizationUrl)).status).toBe(400)
    for (const address of [tokenUrl, refreshUrl, info['x-imssf-registrationUrl']]) {
      const response = await app.fetch(new URL(address ?? '').pathname, { method: 'POST', body: '' })
      expect([400, 401]).toContain(response.status)
      expect(response.headers.get('content-type')).toContain('application/json')
    }
  })

  it('tells OAuth clients where what is, revocation too (RFC 8414)', async () => {
    const response = await app.fetch('/.well-known/oauth-authorization-server')
    expect(await response.json()).toMatchObject({
      issuer: TEST_ORIGIN,
      revocation_endpoint: `${TEST_ORIGIN}/oauth/revoke`,
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_basic'],
    })
  })
})

describe('OH3: scopes', () => {
  const CALLS = [
    ['GET', '/credentials', READ],
    ['POST', '/credentials', WRITE],
    ['GET', '/profile', READ_PROFILE],
    ['PUT', '/profile', WRITE_PROFILE],
  ] as const
  const SCOPES = [READ, WRITE, READ_PROFILE, WRITE_PROFILE]

  it.each(CALLS)(
    'OH3 %s %s needs its own, and all the others do not open it',
    async (method, path, scope) => {
      const bo = await app.person('Bo')
      const others = await tokenOf(bo, ...SCOPES.filter((one) => one !== scope), 'offline_access')
      const refused = await call(app, path, others, { method })
      expect(refused.headers.get('www-authenticate')).toBe(
        `Bearer error="insufficient_scope", scope="${scope}"`,
      )
      expect(await faultOf(refused)).toEqual([403, 'forbidden'])
      const own = await tokenOf(bo, scope)
      expect((await call(app, path, own, { method })).status).not.toBe(403)
    },
  )

  it.each(CALLS)('OH3 %s %s opens to no key, session or broken token', async (method, path) => {
    const key = (await (
      await app.fetch('/api/v1/me/api-keys', {
        ...{ as: ana, method: 'POST', headers: { 'content-type': 'application/json' } },
        body: JSON.stringify({ name: 'Own', scopes: ['backpack:read', 'backpack:write', 'profile:read'] }),
      })
    ).json()) as { secret: string }
    for (const bearer of [undefined, key.secret, `${token}x`, token.slice(0, -1), 'null'])
      expect(await faultOf(await call(app, path, bearer, { method }))).toEqual([401, 'unauthorizedrequest'])
    const headers = { cookie: ana.cookie, origin: TEST_ORIGIN }
    const bySession = await app.fetch(`/ims/ob/v3p0${path}`, { method, headers })
    expect(await faultOf(bySession)).toEqual([401, 'unauthorizedrequest'])
    const inQuery = await call(app, `${path}?access_token=${token}`, undefined, { method })
    expect(inQuery.status).toBe(401)
  })

  it('OH3 a token opens nothing but the host API', async () => {
    for (const path of ['/api/v1/me', '/api/v1/me/backpack', '/api/v1/me/connected-apps'])
      expect((await app.fetch(path, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401)
  })

  it('OH3 what is opened is of the person who agreed alone', async () => {
    const bo = await app.person('Bo')
    expect(
      (await put(await written({ id: 'urn:uuid:of-bo' }), JSON_LD, await tokenOf(bo, WRITE))).status,
    ).toBe(201)
    expect((await readAll()).text).not.toContain('urn:uuid:of-bo')
    expect((await readAll(await tokenOf(bo, READ))).text).toContain('urn:uuid:of-bo')
  })
})

describe('OH4: what is put in', () => {
  it.each([
    ['application/json', 'urn:uuid:json'],
    [JSON_LD, 'urn:uuid:json-ld'],
    [`${JSON_LD}; charset=utf-8`, 'urn:uuid:charset'],
  ])(
    'OH4 OH5 %s: 201, then 200 for what replaces it; the body comes back, and is read back, byte for byte',
    async (type, id) => {
      const first = await written({
        id,
        change: { 'https://example.org/extension': { 'https://example.org/exact': [1.5, 'é'] } },
      })
      const created = await put(first, type)
      expect([created.status, created.headers.get('content-type')]).toEqual([201, type])
      expect(await created.text()).toBe(first)
      expect((await readAll()).text).toContain(first)
      const newer = await written({ id, validFrom: NOW - 1000, name: 'Crane signals, again' })
      const replaced = await put(newer, type)
      expect(replaced.status).toBe(200)
      expect(await replaced.text()).toBe(newer)
      const { text } = await readAll()
      expect(text).toContain(newer)
      expect(text).not.toContain(first)
    },
  )

  it('OH4 OH5 text/plain: a compact JWS, the same way', async () => {
    const jws = await jwt('urn:uuid:jws')
    const created = await put(jws, 'text/plain')
    expect([created.status, created.headers.get('content-type'), await created.text()]).toEqual([
      201,
      'text/plain',
      jws,
    ])
    expect((await put(jws, 'text/plain')).status).toBe(200)
    const { body } = await readAll()
    expect(body.compactJwsString.filter((one) => one === jws)).toHaveLength(1)
  })

  it('OH4 OH6 the same again is 200, another text of the same date replaces, an older one is refused', async () => {
    const id = 'https://issuer.example/credentials/a%2Fb'
    const first = await written({ id })
    expect((await put(first)).status).toBe(201)
    expect((await put(first)).status).toBe(200)
    const other = await written({
      id: 'https://issuer.example/credentials/a/b',
      name: 'Crane hand signals',
    })
    expect((await put(other)).status).toBe(200)
    expect((await readAll()).text).toContain(other)
    const older = await written({ id, validFrom: NOW - 30 * DAY })
    expect(await faultOf(await put(older))).toEqual([409, 'invalid_data'])
    expect((await readAll()).text).toContain(other)
  })

  it('OH5 a badge that was issued here is there already', async () => {
    const credentialId = await issuedTo(app, program, await asMember(ana))
    const own = await (
      await app.fetch(`/credentials/${credentialId}`, { as: ana, headers: { accept: JSON_LD } })
    ).text()
    expect((await put(own)).status).toBe(200)
    const { text } = await readAll()
    expect(text.split(own)).toHaveLength(2)
  })

  it('OH4 runs the verification of an import by hand: what is invalid, or names somebody else, is refused with its reasons', async () => {
    const forged = JSON.stringify({ ...(await foreignBadge({ id: 'urn:uuid:forged' })), name: 'Forged' })
    const response = await put(forged)
    expect(((await response.clone().json()) as StatusInfo).imsx_description).toContain('proof')
    expect(await faultOf(response)).toEqual([400, 'invalid_data'])
    const foreign = await written({ id: 'urn:uuid:foreign', address: 'somebody@else.example' })
    expect(await faultOf(await put(foreign))).toEqual([403, 'forbidden'])
    const { text } = await readAll()
    expect(text).not.toMatch(/urn:uuid:(forged|foreign)/)
  })

  it('OH4 is told apart by what it is: JSON, token, or neither', async () => {
    const jws = await jwt('urn:uuid:kinds')
    const badge = await written({ id: 'urn:uuid:kinds-json' })
    for (const [body, type, status] of [
      [jws, 'application/json', 400],
      [badge, 'text/plain', 400],
      ['{', 'application/json', 400],
      ['[]', 'application/json', 400],
      ['{"id":"a","id":"b"}', 'application/json', 400],
      ['{}', 'application/json', 400],
      ['a.b.c', 'text/plain', 400],
      ['', 'application/json', 400],
      [badge, 'multipart/form-data', 415],
      [badge, 'application/xml', 415],
      [`"${'x'.repeat(1024 * 1024)}"`, 'application/json', 413],
    ] as const) {
      const [answered, minor] = await faultOf(await put(body, type))
      expect([type, answered, minor]).toEqual([type, status, 'invalid_data'])
    }
    expect((await readAll()).text).not.toContain('urn:uuid:kinds')
  })

  it('says where it came from, for the person, in the trail and in what the API tells', async () => {
    const bo = await app.person('Bo')
    expect(
      (await put(await written({ id: 'urn:uuid:from' }), JSON_LD, await tokenOf(bo, WRITE))).status,
    ).toBe(201)
    const { items } = (await (await app.fetch('/api/v1/me/backpack', { as: bo })).json()) as {
      items: { id: string; broughtBy: unknown }[]
    }
    expect(items[0]?.broughtBy).toEqual({ name: 'Example Client Application', host: 'client.example' })
    const page = await (await app.fetch(`/backpack/${items[0]?.id}`, { as: bo })).text()
    expect(page).toContain('Put in by Example Client Application (client.example)')
    const trail = await (await app.fetch('/settings/activity', { as: bo })).text()
    expect(trail).toContain('through Example Client Application')
  })

  it('OH4 other methods and addresses are refused as the standard has it', async () => {
    for (const [method, path] of [
      ['DELETE', '/credentials'],
      ['PUT', '/credentials'],
      ['POST', '/profile'],
      ['POST', '/discovery'],
    ] as const) {
      const response = await call(app, path, token, { method })
      expect(response.headers.get('allow')).not.toBeNull()
      expect(await faultOf(response)).toEqual([405, 'not_allowed'])
    }
    expect(await faultOf(await call(app, '/nowhere', token))).toEqual([404, 'not_found'])
  })
})

describe('OH7: what is read', () => {
  let many: string
  let reader: TestPerson
  const ids = ['a', 'b', 'c', 'd', 'e'].map((letter) => `urn:uuid:page-${letter}`)
  beforeAll(async () => {
    reader = await app.person('Reader')
    many = await tokenOf(reader, READ, WRITE)
    for (const [i, id] of ids.entries())
      expect((await put(await written({ id, validFrom: NOW - (i + 1) * DAY }), JSON_LD, many)).status).toBe(
        201,
      )
  })
  const base = `${TEST_ORIGIN}/ims/ob/v3p0/credentials`
  const page = async (query: string) => {
    const { response, body } = await readAll(many, query)
    const links = Object.fromEntries(
      [...(response.headers.get('link') ?? '').matchAll(/<([^>]*)>; rel="(\w+)"/g)].map(([, to, rel]) => [
        rel,
        to,
      ]),
    )
    return {
      ids: body.credential.map(({ id }) => String(id).slice(-1)).join(''),
      total: response.headers.get('x-total-count'),
      links,
    }
  }

  it('OH7 is whole without a Link where everything is in the answer', async () => {
    expect(await page('')).toEqual({ ids: 'abcde', total: '5', links: {} })
    expect(await page('?limit=5')).toEqual({ ids: 'abcde', total: '5', links: {} })
  })

  it('OH7 comes in pages with first, last, next and prev, which lead through all of it', async () => {
    const at = (offset: number) => `${base}?limit=2&offset=${offset}`
    expect(await page('?limit=2')).toEqual({
      ...{ ids: 'ab', total: '5' },
      links: { first: at(0), last: at(4), next: at(2) },
    })
    expect(await page('?limit=2&offset=2')).toEqual({
      ...{ ids: 'cd', total: '5' },
      links: { first: at(0), last: at(4), next: at(4), prev: at(0) },
    })
    expect(await page('?limit=2&offset=4')).toEqual({
      ...{ ids: 'e', total: '5' },
      links: { first: at(0), last: at(4), prev: at(2) },
    })
    expect((await page('?limit=2&offset=1')).links.prev).toBe(at(0))
    expect(await page('?limit=2&offset=90')).toEqual({
      ...{ ids: '', total: '5' },
      links: { first: at(0), last: at(4), prev: at(3) },
    })
  })

  it('OH7 since leaves out what was issued before, in the pages too', async () => {
    const since = new Date(NOW - 3.5 * DAY).toISOString()
    expect(await page(`?since=${since}`)).toEqual({ ids: 'abc', total: '3', links: {} })
    const { links } = await page(`?since=${since}&limit=1`)
    expect(new URL(links.next ?? '').searchParams.get('since')).toBe(since)
    // Exactly then is not after it, in whichever zone it is said.
    expect((await page(`?since=${encodeURIComponent('2026-05-01T12:00:00+02:00')}`)).ids).toBe('a')
  })

  it('OH7 parameters that the standard does not have are passed over; those that make no sense are refused', async () => {
    expect((await page('?limit=2&sort=name&fields=x')).ids).toBe('ab')
    for (const query of [
      ...['limit=0', 'limit=-1', 'limit=two', 'limit=1.5', 'limit=', 'limit=99999999999'],
      ...['offset=-1', 'offset=x', 'since=yesterday', 'since=2026-05-03', 'limit=1&limit=2'],
    ])
      expect(await faultOf(await call(app, `/credentials?${query}`, many))).toEqual([
        400,
        'invalid_query_parameter',
      ])
    expect((await page('?limit=4000')).ids).toBe('abcde')
  })

  it('OH1 what was removed is not read; what the owner hides of a badge is not read either', async () => {
    const { items } = (await (await app.fetch('/api/v1/me/backpack', { as: reader })).json()) as {
      items: { id: string; credentialUrl: string }[]
    }
    const last = items.find(({ credentialUrl }) => credentialUrl === ids[4])
    await app.fetch(`/api/v1/me/backpack/${last?.id}`, { as: reader, method: 'DELETE' })
    expect((await page('')).ids).toBe('abcd')

    const credentialId = await issuedTo(app, program, await asMember(reader))
    const whole = await readAll(many)
    const mine = (read: Read) => read.credential.find(({ id }) => String(id).includes(credentialId))
    const tells = (read: Read) => JSON.stringify(mine(read)).includes('"emailAddress"')
    expect(tells(whole.body)).toBe(true)
    const [entry] = await app.asOwner(
      `SELECT id FROM assay.backpack_entry WHERE credential_id = '${credentialId}'`,
    )
    const hidden = await app.fetch(`/api/v1/me/backpack/${entry?.id}/sharing`, {
      ...{ as: reader, method: 'PUT', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ visibility: 'private', hide: ['address'] }),
    })
    expect(hidden.status, await hidden.clone().text()).toBe(200)
    const part = await readAll(many)
    expect(mine(part.body)).toBeDefined()
    expect(tells(part.body)).toBe(false)
  })
})

describe('OH1: the profile', () => {
  it('OH1 is that of the person who agreed, by name and main address', async () => {
    const response = await call(app, '/profile', token)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      '@context': ['https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
      ...{ id: `urn:uuid:${ana.id}`, type: ['Profile'], name: 'Ana', email: ana.email },
    })
  })

  it('OH1 can be put, as far as the name goes; who may not read it is not told the address', async () => {
    const bo = await app.person('Bo')
    const change = (bearer: string, profile: unknown) =>
      call(app, '/profile', bearer, {
        ...{ method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(profile) },
      })
    const own = { id: `urn:uuid:${bo.id}`, type: ['Profile'], name: 'Bo Quist', phone: '111' }
    const changed = await change(await tokenOf(bo, READ_PROFILE, WRITE_PROFILE), own)
    expect([changed.status, await changed.json()]).toMatchObject([200, { name: 'Bo Quist', email: bo.email }])
    const writer = await tokenOf(bo, WRITE_PROFILE)
    expect(await (await change(writer, own)).json()).not.toHaveProperty('email')
    for (const wrong of [
      { ...own, id: `urn:uuid:${ana.id}` },
      { ...own, type: 'Person' },
      { ...own, name: '' },
      [],
    ])
      expect(await faultOf(await change(writer, wrong))).toEqual([400, 'invalid_data'])
    expect(await (await call(app, '/profile', token)).json()).toMatchObject({ name: 'Ana' })
  })
})

/** Makes a person a learner of the program's organization. */
async function asMember(person: TestPerson): Promise<TestPerson> {
  await app.asOwner(`INSERT INTO assay.membership (org_id, person_id, roles, joined_at)
    VALUES ('${program.organization.id}', '${person.id}', '{learner}', now()) ON CONFLICT DO NOTHING`)
  return person
}
