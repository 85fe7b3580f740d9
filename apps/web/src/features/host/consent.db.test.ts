import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answerOf,
  authorizeAddress,
  connected,
  decide,
  type Platform,
  pkce,
  READ,
  REDIRECT,
  registered,
  WRITE,
} from '../../../test/host-platform.ts'
import { createTestApp, TEST_ORIGIN, type TestApp, type TestPerson } from '../../../test/test-app.ts'

let app: TestApp
let ana: TestPerson
let platform: Platform
beforeAll(async () => {
  app = await createTestApp()
  ana = await app.person('Ana')
  platform = await registered(app)
})
afterAll(() => app.close())

const SCOPE = `${READ} offline_access`
describe('OH9: consent', () => {
  it('OH9 asks who is signed in on a page without scripts, in a frame of nobody, and answers with code, scope, state and issuer', async () => {
    const { challenge } = pkce()
    const address = authorizeAddress(platform, SCOPE, { challenge })
    const page = await app.fetch(address, { as: ana })
    const html = await page.text()
    expect(page.status).toBe(200)
    expect(html).toContain('Example Client Application')
    expect(html).toContain('client.example')
    expect(html).not.toContain('<script')
    // Nobody else's picture is shown or fetched.
    expect(html).not.toContain('logo.png')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("form-action 'self' https://client.example;")
    expect(page.headers.get('cache-control')).toBe('no-store')

    const response = await decide(app, ana, address)
    expect(response.status).toBe(302)
    expect(response.headers.get('location')?.startsWith(`${REDIRECT}?`)).toBe(true)
    const answer = answerOf(response)
    expect(answer.get('code')).toMatch(/^host_code_[\w-]{43}$/)
    expect(answer.get('scope')).toBe(SCOPE)
    expect(answer.get('state')).toBe('a state')
    expect(answer.get('iss')).toBe(TEST_ORIGIN)
  })

  it('OH9 leads a stranger to sign in first, and back to what was asked', async () => {
    const address = authorizeAddress(platform, SCOPE, pkce())
    const response = await app.fetch(address)
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(address)}`)
  })

  it('OH9 gives nothing when the person refuses', async () => {
    const before = await app.asOwner('SELECT count(*) FROM assay.host_grant')
    const answer = answerOf(await decide(app, ana, authorizeAddress(platform, SCOPE, pkce()), 'refuse'))
    expect([answer.get('error'), answer.get('state'), answer.get('code')]).toEqual([
      'access_denied',
      'a state',
      null,
    ])
    expect(await app.asOwner('SELECT count(*) FROM assay.host_grant')).toEqual(before)
  })

  it('OH9 keeps the query of a redirect address as it stands', async () => {
    const redirect_uri = 'https://client.example/other?tenant=a%20b'
    const response = await decide(app, ana, authorizeAddress(platform, SCOPE, pkce(), { redirect_uri }))
    expect(response.headers.get('location')?.startsWith(`${redirect_uri}&code=`)).toBe(true)
  })

  it.each([
    ['state is missing', { state: undefined }, 'invalid_request'],
    ['PKCE is missing', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['the method of PKCE is plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['the method of PKCE is left out', { code_challenge_method: undefined }, 'invalid_request'],
    ['the challenge is too short', { code_challenge: 'abc' }, 'invalid_request'],
    ['the response type is missing', { response_type: undefined }, 'invalid_request'],
    ['the response type is token', { response_type: 'token' }, 'unsupported_response_type'],
    ['the scope is missing', { scope: undefined }, 'invalid_scope'],
    ['the scope is not known', { scope: `${READ} admin` }, 'invalid_scope'],
    ['the scope opens nothing', { scope: 'offline_access' }, 'invalid_scope'],
  ])('OH9 O2 tells the platform at its own address when %s', async (_, change, error) => {
    const address = authorizeAddress(platform, SCOPE, pkce(), change)
    for (const response of [await app.fetch(address, { as: ana }), await decide(app, ana, address)]) {
      expect(response.status).toBe(302)
      expect(response.headers.get('location')?.startsWith(`${REDIRECT}?`)).toBe(true)
      const answer = answerOf(response)
      expect([answer.get('error'), answer.get('code')]).toEqual([error, null])
      expect(answer.get('state')).toBe('state' in change ? null : 'a state')
    }
  })

  it('OH9 refuses a parameter that stands twice', async () => {
    const address = `${authorizeAddress(platform, SCOPE, pkce())}&scope=${encodeURIComponent(WRITE)}`
    expect(answerOf(await app.fetch(address, { as: ana })).get('error')).toBe('invalid_request')
  })

  it('O3 asks no platform for more than it registered', async () => {
    const reader = await registered(app, { scope: READ })
    const answer = answerOf(
      await app.fetch(authorizeAddress(reader, `${READ} ${WRITE}`, pkce()), { as: ana }),
    )
    expect(answer.get('error')).toBe('invalid_scope')
  })

  it.each([
    ['another host', 'https://evil.example/Authorize'],
    ['a host that begins like it', 'https://client.example.evil.example/Authorize'],
    ['a host behind user info', 'https://client.example@evil.example/Authorize'],
    ['a longer path', `${REDIRECT}/more`],
    ['a path that climbs', 'https://client.example/x/../Authorize'],
    ['another case', 'https://client.example/authorize'],
    ['another scheme', 'http://client.example/Authorize'],
    ['a port', 'https://client.example:8443/Authorize'],
    ['a query', `${REDIRECT}?next=https://evil.example`],
    ['a fragment', `${REDIRECT}#x`],
    ['a line break', `${REDIRECT}\r\nset-cookie: a=b`],
    ['a script', 'javascript:alert(1)'],
  ])('O1 sends nobody to a redirect address with %s', async (_, redirect_uri) => {
    const address = authorizeAddress(platform, SCOPE, pkce(), { redirect_uri })
    for (const as of [ana, undefined]) {
      const page = await app.fetch(address, { as })
      expect([page.status, page.headers.get('location')]).toEqual([400, null])
    }
    const posted = await decide(app, ana, address)
    expect([posted.status, posted.headers.get('location')]).toEqual([400, null])
  })

  it('O1 sends nobody anywhere for a platform that is not known, or for two redirect addresses', async () => {
    const unknown = authorizeAddress({ id: randomUUID(), secret: '' }, SCOPE, pkce())
    const twice = `${authorizeAddress(platform, SCOPE, pkce())}&redirect_uri=${encodeURIComponent(REDIRECT)}`
    for (const address of [unknown, twice, '/oauth/authorize']) {
      const page = await app.fetch(address, { as: ana })
      expect([page.status, page.headers.get('location')]).toEqual([400, null])
    }
  })

  it('O3 O10 takes no consent from a page of others', async () => {
    for (const origin of ['https://client.example', 'https://evil.example', 'null']) {
      const response = await app.fetch(authorizeAddress(platform, SCOPE, pkce()), {
        ...{ as: ana, method: 'POST', headers: { origin } },
        body: new URLSearchParams({ intent: 'allow' }),
      })
      expect([response.status, response.headers.get('location')]).toEqual([403, null])
    }
  })

  it('O3 takes no consent by a key, nor by a token of a platform', async () => {
    const { access_token } = await connected(app, platform, ana, READ, WRITE)
    const response = await app.fetch(authorizeAddress(platform, SCOPE, pkce()), {
      ...{ method: 'POST', headers: { authorization: `Bearer ${access_token}` } },
      body: new URLSearchParams({ intent: 'allow' }),
    })
    expect(response.status).toBe(401)
  })

  it('tells the person by letter, and in their trail', async () => {
    const bo = await app.person('Bo')
    await connected(app, platform, bo, READ)
    const [letter] = await app.asOwner(
      `SELECT text_body FROM assay.mail WHERE person_id = '${bo.id}' AND template = 'security_changed'`,
    )
    expect(String(letter?.text_body)).toContain('another platform was let into your backpack')
    const trail = await (await app.fetch('/settings/activity', { as: bo })).text()
    expect(trail).toContain('let Example Client Application into the backpack')
  })
})
