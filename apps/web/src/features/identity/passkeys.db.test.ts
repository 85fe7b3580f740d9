import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { softAuthenticator } from '../../../test/soft-authenticator.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await createTestApp({ now: () => new Date() })
})
afterAll(() => app.close())

type Cookie = string
const call = (method: string, path: string, cookie: Cookie | undefined, body?: unknown) =>
  app.fetch(`/api/v1${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: {
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
  })
const status = async (...args: Parameters<typeof call>) => (await call(...args)).status
const cookieOf = (response: Response): Cookie =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .filter((pair) => !pair?.endsWith('='))
    .join('; ')

describe('a passkey', () => {
  let gil: TestPerson
  const key = softAuthenticator()
  const options = async (path: string, cookie?: Cookie) =>
    (await (await call('POST', path, cookie)).json()) as { challenge: string; userVerification?: string }
  beforeAll(async () => {
    gil = await app.person('Gil')
  })

  it('is kept only as our own origin made it, with its owner verified', async () => {
    const offer = await options('/me/passkeys/options', gil.cookie)
    const add = (response: unknown) => status('POST', '/me/passkeys', gil.cookie, { name: 'Phone', response })
    expect(await add(key.register(offer, { origin: 'https://evil.example' }))).toBe(422)
    expect(await add(key.register(offer, { rpId: 'evil.example' }))).toBe(422)
    expect(await add(key.register(offer, { userVerified: false }))).toBe(422)
    expect(await add(key.register({ challenge: Buffer.from('made up').toString('base64url') }))).toBe(422)
    expect(await add(key.register(offer))).toBe(201)
    expect(await add(key.register(offer))).toBe(422)
    const { items } = (await (await call('GET', '/me/passkeys', gil.cookie)).json()) as {
      items: { name: string }[]
    }
    expect(items.map(({ name }) => name)).toEqual(['Phone'])
  })

  it('O9 signs in, once for each challenge, and is both factors', async () => {
    const asked = await options('/sessions/passkey/options')
    expect(asked.userVerification).toBe('required')
    expect(
      await status('POST', '/sessions/passkey', undefined, key.answer(asked, { userVerified: false })),
    ).toBe(422)
    expect(
      await status(
        'POST',
        '/sessions/passkey',
        undefined,
        key.answer(asked, { origin: 'https://evil.example' }),
      ),
    ).toBe(422)
    const answer = key.answer(asked)
    const done = await call('POST', '/sessions/passkey', undefined, answer)
    expect(done.status).toBe(204)
    expect(await status('GET', '/me', cookieOf(done))).toBe(200)
    expect(await status('POST', '/sessions/passkey', undefined, answer)).toBe(422)
    expect(await status('POST', '/sessions/passkey', undefined, softAuthenticator().answer(asked))).toBe(422)
  })

  it('O9 passes an organization that asks for a second factor, where a password alone does not', async () => {
    const organization = await app.organization(gil, 'strict-org')
    const path = `/organizations/${organization.slug}/sign-in`
    expect(await status('PUT', path, gil.cookie, { requiresFactor: true })).toBe(409)
    const strong = cookieOf(
      await call(
        'POST',
        '/sessions/passkey',
        undefined,
        key.answer(await options('/sessions/passkey/options')),
      ),
    )
    expect(await status('PUT', path, strong, { requiresFactor: true })).toBe(200)
    expect(await status('GET', `/organizations/${organization.slug}`, gil.cookie)).toBe(403)
    const page = await app.fetch(`/o/${organization.slug}/settings`, { as: gil })
    expect(page.headers.get('location')).toBe('/settings/second-factor?next=%2Fo%2Fstrict-org%2Fsettings')
    expect(await status('GET', `/organizations/${organization.slug}`, strong)).toBe(200)
    const learner = await app.member(organization, 'Lea', 'learner')
    expect(await status('GET', `/organizations/${organization.slug}`, learner.cookie)).toBe(200)
  })
})

it('a second factor is set up by plain forms, with a QR code that is a picture of the page itself', async () => {
  const hal = await app.person('Hal')
  const post = (fields: Record<string, string>) =>
    app.fetch('/settings/second-factor', { as: hal, method: 'POST', body: new URLSearchParams(fields) })
  const begun = await post({ intent: 'begin' })
  expect([begun.status, begun.headers.get('location')]).toEqual([302, '/settings/second-factor'])
  const page = await app.fetch('/settings/second-factor', { as: hal })
  const html = await page.text()
  expect([page.status, /<code class="key">([A-Z2-7 ]+)</.test(html)]).toEqual([200, true])
  expect(html).toMatch(/<svg role="img"[^>]*><path d="M/)
})
