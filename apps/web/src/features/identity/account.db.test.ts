import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { addAddress, confirmAddress, makeAddressPrimary, removeAddress } from './commands/addresses.ts'
import { confirmSignUp } from './commands/confirm-sign-up.ts'
import { changePassword, setFirstPassword } from './commands/passwords.ts'
import { endOtherSessions, endSession } from './commands/sessions.ts'
import { mailSignInLink, signInByLink, signInByPassword, signUp } from './commands/sign-in.ts'
import { hasPassword, listAddresses, listSessions } from './queries.ts'

let app: TestApp
// The sign-in library knows only the real time; letters of both are ordered by it.
const clock = { ahead: 0 }
beforeAll(async () => {
  app = await createTestApp({ now: () => new Date(Date.now() + clock.ahead) })
})
afterAll(() => app.close())

const headersOf = (person: TestPerson) => new Headers({ cookie: person.cookie })
const tokenMailedTo = async (address: string) =>
  new URL(await app.linkMailedTo(address)).searchParams.get('token') ?? ''
const json = (method: string, body: unknown) => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})
const anotherSession = async (person: TestPerson) => {
  await mailSignInLink(app.deps, new Headers(), { email: person.email })
  const { headers } = await signInByLink(app.deps, new Headers(), await tokenMailedTo(person.email), 'en')
  return headers.get('set-cookie')?.split(';')[0] ?? ''
}

describe('addresses', () => {
  it('count only once their link was used by the person who added them', async () => {
    const [ada, mallory] = [await app.person('Ada'), await app.person('Mallory')]
    await app.inPerson(ada, (scope) => addAddress(scope, 'second@example.org'))
    const token = await tokenMailedTo('second@example.org')
    await expect(app.inPerson(mallory, (scope) => confirmAddress(scope, token))).rejects.toMatchObject({
      text: 'link_spent',
    })
    await app.inPerson(ada, (scope) => confirmAddress(scope, token))
    await expect(app.inPerson(ada, (scope) => addAddress(scope, 'second@example.org'))).rejects.toMatchObject(
      {
        fields: [{ path: 'email', code: 'address_yours' }],
      },
    )
  })

  it('belong to one account: the second to prove one is refused', async () => {
    const [ada, boris] = [await app.person('Ada'), await app.person('Boris')]
    await app.inPerson(ada, (scope) => addAddress(scope, 'shared@example.org'))
    const adaToken = await tokenMailedTo('shared@example.org')
    await app.inPerson(boris, (scope) => addAddress(scope, 'shared@example.org'))
    const borisToken = await tokenMailedTo('shared@example.org')
    await app.inPerson(boris, (scope) => confirmAddress(scope, borisToken))
    await expect(app.inPerson(ada, (scope) => confirmAddress(scope, adaToken))).rejects.toMatchObject({
      code: 'conflict',
      text: 'address_taken',
    })
  })

  it('expire: a link a day old proves nothing', async () => {
    const ada = await app.person('Ada')
    await app.inPerson(ada, (scope) => addAddress(scope, 'late@example.org'))
    const token = await tokenMailedTo('late@example.org')
    clock.ahead = 25 * 3_600_000
    await expect(app.inPerson(ada, (scope) => confirmAddress(scope, token))).rejects.toMatchObject({
      code: 'gone',
    })
    clock.ahead = 0
  })

  it('made primary change the sign-in address with them; old links end and the old address is told', async () => {
    const ada = await app.person('Ada')
    await app.inPerson(ada, (scope) => addAddress(scope, 'ada.next@example.org'))
    await app.inPerson(ada, async (scope) =>
      confirmAddress(scope, await tokenMailedTo('ada.next@example.org')),
    )
    await mailSignInLink(app.deps, new Headers(), { email: ada.email })
    const oldLink = await tokenMailedTo(ada.email)
    const rows = await app.inPerson(ada, listAddresses)
    const next = rows.find(({ address }) => address === 'ada.next@example.org')?.id ?? ''
    await app.inPerson(ada, (scope) => makeAddressPrimary(scope, next))
    await expect(signInByLink(app.deps, new Headers(), oldLink, 'en')).rejects.toMatchObject({
      text: 'link_spent',
    })
    expect((await app.inPerson(ada, listAddresses))[0]).toMatchObject({
      address: 'ada.next@example.org',
      isPrimary: true,
    })
    const users = await app.asOwner(`SELECT email FROM auth."user" WHERE email LIKE 'ada.next%'`)
    expect(users).toEqual([{ email: 'ada.next@example.org' }])
    const told = await app.asOwner(
      `SELECT template FROM assay.mail WHERE to_address = '${ada.email}' ORDER BY created_at DESC`,
    )
    expect(told.map(({ template }) => template)).toContain('sign_in_address_changed')
    expect((await app.fetch('/api/v1/me', { as: ada })).status).toBe(200)
  })

  it('that somebody registered and never proved make way for who proves them', async () => {
    const ada = await app.person('Ada')
    await signUp(app.deps, new Headers(), {
      name: 'Squatter',
      email: 'squatted@example.org',
      password: 'long enough phrase',
      language: 'en',
    })
    const squatter = await tokenMailedTo('squatted@example.org')
    await app.inPerson(ada, (scope) => addAddress(scope, 'squatted@example.org'))
    await app.inPerson(ada, async (scope) =>
      confirmAddress(scope, await tokenMailedTo('squatted@example.org')),
    )
    await expect(
      confirmSignUp(app.deps, new Headers(), { token: squatter, password: 'long enough phrase' }),
    ).rejects.toMatchObject({ text: 'link_spent' })
    await expect(
      signInByPassword(app.deps, new Headers(), {
        email: 'squatted@example.org',
        password: 'long enough phrase',
      }),
    ).rejects.toMatchObject({ text: 'wrong_password' })
  })

  it('stay when they are primary, and those of others are not found', async () => {
    const [ada, boris] = [await app.person('Ada'), await app.person('Boris')]
    const [own] = await app.inPerson(ada, listAddresses)
    await expect(app.inPerson(ada, (scope) => removeAddress(scope, own?.id ?? ''))).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(app.inPerson(boris, (scope) => removeAddress(scope, own?.id ?? ''))).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('are mailed at most ten letters a day', async () => {
    const ada = await app.person('Ada')
    for (let i = 0; i < 10; i++) await app.inPerson(ada, (scope) => addAddress(scope, `n${i}@example.org`))
    await expect(app.inPerson(ada, (scope) => addAddress(scope, 'n10@example.org'))).rejects.toMatchObject({
      code: 'rate_limited',
    })
  })
})

describe('passwords', () => {
  it('are set by who came by link, then changed only with the present one; other sessions end', async () => {
    const ada = await app.person('Ada')
    expect(await app.inPerson(ada, hasPassword)).toBe(false)
    await setFirstPassword(app.deps, headersOf(ada), ada.id, 'first long phrase')
    expect(await app.inPerson(ada, hasPassword)).toBe(true)
    await expect(
      setFirstPassword(app.deps, headersOf(ada), ada.id, 'second long phrase'),
    ).rejects.toMatchObject({ code: 'wrong_state' })
    await expect(
      changePassword(app.deps, headersOf(ada), ada.id, {
        currentPassword: 'wrong',
        newPassword: 'second long phrase',
      }),
    ).rejects.toMatchObject({ fields: [{ path: 'currentPassword', code: 'wrong_current_password' }] })
    const other = await anotherSession(ada)
    const cookies = await changePassword(app.deps, headersOf(ada), ada.id, {
      currentPassword: 'first long phrase',
      newPassword: 'second long phrase',
    })
    expect((await app.fetch('/api/v1/me', { headers: { cookie: other } })).status).toBe(401)
    const fresh = cookies.get('set-cookie')?.split(';')[0] ?? ''
    expect((await app.fetch('/api/v1/me', { headers: { cookie: fresh } })).status).toBe(200)
  })
})

describe('sessions', () => {
  it('A4 end at once, one or all others, and never those of somebody else', async () => {
    const [ada, boris] = [await app.person('Ada'), await app.person('Boris')]
    const cookies = [await anotherSession(ada), await anotherSession(ada)]
    const status = async (cookie: string) => (await app.fetch('/api/v1/me', { headers: { cookie } })).status
    const sessions = await app.inPerson(ada, listSessions)
    expect(sessions).toHaveLength(3)
    const named = sessions.find(({ token }) => decodeURIComponent(cookies[0] ?? '').includes(token))
    await expect(app.inPerson(boris, (scope) => endSession(scope, named?.id ?? ''))).rejects.toMatchObject({
      code: 'not_found',
    })
    await app.inPerson(ada, (scope) => endSession(scope, named?.id ?? ''))
    expect(await Promise.all(cookies.map(status))).toEqual([401, 200])
    const own = sessions.find(({ token }) => decodeURIComponent(ada.cookie).includes(token))
    await expect(app.inPerson(ada, (scope) => endOtherSessions(scope, own?.token))).resolves.toEqual({
      ended: 1,
    })
    expect(await Promise.all([...cookies, ada.cookie].map(status))).toEqual([401, 401, 200])
  })
})

describe('the profile through the API', () => {
  it('changes what is named and keeps the rest', async () => {
    const ada = await app.person('Ada')
    const response = await app.fetch('/api/v1/me', {
      as: ada,
      ...json('PATCH', { timeZone: 'Europe/Lisbon' }),
    })
    expect(await response.json()).toMatchObject({ name: 'Ada', timeZone: 'Europe/Lisbon', locale: 'en' })
  })

  it.each([
    { timeZone: 'Mars/Olympus' },
    { id: crypto.randomUUID() },
    { userId: 'x' },
    { roles: ['administrator'] },
  ])('A3 refuses %j', async (body) => {
    const ada = await app.person('Ada')
    expect((await app.fetch('/api/v1/me', { as: ada, ...json('PATCH', body) })).status).toBe(422)
  })

  it('O10 refuses a write whose origin is another site, or none', async () => {
    const ada = await app.person('Ada')
    const write = { as: ada, ...json('PATCH', { name: 'Eve' }) }
    const foreign = { ...write, headers: { ...write.headers, origin: 'https://evil.example' } }
    expect((await app.fetch('/api/v1/me', foreign)).status).toBe(403)
    expect(await (await app.fetch('/api/v1/me', { as: ada })).json()).not.toMatchObject({ name: 'Eve' })
  })

  it('O10 forbids frames around every answer', async () => {
    for (const path of ['/sign-in', '/api/v1/me']) {
      const policy = (await app.fetch(path)).headers.get('content-security-policy')
      expect(policy).toContain("frame-ancestors 'none'")
    }
  })
})
