import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { codeAt, stepAt } from './commands/totp.ts'

let app: TestApp
// The sign-in library knows only the real time; ours goes ahead of it.
const clock = { ahead: 0 }
const now = () => new Date(Date.now() + clock.ahead)
const MINUTE = 60_000

beforeAll(async () => {
  app = await createTestApp({ now })
})
afterAll(() => app.close())
// Each test begins in the present, with no try counted and no code used.
beforeEach(async () => {
  clock.ahead = 0
  await app.asOwner('TRUNCATE assay.rate_window')
  await app.asOwner('UPDATE assay.second_factor SET last_step = 0')
})

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
const tokenMailedTo = async (address: string) =>
  new URL(await app.linkMailedTo(address)).searchParams.get('token') ?? ''
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

const PASSWORD = 'a long enough phrase'

interface Account extends TestPerson {
  readonly secret: Uint8Array
  readonly codes: readonly string[]
  /** Another proven address. */
  readonly other: string
}

/** An account with a password, a second factor and a second address. */
async function makeAccount(name: string): Promise<Account> {
  const person = await app.person(name)
  expect(await status('PUT', '/me/password', person.cookie, { newPassword: PASSWORD })).toBe(204)
  const other = `other.${person.email}`
  await call('POST', '/me/addresses', person.cookie, { email: other })
  await call('POST', '/me/addresses/confirm', person.cookie, { token: await tokenMailedTo(other) })
  const begun = (await (await call('POST', '/me/second-factor', person.cookie)).json()) as { secret: string }
  const secret = fromBase32(begun.secret)
  const confirmed = await call('POST', '/me/second-factor/confirm', person.cookie, { code: codeNow(secret) })
  const { codes } = (await confirmed.json()) as { codes: string[] }
  return { ...person, secret, codes, other }
}

const codeNow = (secret: Uint8Array, offset = 0) => codeAt(secret, stepAt(now()) + offset)
const nextStep = () => {
  clock.ahead += 30_000
}

function fromBase32(text: string): Uint8Array {
  const bits = [...text]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('')
  return Uint8Array.from({ length: Math.floor(bits.length / 8) }, (_, i) =>
    Number.parseInt(bits.slice(i * 8, i * 8 + 8), 2),
  )
}

const byPassword = async (email: string) =>
  cookieOf(await call('POST', '/sessions', undefined, { email, password: PASSWORD }))
async function byLink(email: string): Promise<Cookie> {
  await call('POST', '/sessions/link', undefined, { email })
  return cookieOf(
    await call('POST', '/sessions/link/confirm', undefined, { token: await tokenMailedTo(email) }),
  )
}
async function byReset(email: string): Promise<Cookie> {
  await call('POST', '/password/forgotten', undefined, { email })
  const token = await tokenMailedTo(email)
  expect(await status('POST', '/password/new', undefined, { token, password: PASSWORD })).toBe(204)
  return byPassword(email)
}

describe('a second factor', () => {
  let ada: Account
  beforeAll(async () => {
    ada = await makeAccount('Ada')
  })

  it('O9 stands behind every way in: password, mailed link, reset link, API and page', async () => {
    for (const enter of [byPassword, byLink, byReset]) {
      const cookie = await enter(ada.email)
      expect(cookie).toMatch(/session_token=/)
      expect(await status('GET', '/me', cookie)).toBe(401)
      const page = await app.fetch('/settings', { headers: { cookie } })
      expect(page.headers.get('location')).toBe('/sign-in?next=%2Fsettings')
      const signIn = await app.fetch('/sign-in?next=%2Fsettings', { headers: { cookie } })
      expect(signIn.headers.get('location')).toBe('/sign-in/factor?next=%2Fsettings')
      nextStep()
      const done = await call('POST', '/sessions/factor', cookie, { code: codeNow(ada.secret) })
      expect(done.status).toBe(204)
      expect(await status('GET', '/me', cookieOf(done))).toBe(200)
      // The session that waited is over; its id opens nothing.
      expect(await status('GET', '/me', cookie)).toBe(401)
    }
  })

  it('O9 takes no code twice, no old one, and a recovery code once', async () => {
    nextStep()
    const code = codeNow(ada.secret)
    const first = await byPassword(ada.email)
    expect(await status('POST', '/sessions/factor', first, { code: '000000' })).toBe(422)
    expect(await status('POST', '/sessions/factor', first, { code })).toBe(204)
    const second = await byPassword(ada.email)
    expect(await status('POST', '/sessions/factor', second, { code })).toBe(422)
    expect(await status('POST', '/sessions/factor', second, { code: codeNow(ada.secret, -2) })).toBe(422)
    const recovery = ada.codes[0] ?? ''
    expect(await status('POST', '/sessions/factor', second, { code: recovery })).toBe(204)
    const third = await byPassword(ada.email)
    expect(await status('POST', '/sessions/factor', third, { code: recovery })).toBe(422)
    expect(await lettersTo(ada.other)).toContain('security_changed')
  })

  it('O9 two requests with one code at once: one of them signs in', async () => {
    nextStep()
    const cookies = await Promise.all([byPassword(ada.email), byPassword(ada.email)])
    const code = codeNow(ada.secret)
    const answers = await Promise.all(
      cookies.map((cookie) => status('POST', '/sessions/factor', cookie, { code })),
    )
    expect(answers.toSorted()).toEqual([204, 422])
  })

  it('O9 the tries are counted for the account, whoever tries, and its addresses are told', async () => {
    const eve = await makeAccount('Eve')
    const answers: number[] = []
    for (let i = 0; i < 12; i++)
      answers.push(await status('POST', '/sessions/factor', await byLinkOnce(eve, i), { code: '000000' }))
    expect(answers.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 422))
    expect(answers.slice(10)).toEqual([429, 429])
    expect(
      (await lettersTo(eve.other)).filter((template) => template === 'security_changed').length,
    ).toBeGreaterThan(1)
  })
  let held: Cookie | undefined
  async function byLinkOnce(person: Account, i: number): Promise<Cookie> {
    if (i === 0) held = await byPassword(person.email)
    return held ?? ''
  }

  it('O9 a sign-in that waited too long for its code begins anew', async () => {
    const cookie = await byPassword(ada.other)
    clock.ahead += 16 * MINUTE
    expect(await status('POST', '/sessions/factor', cookie, { code: codeNow(ada.secret) })).toBe(401)
  })

  it('is changed only by who has just proved to be the person', async () => {
    nextStep()
    const done = await call('POST', '/sessions/factor', await byPassword(ada.email), {
      code: codeNow(ada.secret),
    })
    const cookie = cookieOf(done)
    clock.ahead += 16 * MINUTE
    nextStep()
    const refused = await call('DELETE', '/me/second-factor', cookie)
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([409, 'wrong_state'])
    expect(await status('POST', '/me/second-factor/recovery-codes', cookie)).toBe(409)
    expect(await status('POST', '/me/proof', cookie, { password: PASSWORD })).toBe(422)
    const proof = { password: PASSWORD, code: codeNow(ada.secret) }
    expect(await status('POST', '/me/proof', cookie, proof)).toBe(204)
    expect(await status('POST', '/me/second-factor/recovery-codes', cookie)).toBe(200)
  })
})

describe('a lost second factor', () => {
  const recover = (cookie: Cookie, email: string) =>
    call('POST', '/sessions/factor/recovery', cookie, { email })

  it('O9 is given up by another address and three days, told to every address', async () => {
    const bea = await makeAccount('Bea')
    const first = await byLink(bea.email)
    expect((await recover(first, bea.other)).status).toBe(202)
    const token = await tokenMailedTo(bea.other)
    expect(await status('POST', '/sessions/factor/recovery/confirm', undefined, { token })).toBe(204)
    for (const address of [bea.email, bea.other])
      expect(await lettersTo(address)).toContain('factor_recovery_started')
    expect(await status('POST', '/sessions/factor/recovery/finish', first)).toBe(409)
    // The sign-in library knows only the real time: the recovery is made older, and not the clock newer.
    const older = (hours: number) =>
      app.asOwner(`UPDATE assay.factor_recovery SET started_at = started_at - interval '${hours} hours',
        ripens_at = ripens_at - interval '${hours} hours', expires_at = expires_at - interval '${hours} hours'
        WHERE person_id = '${bea.id}'`)
    await older(71)
    const later = await byLink(bea.email)
    expect(await status('POST', '/sessions/factor/recovery/finish', later)).toBe(409)
    await older(2)
    expect(await status('POST', '/sessions/factor/recovery/finish', later)).toBe(204)
    expect(await status('GET', '/me', later)).toBe(200)
    // Every other session ended.
    expect(await status('GET', '/me', bea.cookie)).toBe(401)
  })

  it('O9 is stopped from any address, and by the person who is signed in', async () => {
    const cleo = await makeAccount('Cleo')
    const begin = async () => {
      await recover(await byLink(cleo.email), cleo.other)
      const token = await tokenMailedTo(cleo.other)
      expect(await status('POST', '/sessions/factor/recovery/confirm', undefined, { token })).toBe(204)
    }
    await begin()
    const token = await tokenMailedTo(cleo.email)
    expect(await status('POST', '/sessions/factor/recovery/stop', undefined, { token })).toBe(204)
    expect(await status('DELETE', '/me/second-factor/recovery', cleo.cookie)).toBe(404)
    await begin()
    expect(await status('DELETE', '/me/second-factor/recovery', cleo.cookie)).toBe(204)
    expect(await status('GET', '/me', cleo.cookie)).toBe(200)
  })

  it('O9 is not given up by the one mailbox that opened the sign-in, by link or by a password set with it', async () => {
    const dan = await makeAccount('Dan')
    for (const enter of [byLink, byReset]) {
      const cookie = await enter(dan.other)
      expect((await recover(cookie, dan.other)).status).toBe(202)
      expect(await lettersTo(dan.other)).not.toContain('factor_recovery_link')
    }
  })

  it('O9 is not given up by an address whose owner does not let it', async () => {
    const fay = await makeAccount('Fay')
    await app.asOwner(`UPDATE assay.person_email SET recovers = false WHERE address = '${fay.other}'`)
    expect((await recover(await byPassword(fay.email), fay.other)).status).toBe(202)
    expect(await lettersTo(fay.other)).not.toContain('factor_recovery_link')
  })
})
