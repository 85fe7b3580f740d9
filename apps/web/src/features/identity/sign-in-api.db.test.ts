import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestApp, TEST_ORIGIN, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { handle } from '../../app.ts'
import { SIGN_IN_TRIES } from './commands/tries.ts'

let app: TestApp
let ada: TestPerson
// The sign-in library knows only the real time; a test that counts tries stops ours, so that no quarter of an hour begins in it.
const clock: { stopped: Date | undefined } = { stopped: undefined }

beforeAll(async () => {
  app = await createTestApp({ now: () => clock.stopped ?? new Date() })
  ada = await app.person('Ada')
})
beforeEach(() => app.asOwner('DELETE FROM assay.rate_window'))
afterAll(() => app.close())

const PASSWORD = 'a long enough phrase'
const OTHER = 'another long phrase'
const newAddress = () => `api.${randomUUID()}@example.org`
const tokenMailedTo = async (address: string) =>
  new URL(await app.linkMailedTo(address)).searchParams.get('token') ?? ''
const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''

/** As a client on our own origin sends it, unless the headers say another. */
const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  app.fetch(`/api/v1${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
const post = (path: string, body: unknown, headers?: Record<string, string>) =>
  send('POST', path, body, headers)
const me = (cookie: string) => app.fetch('/api/v1/me', { headers: { cookie } })
const signIn = (email: string, password: string) => post('/sessions', { email, password })
const lettersTo = async (address: string) => {
  const rows = await app.asOwner(
    `SELECT template FROM assay.mail WHERE to_address = '${address}' ORDER BY created_at`,
  )
  return rows.map(({ template }) => template)
}
/** What a stranger can compare. */
const seen = async (response: Response) => ({
  status: response.status,
  body: await response.text(),
  names: [...response.headers.keys()],
})
const signedUp = async () => {
  const email = newAddress()
  await post('/sign-up', { name: 'Nadia', email, password: PASSWORD })
  return { email, token: await tokenMailedTo(email) }
}
const member = async () => {
  const { email, token } = await signedUp()
  const cookie = cookieOf(await post('/sign-up/confirm', { token, password: PASSWORD }))
  return { email, cookie }
}

describe('an account made through the API', () => {
  it('is confirmed by letter, signs in, changes its password and signs out', async () => {
    const email = newAddress()
    const asked = await post(
      '/sign-up',
      { name: 'Nadia', email, password: PASSWORD },
      { 'accept-language': 'es' },
    )
    expect([asked.status, asked.headers.get('set-cookie')]).toEqual([202, null])
    const letters = await app.asOwner(
      `SELECT template, subject FROM assay.mail WHERE to_address = '${email}'`,
    )
    expect(letters).toEqual([{ template: 'verify_address', subject: 'Confirme su dirección' }])
    expect((await signIn(email, PASSWORD)).status).toBe(409)
    const confirmed = await post('/sign-up/confirm', {
      token: await tokenMailedTo(email),
      password: PASSWORD,
    })
    expect([confirmed.status, (await me(cookieOf(confirmed))).status]).toEqual([204, 200])

    const entered = await signIn(email, PASSWORD)
    expect(entered.status).toBe(204)
    expect(entered.headers.get('set-cookie')).toMatch(/assay\.session_token=.*HttpOnly; SameSite=Lax/)
    const cookie = cookieOf(entered)
    expect(await (await me(cookie)).json()).toMatchObject({ name: 'Nadia', locale: 'es' })

    const change = { currentPassword: PASSWORD, newPassword: OTHER }
    const changed = await send('PUT', '/me/password', change, { cookie })
    const fresh = cookieOf(changed)
    expect([changed.status, (await me(fresh)).status, (await me(cookie)).status]).toEqual([204, 200, 401])
    expect((await signIn(email, PASSWORD)).status).toBe(422)

    const left = await send('DELETE', '/sessions/current', undefined, { cookie: fresh })
    expect(left.headers.get('set-cookie')).toMatch(/session_token=;.*Max-Age=0/)
    expect([left.status, (await me(fresh)).status]).toEqual([204, 401])
    expect((await signIn(email, OTHER)).status).toBe(204)
  })

  it('O9 is taken by the owner of the mailbox with a name and password of their own', async () => {
    const { email, token } = await signedUp()
    expect((await post('/sign-up/confirm', { token })).status).toBe(422)
    const taken = await post('/sign-up/confirm', { token, name: 'Vera', newPassword: OTHER })
    expect(await (await me(cookieOf(taken))).json()).toMatchObject({ name: 'Vera' })
    expect((await signIn(email, PASSWORD)).status).toBe(422)
    expect((await post('/sign-up/confirm', { token, password: OTHER })).status).toBe(410)
  })

  it('has a forgotten password replaced by letter, once, which ends its sessions', async () => {
    const { email, cookie } = await member()
    expect((await post('/password/forgotten', { email })).status).toBe(202)
    const renewal = { token: await tokenMailedTo(email), password: OTHER }
    const renewed = await post('/password/new', renewal)
    expect([renewed.status, renewed.headers.get('set-cookie')]).toEqual([204, null])
    expect((await me(cookie)).status).toBe(401)
    expect([(await signIn(email, PASSWORD)).status, (await signIn(email, OTHER)).status]).toEqual([422, 204])
    expect((await post('/password/new', renewal)).status).toBe(410)
  })
})

describe('a mailed link through the API', () => {
  it('makes an account, signs in once, and lets a first password be set but no second one', async () => {
    const email = newAddress()
    expect((await post('/sessions/link', { email })).status).toBe(202)
    const token = await tokenMailedTo(email)
    const entered = await post('/sessions/link/confirm', { token })
    const cookie = cookieOf(entered)
    expect([entered.status, (await me(cookie)).status]).toEqual([204, 200])
    const again = await post('/sessions/link/confirm', { token })
    expect([again.status, again.headers.get('content-type')]).toEqual([410, 'application/problem+json'])
    const first = await send('PUT', '/me/password', { newPassword: PASSWORD }, { cookie })
    expect([first.status, (await signIn(email, PASSWORD)).status]).toEqual([204, 204])
    expect((await send('PUT', '/me/password', { newPassword: OTHER }, { cookie })).status).toBe(409)
    const wrong = { currentPassword: 'not the password', newPassword: OTHER }
    expect(await (await send('PUT', '/me/password', wrong, { cookie })).json()).toMatchObject({
      errors: [{ path: 'currentPassword', code: 'wrong_current_password' }],
    })
  })
})

describe('what a stranger learns from the API', () => {
  it.each([
    ['/sign-up', { name: 'Nadia', password: PASSWORD }, ['address_in_use', 'verify_address']],
    ['/sessions/link', {}, ['sign_in_link', 'sign_in_link']],
    ['/password/forgotten', {}, ['reset_password', undefined]],
    ['/sessions', { password: 'not the password' }, undefined],
  ])(
    'O9 %s answers the same for an address that has an account and one that has none',
    async (path, rest, letters) => {
      const [known, unknown] = [(await member()).email, newAddress()]
      const answers = []
      for (const email of [known, unknown]) answers.push(await seen(await post(path, { ...rest, email })))
      expect(answers[1]).toEqual(answers[0])
      expect(answers[0]?.status).toBe(path === '/sessions' ? 422 : 202)
      if (letters !== undefined)
        expect([(await lettersTo(known)).at(-1), (await lettersTo(unknown)).at(-1)]).toEqual(letters)
    },
  )

  it('O9 is limited in tries, which the pages and the API count together', async () => {
    const { email } = await member()
    clock.stopped = new Date()
    await app.asOwner('DELETE FROM assay.rate_window')
    for (let i = 0; i < SIGN_IN_TRIES.address - 1; i++)
      expect((await signIn(email, `guess number ${i}`)).status).toBe(422)
    const form = { intent: 'password', email, password: 'guess at the page' }
    const atPage = await app.fetch('/sign-in', { method: 'POST', body: new URLSearchParams(form) })
    expect(atPage.status).toBe(422)
    const refused = await signIn(email, PASSWORD)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '900'])
    expect(refused.headers.get('set-cookie')).toBeNull()
    for (const path of ['/sessions/link', '/password/forgotten'])
      expect((await post(path, { email })).status).toBe(429)
    clock.stopped = undefined
  })
})

describe('another site', () => {
  const foreign = { origin: 'https://evil.example' }

  it('O9 signs no browser in or up, and out neither, whether or not a cookie is sent', async () => {
    const { email, cookie } = await member()
    const calls = [
      post('/sessions', { email, password: PASSWORD }, foreign),
      post('/sessions', { email, password: PASSWORD }, { ...foreign, cookie }),
      post('/sessions', { email, password: PASSWORD }, { origin: 'null' }),
      post('/sessions/link', { email }, foreign),
      post('/sign-up', { name: 'Nadia', email: newAddress(), password: PASSWORD }, foreign),
      send('PUT', '/me/password', { newPassword: OTHER }, { ...foreign, cookie }),
      send('DELETE', '/sessions/current', undefined, { ...foreign, cookie }),
    ]
    for (const answer of await Promise.all(calls))
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([403, null])
    expect((await me(cookie)).status).toBe(200)
  })

  it('O9 cannot sign a browser in by a form, which sends no JSON', async () => {
    const { email } = await member()
    const typed = JSON.stringify({ email, password: PASSWORD })
    const bodies = [typed, new Blob([typed]), new URLSearchParams({ email, password: PASSWORD })]
    const statuses: number[] = []
    for (const body of bodies) {
      const answer = await app.fetch('/api/v1/sessions', { method: 'POST', body })
      expect(answer.headers.get('set-cookie')).toBeNull()
      statuses.push(answer.status)
    }
    // Text, a type that is not said, a form.
    expect(statuses).toEqual([415, 415, 415])
  })

  it('is told from a program, which says no origin', async () => {
    const { email } = await member()
    const request = new Request(`${TEST_ORIGIN}/api/v1/sessions`, {
      method: 'POST',
      body: JSON.stringify({ email, password: PASSWORD }),
      headers: { 'content-type': 'application/json' },
    })
    expect((await handle(app.deps, request, { address: '127.0.0.1' })).status).toBe(204)
  })
})

describe('passwords and tokens sent to the API', () => {
  it('O9 are kept nowhere: no idempotency key takes them, and no event or problem repeats them', async () => {
    const { email, cookie } = await member()
    const key = randomUUID()
    const headers = { 'idempotency-key': key, cookie }
    expect((await post('/sessions', { email, password: PASSWORD }, headers)).status).toBe(204)
    const wrong = await post('/sessions', { email, password: 'zq secret guess' }, headers)
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).not.toContain('zq secret')
    const change = { currentPassword: PASSWORD, newPassword: 'zq secret phrase' }
    expect((await send('PUT', '/me/password', change, headers)).status).toBe(204)
    const kept = await app.asOwner(`SELECT key FROM assay.idempotency WHERE key = '${key}'`)
    const told = await app.asOwner(`SELECT 1 FROM assay.audit_event WHERE data::text LIKE '%zq secret%'`)
    expect([kept, told]).toEqual([[], []])
  })

  it('are out of reach for a key, and a body with more in it is refused', async () => {
    const made = await send(
      'POST',
      '/me/api-keys',
      { name: 'Mine', scopes: ['profile:read', 'profile:write'] },
      { cookie: ada.cookie },
    )
    const { secret } = (await made.json()) as { secret: string }
    const headers = { authorization: `Bearer ${secret}` }
    const refused = [
      await send('PUT', '/me/password', { newPassword: OTHER }, headers),
      await send('DELETE', '/sessions/current', undefined, headers),
    ]
    expect(refused.map(({ status }) => status)).toEqual([403, 403])
    const more = { email: ada.email, password: PASSWORD, next: '/home' }
    expect((await post('/sessions', more)).status).toBe(422)
  })
})
