import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { acceptInvitation, invite } from '../organizations/commands/invitations.ts'
import {
  mailPasswordReset,
  mailSignInLink,
  setNewPassword,
  signInByLink,
  signInByPassword,
  signUp,
} from './commands/sign-in.ts'
import { SIGN_IN_TRIES } from './commands/tries.ts'

let app: TestApp
let boris: TestPerson
// The sign-in library knows only the real time; a test that counts tries stops ours, so that no quarter of an hour begins in it.
const clock: { stopped: Date | undefined } = { stopped: undefined }
let harbor: TestOrganization

beforeAll(async () => {
  app = await createTestApp({ now: () => clock.stopped ?? new Date() })
  boris = await app.person('Boris')
  harbor = await app.organization(boris, 'harbor')
})
afterAll(() => app.close())

const THEIRS = 'chosen by the attacker'
const OWN = 'chosen by the victim'
const headers = () => new Headers()
const signIn = (email: string, password: string) => signInByPassword(app.deps, headers(), { email, password })
const tokenMailedTo = async (address: string) =>
  new URL(await app.linkMailedTo(address)).searchParams.get('token') ?? ''

/** An address of somebody who knows nothing of it, with which a stranger signed up. */
const hijacked = async (): Promise<string> => {
  const email = `victim.${randomUUID()}@example.org`
  await signUp(app.deps, headers(), { name: 'The Attacker', email, password: THEIRS, language: 'en' })
  return email
}
const post = (token: string, fields: Record<string, string>) =>
  app.fetch(`/sign-up/confirm?token=${encodeURIComponent(token)}`, {
    method: 'POST',
    body: new URLSearchParams({ token, ...fields }),
    headers: { 'accept-language': 'es' },
  })
const known = (token: string, password: string) => post(token, { intent: 'known', password })
const taken = (token: string, newPassword = OWN, name = 'Vera') =>
  post(token, { intent: 'new', name, newPassword })
const refusal = { text: 'wrong_password' }

describe('an account that somebody made with another person’s address', () => {
  it('O9 is not confirmed by the mailed link alone', async () => {
    const email = await hijacked()
    const token = await tokenMailedTo(email)
    expect((await post(token, {})).status).toBe(422)
    const guessed = await known(token, OWN)
    const html = await guessed.text()
    expect(guessed.status).toBe(422)
    expect(html).toContain('Esta no es la contraseña elegida al crear la cuenta.')
    expect(html).not.toContain('The Attacker')
    await expect(signIn(email, THEIRS)).rejects.toMatchObject({ text: 'address_not_confirmed' })
  })

  it('O9 is taken by the owner of the mailbox: password, name and sessions of the other end', async () => {
    const email = await hijacked()
    const { internalAdapter } = await app.deps.auth.$context
    const user = await internalAdapter.findUserByEmail(email)
    const session = await internalAdapter.createSession(user?.user.id ?? '')
    const token = await tokenMailedTo(email)
    const answer = await taken(token)
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/home'])
    expect(answer.headers.get('set-cookie')).toMatch(/session_token=.*HttpOnly/)
    await expect(signIn(email, THEIRS)).rejects.toMatchObject(refusal)
    const cookie = (await signIn(email, OWN)).get('set-cookie')?.split(';')[0] ?? ''
    const me = await (await app.fetch('/api/v1/me', { headers: { cookie } })).json()
    expect(me).toMatchObject({ name: 'Vera', locale: 'es' })
    expect(await internalAdapter.findSession(session.token)).toBeNull()
  })

  it('O9 loses the other’s password by a mailed link to sign in', async () => {
    const email = await hijacked()
    await mailSignInLink(app.deps, headers(), { email })
    await signInByLink(app.deps, headers(), await tokenMailedTo(email), 'en')
    await expect(signIn(email, THEIRS)).rejects.toMatchObject(refusal)
  })

  it('O9 loses the other’s password by a forgotten one, and is confirmed by that link', async () => {
    const email = await hijacked()
    await mailPasswordReset(app.deps, headers(), email)
    await setNewPassword(app.deps, headers(), { token: await tokenMailedTo(email), password: OWN })
    await expect(signIn(email, THEIRS)).rejects.toMatchObject(refusal)
    await expect(signIn(email, OWN)).resolves.toBeInstanceOf(Headers)
  })

  it('O9 A6 lets nobody but the owner of the mailbox into the organization that invites the address', async () => {
    const email = await hijacked()
    const waiting = await tokenMailedTo(email)
    await app.inOrg(harbor, boris, (scope) => invite(scope, { address: email, roles: ['learner'] }))
    const invitation = new URL(await app.linkMailedTo(email)).pathname.split('/').at(-1) ?? ''
    await expect(signIn(email, THEIRS)).rejects.toMatchObject({ text: 'address_not_confirmed' })
    const own = await app.inSystem((scope) =>
      scope.db
        .selectFrom('personEmail')
        .select('personId')
        .where('address', '=', email)
        .executeTakeFirstOrThrow(),
    )
    const claimant = {
      ...boris,
      id: own.personId,
      actor: { kind: 'person', personId: own.personId },
    } as const
    await expect(
      app.inPerson(claimant, (scope) => acceptInvitation(scope, invitation)),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await taken(waiting)
    await app.inPerson(claimant, (scope) => acceptInvitation(scope, invitation))
    await expect(signIn(email, THEIRS)).rejects.toMatchObject(refusal)
  })
})

describe('the letter of a sign-up', () => {
  it('shows a form for who knows the password and one for who does not, without scripts', async () => {
    const email = await hijacked()
    const page = await (
      await app.fetch(`/sign-up/confirm?token=${encodeURIComponent(await tokenMailedTo(email))}`)
    ).text()
    expect(page).toContain(email)
    expect(page.match(/<form /g)).toHaveLength(3) // two here, one for the language
    expect(page).not.toContain('<script')
  })

  it('says that it is spent when it is', async () => {
    expect(await (await app.fetch('/sign-up/confirm?token=spent')).text()).toContain('is too old')
  })

  it('confirms with the password of the sign-up, also after a wrong one', async () => {
    const email = await hijacked()
    const token = await tokenMailedTo(email)
    expect((await known(token, 'not that password')).status).toBe(422)
    expect((await known(token, THEIRS)).status).toBe(302)
    await expect(signIn(email, THEIRS)).resolves.toBeInstanceOf(Headers)
  })

  it('O9 does nothing more once the address is confirmed: it sets no password', async () => {
    const email = await hijacked()
    const token = await tokenMailedTo(email)
    await known(token, THEIRS)
    expect([(await taken(token)).status, (await known(token, THEIRS)).status]).toEqual([410, 410])
    await expect(signIn(email, OWN)).rejects.toMatchObject(refusal)
  })

  it('O9 lets the password be guessed as often as the sign-in does, and its owner in meanwhile', async () => {
    const email = await hijacked()
    const token = await tokenMailedTo(email)
    clock.stopped = new Date()
    // The sign-up was no form here, so it did not count.
    for (let i = 0; i < SIGN_IN_TRIES.address - 1; i++)
      expect((await known(token, `guess number ${i}`)).status).toBe(422)
    const atSignIn = await app.fetch('/sign-in', {
      method: 'POST',
      body: new URLSearchParams({ intent: 'password', email, password: 'guess at sign-in' }),
    })
    expect(atSignIn.status).toBe(422)
    expect((await known(token, THEIRS)).status).toBe(429)
    expect((await taken(token)).status).toBe(302)
    clock.stopped = undefined
  })

  it('O9 is believed only as the sign-in library signed it', async () => {
    const email = await hijacked()
    const token = await tokenMailedTo(email)
    const [header, payload, signature] = token.split('.')
    const other = await hijacked()
    const swapped = Buffer.from(JSON.stringify({ email: other, exp: 9_999_999_999 })).toString('base64url')
    for (const forged of [`${header}.${swapped}.${signature}`, `${header}.${payload}.`, '', 'a.b.c'])
      expect([410, 422]).toContain((await taken(forged)).status)
    await expect(signIn(other, OWN)).rejects.toMatchObject(refusal)
  })
})
