import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { METADATA, READ, register } from '../../../test/host-platform.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { isClientUrl } from './schema/client-url.ts'

/** Nothing that a platform names may be fetched. */
const asked: string[] = []
let app: TestApp
beforeAll(async () => {
  app = await createTestApp({
    fetchDocument: async (url) => {
      asked.push(url)
      return { outcome: 'refused', code: 'fetch.url-syntax', message: 'It may not be asked.' }
    },
  })
})
afterAll(() => app.close())
beforeEach(() => app.asOwner('DELETE FROM assay.rate_window'))

type Answer = Readonly<Record<string, unknown>>

const refusalOf = async (metadata: unknown) => {
  const response = await register(app, metadata)
  const body = (await response.json()) as Answer
  expect(response.headers.get('cache-control')).toBe('no-store')
  return [response.status, body.error]
}

describe('OH8: a platform registers itself', () => {
  it('OH8 without an initial token, and is told its secret and everything that it said', async () => {
    const response = await register(app, METADATA)
    expect(response.status).toBe(201)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const { client_id, client_secret, client_id_issued_at, client_secret_expires_at, ...echoed } =
      (await response.json()) as Answer
    expect(echoed).toEqual(METADATA)
    expect(client_id).toMatch(/^[0-9a-f-]{36}$/)
    expect(Buffer.from(String(client_secret), 'base64url')).toHaveLength(32)
    expect(client_id_issued_at).toBe(Math.floor(app.clock.now.getTime() / 1000))
    expect(client_secret_expires_at).toBe(0)
  })

  it('OH8 with as little as a name, an address and a way back; arrays stay arrays', async () => {
    const least = {
      client_name: 'Least',
      client_uri: 'https://least.example',
      redirect_uris: ['https://least.example/back'],
    }
    const echoed = (await (await register(app, least)).json()) as Answer
    expect(echoed).toMatchObject({
      ...least,
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    })
    expect(String(echoed.scope).split(' ')).toContain(READ)
  })

  it('OH8 scopes that do not exist here are left out, and the answer says which are left', async () => {
    const echoed = (await (await register(app, { ...METADATA, scope: `openid ${READ}` })).json()) as Answer
    expect(echoed.scope).toBe(READ)
  })

  it.each([
    ['no name', { client_name: undefined }],
    ['an empty name', { client_name: '  ' }],
    ['a name that turns the text around', { client_name: 'good\u202eevil' }],
    ['no address', { client_uri: undefined }],
    ['an address without https', { client_uri: 'http://client.example/' }],
    ['a logo of another host', { logo_uri: 'https://cdn.example/logo.png' }],
    ['terms of a host below', { tos_uri: 'https://www.client.example/terms' }],
    ['a privacy policy by script', { policy_uri: 'javascript:alert(1)' }],
    ['another way to authenticate', { token_endpoint_auth_method: 'none' }],
    ['its secret in the body', { token_endpoint_auth_method: 'client_secret_post' }],
    ['a grant without the person', { grant_types: ['client_credentials'] }],
    ['renewal alone', { grant_types: ['refresh_token'] }],
    ['a text for a list of grants', { grant_types: 'authorization_code' }],
    ['tokens in the address', { response_types: ['token'] }],
    ['a text for a list of responses', { response_types: 'code' }],
    ['no scope that exists', { scope: 'openid email' }],
    ['a list for a scope', { scope: [READ] }],
  ])('OH8 O4 is refused with %s', async (_, change) => {
    expect(await refusalOf({ ...METADATA, ...change })).toEqual([400, 'invalid_client_metadata'])
  })

  it.each([
    ['none', undefined],
    ['an empty list', []],
    ['a text', 'https://client.example/back'],
    ['another host', ['https://client.example/back', 'https://evil.example/back']],
    ['plain http', ['http://client.example/back']],
    ['a fragment', ['https://client.example/back#x']],
    ['a user name', ['https://client.example@evil.example/back']],
    ['a script', ['javascript:alert(1)']],
    ['an app of a phone', ['com.example.app:/back']],
    ['the parameters of an answer', ['https://client.example/back?code=mine']],
    ['a backslash', ['https://client.example\\@evil.example']],
  ])('OH8 O1 O4 is refused with %s for its redirect addresses', async (_, redirect_uris) => {
    expect(await refusalOf({ ...METADATA, redirect_uris })).toEqual([400, 'invalid_redirect_uri'])
  })

  it.each([
    'https://127.0.0.1/logo.png',
    'https://2130706433/logo.png',
    'https://0x7f.1/logo.png',
    'https://[::1]/logo.png',
    'https://[::ffff:10.0.0.1]/logo.png',
    'https://10.0.0.8/logo.png',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/logo.png',
    'https://redis.internal/logo.png',
    'https://printer.local/logo.png',
    'https://intranet/logo.png',
  ])('O4 S1 no address of a private network is taken: %s', async (address) => {
    expect(isClientUrl(address)).toBe(false)
    const own = { client_uri: address, logo_uri: address, tos_uri: undefined, policy_uri: undefined }
    const [status] = await refusalOf({ ...METADATA, ...own, redirect_uris: [address] })
    expect(status).toBe(400)
  })

  it('O4 fields that would give a role, keys to fetch, or an identity of its own choice do nothing', async () => {
    const greedy = {
      ...METADATA,
      ...{ role: 'administrator', trusted: true, jwks_uri: 'https://169.254.169.254/keys' },
      ...{ client_id: '00000000-0000-4000-8000-000000000000', client_secret: 'mine', person_id: 'x' },
      ...{ refreshes: true, secret_hash: 'x', __proto__: { scopes: ['admin'] } },
    }
    const response = await register(app, greedy)
    expect(response.status).toBe(201)
    const {
      client_id,
      client_secret,
      client_id_issued_at: _,
      client_secret_expires_at: __,
      ...echoed
    } = (await response.json()) as Answer
    expect(echoed).toEqual(METADATA)
    expect([client_id, client_secret]).not.toContain('mine')
    expect(client_id).not.toBe(greedy.client_id)
    const [row] = await app.asOwner(
      `SELECT c::text AS row FROM assay.host_client c WHERE id = '${client_id}'`,
    )
    expect(String(row?.row)).not.toMatch(/administrator|169\.254|trusted/)
  })

  it('O4 nothing is fetched', () => {
    expect(asked).toEqual([])
  })

  it('2 JSON: what is too large, malformed or no JSON is refused as RFC 7591 names it', async () => {
    const post = async (body: string, type = 'application/json') => {
      const response = await app.fetch('/oauth/register', {
        ...{ method: 'POST', headers: { 'content-type': type }, body },
      })
      return [response.status, ((await response.json()) as Answer).error]
    }
    expect(await post('{')).toEqual([400, 'invalid_client_metadata'])
    expect(await post('[]')).toEqual([400, 'invalid_client_metadata'])
    expect(await post('{"client_name":"a","client_name":"b"}')).toEqual([400, 'invalid_client_metadata'])
    expect(await post('client_name=a', 'application/x-www-form-urlencoded')).toEqual([
      400,
      'invalid_client_metadata',
    ])
    expect((await post(JSON.stringify({ ...METADATA, more: 'x'.repeat(20_000) })))[0]).toBe(413)
  })

  it('O4 one address registers sixty an hour, and leaves no more than that', async () => {
    const [before] = await app.asOwner('SELECT count(*)::int AS count FROM assay.host_client')
    const statuses = []
    for (let i = 0; i < 62; i++) statuses.push((await register(app, METADATA)).status)
    expect(statuses.slice(0, 60).every((status) => status === 201)).toBe(true)
    const refused = await register(app, METADATA)
    expect([...statuses.slice(60), refused.status]).toEqual([429, 429, 429])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    const [after] = await app.asOwner('SELECT count(*)::int AS count FROM assay.host_client')
    expect(Number(after?.count) - Number(before?.count)).toBe(60)
    app.clock.now = new Date(app.clock.now.getTime() + 3_600_000)
    expect((await register(app, METADATA)).status).toBe(201)
  })

  it('O4 what nobody ever let in is forgotten after three months', async () => {
    app.clock.now = new Date(app.clock.now.getTime() + 91 * 86_400_000)
    expect((await register(app, METADATA)).status).toBe(201)
    expect(await app.asOwner('SELECT count(*)::int AS count FROM assay.host_client')).toEqual([{ count: 1 }])
  })
})
