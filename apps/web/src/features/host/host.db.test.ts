import { didKeyMethod } from '@assay/core'
import { createVcJwt } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { foreignBadge, unsignedForeignBadge } from '../../../test/foreign-badge.ts'
import {
  call,
  connected,
  faultOf,
  joinAsLearner,
  type Platform,
  putBadge,
  READ,
  READ_PROFILE,
  readBadges,
  registered,
  type StatusInfo,
  WRITE,
  WRITE_PROFILE,
  writtenBadge as written,
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
  putBadge(app, bearer, body, type)
const readAll = (bearer = token, query = '') => readBadges(app, bearer, query)

const jwt = (id: string) =>
  createVcJwt({
    ...{ algorithm: 'EdDSA', kid: didKeyMethod(signer.publicKey), sign: (batch) => signer.sign(batch) },
    credential: unsignedForeignBadge({ signer, id }),
  })

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
    const credentialId = await issuedTo(app, program, await joinAsLearner(app, program.organization.id, ana))
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
