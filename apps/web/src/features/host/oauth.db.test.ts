import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answerOf,
  authorizeAddress,
  call,
  codeFor,
  connected,
  decide,
  exchange,
  type Platform,
  pkce,
  READ,
  READ_PROFILE,
  REDIRECT,
  refresh,
  registered,
  sendForm,
  type Tokens,
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
const later = (seconds: number) => {
  app.clock.now = new Date(app.clock.now.getTime() + seconds * 1000)
}
const errorOf = async (response: Response) => [
  response.status,
  ((await response.json()) as { error?: string }).error,
]
const canRead = async (token: string) => (await call(app, '/credentials', token)).status

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
    const unknown = authorizeAddress({ id: platform.id.replace(/^./, 'f'), secret: '' }, SCOPE, pkce())
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

describe('OH9: tokens', () => {
  it('OH9 come once for a code, with its verifier, as JSON that nobody keeps', async () => {
    const { verifier, challenge } = pkce()
    const code = await codeFor(app, platform, { person: ana, scope: SCOPE, challenge })
    const response = await exchange(app, platform, code, verifier, { scope: SCOPE })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const tokens = (await response.json()) as Tokens
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: SCOPE })
    expect(tokens.refresh_token).toBeDefined()
    expect(await canRead(tokens.access_token)).toBe(200)
  })

  it('OH9 O2 a code that is used again is refused, and what it brought is revoked', async () => {
    const { verifier, challenge } = pkce()
    const code = await codeFor(app, platform, { person: ana, scope: SCOPE, challenge })
    const first = (await (await exchange(app, platform, code, verifier)).json()) as Tokens
    const renewed = (await (await refresh(app, platform, first.refresh_token)).json()) as Tokens
    expect(await canRead(renewed.access_token)).toBe(200)
    expect(await errorOf(await exchange(app, platform, code, verifier))).toEqual([400, 'invalid_grant'])
    for (const token of [first.access_token, renewed.access_token]) expect(await canRead(token)).toBe(401)
    expect(await errorOf(await refresh(app, platform, renewed.refresh_token))).toEqual([400, 'invalid_grant'])
  })

  it('OH9 a code ends after ten minutes at most', async () => {
    const { verifier, challenge } = pkce()
    const code = await codeFor(app, platform, { person: ana, scope: SCOPE, challenge })
    later(601)
    expect(await errorOf(await exchange(app, platform, code, verifier))).toEqual([400, 'invalid_grant'])
  })

  it.each([
    ['the verifier is another', { code_verifier: pkce().verifier }, 'invalid_grant'],
    ['the redirect address is another', { redirect_uri: 'https://client.example/other' }, 'invalid_grant'],
    ['the scope is wider', { scope: `${READ} ${WRITE}` }, 'invalid_scope'],
  ])('O2 O3 no tokens come for a code when %s, and none later', async (_, change, error) => {
    const { verifier, challenge } = pkce()
    const code = await codeFor(app, platform, { person: ana, scope: SCOPE, challenge })
    expect(await errorOf(await exchange(app, platform, code, verifier, change))).toEqual([400, error])
    expect(await errorOf(await exchange(app, platform, code, verifier))).toEqual([400, 'invalid_grant'])
  })

  it('O2 a code is of no use without its verifier, or with the challenge in its place', async () => {
    const { challenge } = pkce()
    const code = await codeFor(app, platform, { person: ana, scope: SCOPE, challenge })
    expect(await errorOf(await exchange(app, platform, code, ''))).toEqual([400, 'invalid_request'])
    expect(await errorOf(await exchange(app, platform, code, challenge))).toEqual([400, 'invalid_grant'])
  })

  it('O2 a code is of no use to another platform, and stays good for its own', async () => {
    const other = await registered(app, { client_name: 'Other' })
    const { verifier, challenge } = pkce()
    const code = await codeFor(app, platform, { person: ana, scope: SCOPE, challenge })
    expect(await errorOf(await exchange(app, other, code, verifier))).toEqual([400, 'invalid_grant'])
    expect((await exchange(app, platform, code, verifier)).status).toBe(200)
  })

  it('OH9 O2 of two who use a code at once one gets tokens, which end', async () => {
    const { verifier, challenge } = pkce()
    const code = await codeFor(app, platform, { person: ana, scope: SCOPE, challenge })
    const answers = await Promise.all([1, 2].map(() => exchange(app, platform, code, verifier)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
    const tokens = (await answers.find(({ status }) => status === 200)?.json()) as Tokens
    expect(await canRead(tokens.access_token)).toBe(401)
  })

  it('OH9 the platform shows who it is by Basic authentication alone', async () => {
    const { verifier, challenge } = pkce()
    const code = await codeFor(app, platform, { person: ana, scope: SCOPE, challenge })
    const wrong = { ...platform, secret: `${platform.secret.slice(0, -1)}!` }
    for (const [who, change] of [
      [undefined, {}],
      [undefined, { client_id: platform.id }],
      [wrong, {}],
      [{ id: 'nobody', secret: 'x' }, {}],
    ] as const) {
      const response = await exchange(app, who, code, verifier, change)
      expect(response.headers.get('www-authenticate')).toMatch(/^Basic /)
      expect(await errorOf(response)).toEqual([401, 'invalid_client'])
    }
    const inBody = { client_id: platform.id, client_secret: platform.secret }
    for (const who of [undefined, platform])
      expect(await errorOf(await exchange(app, who, code, verifier, inBody))).toEqual([
        400,
        'invalid_request',
      ])
    expect((await exchange(app, platform, code, verifier)).status).toBe(200)
  })

  it('OH9 what cannot be understood is refused as RFC 6749 names it', async () => {
    const send = (fields: Record<string, string>) => sendForm(app, '/oauth/token', platform, fields)
    expect(await errorOf(await send({}))).toEqual([400, 'invalid_request'])
    expect(await errorOf(await send({ grant_type: 'password' }))).toEqual([400, 'unsupported_grant_type'])
    expect(await errorOf(await send({ grant_type: 'authorization_code' }))).toEqual([400, 'invalid_request'])
    const authorization = `Basic ${Buffer.from(`${platform.id}:${platform.secret}`).toString('base64')}`
    const post = (type: string, body: string) =>
      app.fetch('/oauth/token', { method: 'POST', headers: { authorization, 'content-type': type }, body })
    const form = 'application/x-www-form-urlencoded'
    expect(await errorOf(await post('application/json', '{"grant_type":"refresh_token"}'))).toEqual([
      400,
      'invalid_request',
    ])
    expect(await errorOf(await post(form, 'grant_type=refresh_token&grant_type=x'))).toEqual([
      400,
      'invalid_request',
    ])
    expect((await post(form, `grant_type=${'x'.repeat(20_000)}`)).status).toBe(413)
    expect((await app.fetch('/oauth/token')).status).toBe(405)
  })

  it('OH9 an access token ends after its hour', async () => {
    const { access_token } = await connected(app, platform, ana, READ)
    expect(await canRead(access_token)).toBe(200)
    later(3601)
    expect(await canRead(access_token)).toBe(401)
  })
})

describe('OH9: renewal', () => {
  it('OH9 gives new tokens for a refresh token, which ends with it', async () => {
    const first = await connected(app, platform, ana, READ, 'offline_access')
    later(3601)
    const renewed = (await (await refresh(app, platform, first.refresh_token)).json()) as Tokens
    expect(renewed.refresh_token).not.toBe(first.refresh_token)
    expect(renewed.scope).toBe(SCOPE)
    expect(await canRead(renewed.access_token)).toBe(200)
  })

  it('OH9 O2 a refresh token that is used again ends everything of its grant', async () => {
    const bo = await app.person('Bo')
    const first = await connected(app, platform, bo, READ, 'offline_access')
    const second = (await (await refresh(app, platform, first.refresh_token)).json()) as Tokens
    expect(await errorOf(await refresh(app, platform, first.refresh_token))).toEqual([400, 'invalid_grant'])
    expect(await canRead(second.access_token)).toBe(401)
    expect(await errorOf(await refresh(app, platform, second.refresh_token))).toEqual([400, 'invalid_grant'])
    const letters = await app.asOwner(`SELECT text_body FROM assay.mail WHERE person_id = '${bo.id}'`)
    expect(letters.map(({ text_body }) => String(text_body)).join()).toContain('was cut off')
  })

  it('OH9 O3 never widens the scope, not by asking for less before', async () => {
    const first = await connected(app, platform, ana, READ, READ_PROFILE, 'offline_access')
    const wider = await refresh(app, platform, first.refresh_token, { scope: `${READ} ${WRITE}` })
    expect(await errorOf(wider)).toEqual([400, 'invalid_scope'])
    const narrow = (await (
      await refresh(app, platform, first.refresh_token, { scope: READ })
    ).json()) as Tokens
    expect(narrow.scope).toBe(READ)
    expect((await call(app, '/profile', narrow.access_token)).status).toBe(403)
    // What the person granted is still theirs to give, and no more.
    const whole = (await (await refresh(app, platform, narrow.refresh_token)).json()) as Tokens
    expect((await call(app, '/profile', whole.access_token)).status).toBe(200)
    const posted = await call(app, '/credentials', whole.access_token, { method: 'POST', body: '{}' })
    expect(posted.status).toBe(403)
  })

  it('O2 is of no use to another platform', async () => {
    const other = await registered(app, { client_name: 'Other' })
    const { refresh_token } = await connected(app, platform, ana, READ, 'offline_access')
    expect(await errorOf(await refresh(app, other, refresh_token))).toEqual([400, 'invalid_grant'])
    expect((await refresh(app, platform, refresh_token)).status).toBe(200)
  })

  it('OH9 is not had by a platform that registered without it', async () => {
    const once = await registered(app, { grant_types: ['authorization_code'], scope: READ })
    const tokens = await connected(app, once, ana, READ)
    expect(tokens.refresh_token).toBeUndefined()
    const page = await (await app.fetch(authorizeAddress(once, READ, pkce()), { as: ana })).text()
    expect(page).toContain('For one hour.')
  })

  it('ends with the year for which the person agreed', async () => {
    let { refresh_token } = await connected(app, platform, ana, READ, 'offline_access')
    later(364 * 86_400)
    refresh_token = ((await (await refresh(app, platform, refresh_token)).json()) as Tokens).refresh_token
    later(2 * 86_400)
    expect(await errorOf(await refresh(app, platform, refresh_token))).toEqual([400, 'invalid_grant'])
  })
})

describe('OH9: revocation (RFC 7009)', () => {
  const revoke = (who: Platform | undefined, token: string, change: Record<string, string> = {}) =>
    sendForm(app, '/oauth/revoke', who, { token, ...change })

  it('OH9 of a refresh token ends every later call', async () => {
    const tokens = await connected(app, platform, ana, READ, 'offline_access')
    expect(
      (await revoke(platform, tokens.refresh_token ?? '', { token_type_hint: 'access_token' })).status,
    ).toBe(200)
    expect(await canRead(tokens.access_token)).toBe(401)
    expect(await errorOf(await refresh(app, platform, tokens.refresh_token))).toEqual([400, 'invalid_grant'])
  })

  it('of an access token ends that one', async () => {
    const tokens = await connected(app, platform, ana, READ, 'offline_access')
    expect((await revoke(platform, tokens.access_token)).status).toBe(200)
    expect(await canRead(tokens.access_token)).toBe(401)
    expect((await refresh(app, platform, tokens.refresh_token)).status).toBe(200)
  })

  it('of what is not known is done already; of another platform’s token, or by nobody, it is refused', async () => {
    expect((await revoke(platform, 'never seen')).status).toBe(200)
    const tokens = await connected(app, platform, ana, READ)
    const other = await registered(app, { client_name: 'Other' })
    expect(await errorOf(await revoke(other, tokens.access_token))).toEqual([400, 'invalid_grant'])
    expect(await errorOf(await revoke(undefined, tokens.access_token))).toEqual([401, 'invalid_client'])
    expect(await canRead(tokens.access_token)).toBe(200)
  })
})

it('K7 codes, tokens and secrets of platforms are stored as digests alone', async () => {
  const { verifier, challenge } = pkce()
  const code = await codeFor(app, platform, { person: ana, scope: SCOPE, challenge })
  const tokens = (await (await exchange(app, platform, code, verifier)).json()) as Tokens
  const rows = await app.asOwner(
    `SELECT t::text AS row FROM assay.host_token t UNION ALL SELECT g::text FROM assay.host_grant g
     UNION ALL SELECT c::text FROM assay.host_client c UNION ALL SELECT e::text FROM assay.audit_event e`,
  )
  const stored = rows.map(({ row }) => String(row)).join('\n')
  for (const secret of [code, verifier, platform.secret, tokens.access_token, tokens.refresh_token ?? ''])
    expect(stored.includes(secret)).toBe(false)
})
