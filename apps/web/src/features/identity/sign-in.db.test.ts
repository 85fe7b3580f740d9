import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { addAddress, confirmAddress } from './commands/addresses.ts'
import { confirmSignUp } from './commands/confirm-sign-up.ts'
import {
  mailPasswordReset,
  mailSignInLink,
  setNewPassword,
  signInByLink,
  signInByPassword,
  signUp,
} from './commands/sign-in.ts'
import { countSignInTry, SIGN_IN_TRIES } from './commands/tries.ts'
import { listAddresses, listSessions } from './queries.ts'

let app: TestApp
// The sign-in library knows only the real time; letters of both are ordered by it.
const clock = { ahead: 0 }
let ada: TestPerson

beforeAll(async () => {
  app = await createTestApp({ now: () => new Date(Date.now() + clock.ahead) })
  ada = await app.person('Ada')
})
afterAll(() => app.close())

const PASSWORD = 'a long enough phrase'
const headers = () => new Headers({ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' })
const register = (email: string, password = PASSWORD) =>
  signUp(app.deps, headers(), {
    name: 'Somebody',
    email,
    password,
    language: 'es',
  })
const signIn = (email: string, password = PASSWORD) =>
  signInByPassword(app.deps, headers(), { email, password })
const tokenMailedTo = async (address: string) =>
  new URL(await app.linkMailedTo(address)).searchParams.get('token') ?? ''
const confirm = async (email: string, password = PASSWORD) =>
  confirmSignUp(app.deps, headers(), { token: await tokenMailedTo(email), password })
const lettersTo = async (address: string) =>
  (
    await app.inSystem((scope) =>
      scope.db
        .selectFrom('mail')
        .select('template')
        .where('toAddress', '=', address)
        .orderBy('createdAt')
        .execute(),
    )
  ).map(({ template }) => template)

/** Median times of some works, run in turns so that a busy machine slows all of them alike. */
const medians = async (runs: number, ...works: readonly (() => Promise<unknown>)[]) => {
  const times = works.map((): number[] => [])
  for (let i = 0; i < runs; i++)
    for (const [at, work] of works.entries()) {
      const start = performance.now()
      await work().catch(() => undefined)
      times[at]?.push(performance.now() - start)
    }
  return times.map((own) => own.sort((a, b) => a - b)[(runs - 1) / 2] ?? 0)
}

describe('signing up', () => {
  it('lets nobody in before the address is proven, and then with the browser’s language', async () => {
    await register('new@example.org')
    await expect(signIn('new@example.org')).rejects.toMatchObject({ text: 'address_not_confirmed' })
    await confirm('new@example.org')
    const cookies = await signIn('new@example.org')
    expect(cookies.get('set-cookie')).toMatch(/assay\.session_token=/)
    const [person] = await app.asOwner(
      `SELECT locale FROM assay.person p JOIN assay.person_email e ON e.person_id = p.id WHERE address = 'new@example.org'`,
    )
    expect(person).toEqual({ locale: 'es' })
  })

  it('O9 looks the same for an address that has an account, and tells its owner by mail', async () => {
    await expect(register(ada.email)).resolves.toBeUndefined()
    expect((await lettersTo(ada.email)).at(-1)).toBe('address_in_use')
    await expect(signIn(ada.email)).rejects.toMatchObject({ text: 'wrong_password' })
  })

  it('carries the page that the person came for through the letter', async () => {
    await mailSignInLink(app.deps, headers(), { email: 'onward@example.org', next: '/invitations/abc' })
    expect(new URL(await app.linkMailedTo('onward@example.org')).searchParams.get('next')).toBe(
      '/invitations/abc',
    )
  })
})

describe('a mailed link', () => {
  it('works once', async () => {
    await mailSignInLink(app.deps, headers(), { email: 'once@example.org' })
    const token = await tokenMailedTo('once@example.org')
    await expect(signInByLink(app.deps, headers(), token, 'en')).resolves.toMatchObject({ isNew: true })
    await expect(signInByLink(app.deps, headers(), token, 'en')).rejects.toMatchObject({
      text: 'link_spent',
    })
  })

  it('O9 takes the password away from who registered the address before its owner came', async () => {
    const victim = 'victim@example.org'
    await register(victim, 'known to the attacker')
    await mailSignInLink(app.deps, headers(), { email: victim })
    await signInByLink(app.deps, headers(), await tokenMailedTo(victim), 'en')
    await expect(signIn(victim, 'known to the attacker')).rejects.toMatchObject({ text: 'wrong_password' })
  })

  it('O9 gives every sign-in a new session, whatever cookie the browser brought', async () => {
    await mailSignInLink(app.deps, headers(), { email: ada.email })
    const brought = headers()
    brought.set('cookie', ada.cookie)
    const { headers: answer } = await signInByLink(app.deps, brought, await tokenMailedTo(ada.email), 'en')
    const cookie = answer.get('set-cookie')?.split(';')[0] ?? ''
    expect(cookie).toMatch(/session_token=/)
    expect(ada.cookie).not.toContain(cookie)
  })
})

describe('what a stranger learns', () => {
  it('O9 is the same answer for a wrong password and an unknown address', async () => {
    const [wrong, unknown] = await Promise.all(
      [ada.email, 'nobody@example.org'].map((email) => signIn(email).catch((error: unknown) => error)),
    )
    expect(wrong).toMatchObject({ code: 'invalid_input', text: 'wrong_password' })
    expect({ ...(unknown as object) }).toEqual({ ...(wrong as object) })
  })

  it('O9 is no difference in time that tells an account from none', async () => {
    await register('timed@example.org')
    await confirm('timed@example.org')
    const [known = 0, unknown = 0] = await medians(
      7,
      () => signIn('timed@example.org', 'not the password'),
      () => signIn('nobody@example.org', 'not the password'),
    )
    // Hashing takes about 100 ms; without it an unknown address would be ten times faster.
    expect(unknown / known).toBeGreaterThan(0.4)
    expect(unknown / known).toBeLessThan(2.5)
    const [reset = 0, noReset = 0] = await medians(
      3,
      () => mailPasswordReset(app.deps, headers(), 'timed@example.org'),
      () => mailPasswordReset(app.deps, headers(), 'nobody@example.org'),
    )
    expect(Math.abs(reset - noReset)).toBeLessThan(100)
  })

  it('O9 is limited in tries: eleven for one address, and a new quarter of an hour begins afresh', async () => {
    for (let i = 0; i < SIGN_IN_TRIES.address; i++)
      await countSignInTry(app.deps, 'tried@example.org', '192.0.2.1')
    await expect(countSignInTry(app.deps, 'tried@example.org', '192.0.2.2')).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfter: 900,
    })
    clock.ahead = 900_000
    await expect(countSignInTry(app.deps, 'tried@example.org', '192.0.2.1')).resolves.toBeUndefined()
    clock.ahead = 0
  })

  it('O9 is limited in tries for one client over many addresses', async () => {
    const spray = async () => {
      for (let i = 0; i <= SIGN_IN_TRIES.client; i++)
        await countSignInTry(app.deps, `spray${i}@example.org`, '192.0.2.9')
    }
    await expect(spray()).rejects.toMatchObject({ code: 'rate_limited' })
  })
})

describe('a forgotten password', () => {
  it('is replaced by the mailed link, once, and every session ends', async () => {
    const email = 'forgot@example.org'
    await register(email)
    await confirm(email)
    const cookie = (await signIn(email)).get('set-cookie')?.split(';')[0] ?? ''
    await mailPasswordReset(app.deps, headers(), email)
    const token = await tokenMailedTo(email)
    await setNewPassword(app.deps, headers(), { token, password: 'another long phrase' })
    expect((await app.fetch('/api/v1/me', { headers: { cookie } })).status).toBe(401)
    await expect(signIn(email)).rejects.toMatchObject({ text: 'wrong_password' })
    await expect(signIn(email, 'another long phrase')).resolves.toBeInstanceOf(Headers)
    await expect(
      setNewPassword(app.deps, headers(), { token, password: 'a third long phrase' }),
    ).rejects.toMatchObject({ text: 'link_spent' })
    expect(await lettersTo(email)).toContain('password_changed')
  })

  it('O9 answers the same for an address without an account, and sends nothing', async () => {
    await expect(mailPasswordReset(app.deps, headers(), 'nobody@example.org')).resolves.toBeUndefined()
    expect(await lettersTo('nobody@example.org')).toEqual([])
  })
})

describe('an added address that is proven', () => {
  it('signs in to the same account by link, and its letters go to it', async () => {
    await app.inPerson(ada, (scope) => addAddress(scope, 'ada.home@example.org'))
    await app.inPerson(ada, async (scope) =>
      confirmAddress(scope, await tokenMailedTo('ada.home@example.org')),
    )
    await mailSignInLink(app.deps, headers(), { email: 'ada.home@example.org' })
    await signInByLink(app.deps, headers(), await tokenMailedTo('ada.home@example.org'), 'en')
    const sessions = await app.inPerson(ada, listSessions)
    expect(sessions.some(({ userAgent }) => userAgent?.includes('Firefox'))).toBe(true)
    const addresses = await app.inPerson(ada, listAddresses)
    expect(addresses.map(({ address }) => address)).toEqual([ada.email, 'ada.home@example.org'])
  })

  it('cannot be registered again: its owner is told where it was typed', async () => {
    await register('ada.home@example.org')
    expect((await lettersTo('ada.home@example.org')).at(-1)).toBe('address_in_use')
  })
})
