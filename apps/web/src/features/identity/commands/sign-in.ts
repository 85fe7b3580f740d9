import { isAPIError } from 'better-auth/api'
import { sql } from 'kysely'
import { AppError } from '../../../app-error.ts'
import { findPersonOfUser } from '../../../db/lookups.ts'
import { inPerson, inSystem } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import type { Language } from '../../../i18n/languages.ts'
import { recordEvent } from '../../audit/commands.ts'
import { mayOpenByMail } from './address-rights.ts'
import { signInAddressOf, withDelivery } from './delivery.ts'
import { cookiesOf, linkSpent, orLinkSpent } from './library-answers.ts'
import { notifyPasswordChanged } from './passwords.ts'
import { findToken, type TokenPurpose } from './tokens.ts'
import { evenly } from './tries.ts'

/** Signs in by password; the answer carries the session cookie. The same error for an unknown address and a wrong password. */
export async function signInByPassword(
  deps: Deps,
  headers: Headers,
  { email, password, next }: { email: string; password: string; next?: string },
): Promise<Headers> {
  const address = await signInAddressOf(deps, email)
  try {
    const { headers: answer } = await withDelivery({ to: email, next }, () =>
      deps.auth.api.signInEmail({ body: { email: address, password }, headers, returnHeaders: true }),
    )
    return cookiesOf(answer)
  } catch (error) {
    if (!isAPIError(error)) throw error
    if (error.body?.code === 'EMAIL_NOT_VERIFIED')
      throw new AppError('wrong_state', 'Confirm the address first; we sent the letter again.', {
        text: 'address_not_confirmed',
      })
    throw new AppError('invalid_input', 'Address or password is wrong.', { text: 'wrong_password' })
  }
}

export interface SignUpRequest {
  /** Of the browser: the new person is written to in it. */
  readonly language: Language
  readonly name: string
  readonly email: string
  readonly password: string
  readonly next?: string
}

/** Makes the account (or, if the address has one, tells its owner by mail): both look the same from outside. */
export async function signUp(deps: Deps, headers: Headers, request: SignUpRequest): Promise<void> {
  const { name, email, password, next } = request
  await evenly(async () => {
    const body = { name, password, email: await signInAddressOf(deps, email) }
    const { user } = await withDelivery({ to: email, next }, () =>
      deps.auth.api.signUpEmail({ body, headers }),
    )
    // For an address that has an account the library answers an id that does not exist.
    await greet(deps, user.id, request.language)
  })
}

/** Mails a link that signs in. An address without an account gets one when the link is used. */
export async function mailSignInLink(
  deps: Deps,
  headers: Headers,
  { email, next }: { email: string; next?: string | undefined },
): Promise<void> {
  await evenly(async () => {
    if (!(await mayOpenByMail(deps, email))) return
    const address = await signInAddressOf(deps, email)
    await withDelivery({ to: email, next }, () =>
      deps.auth.api.signInMagicLink({ body: { email: address }, headers }),
    )
  })
}

/** Signs in by a mailed link; each works once. `isNew`: the account was made by this, and has no name yet. */
export async function signInByLink(
  deps: Deps,
  headers: Headers,
  token: string,
  language: Language,
): Promise<{ readonly headers: Headers; readonly isNew: boolean }> {
  const address = await mailedTo(deps, 'sign_in_link', token)
  const { headers: answer, response } = await orLinkSpent(() =>
    deps.auth.api.magicLinkVerify({ query: { token }, headers, returnHeaders: true }),
  )
  const { user, session } = response
  await inSystem(deps, (scope) =>
    sql`UPDATE auth.session SET "linkAddress" = ${address} WHERE id = ${session.id}`.execute(scope.db),
  )
  const isNew = Math.abs(Number(session.createdAt) - Number(user.createdAt)) < ONE_REQUEST
  if (isNew) await greet(deps, user.id, language)
  return { headers: cookiesOf(answer), isNew: isNew && user.name === '' }
}

/** Where a letter went whose link is used now. Error `gone` for one that may no longer open anything. */
async function mailedTo(deps: Deps, purpose: TokenPurpose, token: string): Promise<string> {
  const found = await inSystem(deps, (scope) => findToken(scope, purpose, token))
  const address = found?.data.address
  if (address === undefined || !(await mayOpenByMail(deps, address))) throw linkSpent()
  return address
}

/** A user and a session that one request made are no further apart, in milliseconds. */
const ONE_REQUEST = 2000

/** Mails a link to set a new password, if the address has an account; the same answer if not. */
export async function mailPasswordReset(deps: Deps, headers: Headers, email: string): Promise<void> {
  await evenly(async () => {
    if (!(await mayOpenByMail(deps, email))) return
    const address = await signInAddressOf(deps, email)
    await withDelivery({ to: email }, () =>
      deps.auth.api.requestPasswordReset({ body: { email: address }, headers }),
    )
  })
}

/**
 * Sets a new password by a mailed link and ends every session of the account. The link went to the account's address, so an address
 * that nobody had proven yet is proven by it.
 */
export async function setNewPassword(
  deps: Deps,
  headers: Headers,
  { token, password }: { token: string; password: string },
): Promise<void> {
  const address = await mailedTo(deps, 'reset_link', token)
  const userId = await findUserOfReset(deps, token)
  await orLinkSpent(() => deps.auth.api.resetPassword({ body: { token, newPassword: password }, headers }))
  if (userId === undefined) return
  const { internalAdapter } = await deps.auth.$context
  await internalAdapter.updateUser(userId, { emailVerified: true })
  const personId = (await inSystem(deps, (scope) => findPersonOfUser(scope, userId)))?.id
  if (personId === undefined) return
  await inPerson(deps, { kind: 'person', personId }, async (scope) => {
    await scope.db.updateTable('person').set({ passwordBy: address }).where('id', '=', personId).execute()
    await recordEvent(scope, { action: 'password.reset', recordType: 'person', recordId: personId })
    await notifyPasswordChanged(scope)
  })
}

export async function signOut(deps: Deps, headers: Headers): Promise<Headers> {
  const { headers: answer } = await deps.auth.api.signOut({ headers, returnHeaders: true })
  return cookiesOf(answer)
}

/** Writes the language of a browser into the profile of the person who has just signed up with it. */
async function greet(deps: Deps, userId: string, locale: Language): Promise<void> {
  await inSystem(deps, (scope) =>
    scope.db.updateTable('person').set({ locale }).where('userId', '=', userId).execute(),
  )
}

async function findUserOfReset(deps: Deps, token: string): Promise<string | undefined> {
  const { rows } = await inSystem(deps, (scope) =>
    sql<{ value: string }>`SELECT value FROM auth.verification
      WHERE identifier = ${`reset-password:${token}`}`.execute(scope.db),
  )
  return rows[0]?.value
}
