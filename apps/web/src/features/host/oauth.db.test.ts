import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  authorizeAddress,
  call,
  codeFor,
  connected,
  exchange,
  type Platform,
  pkce,
  READ,
  READ_PROFILE,
  refresh,
  registered,
  sendForm,
  type Tokens,
  WRITE,
} from '../../../test/host-platform.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'

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
