import { verifyJWT } from 'better-auth/crypto'
import { invalidField } from '../../../app-error.ts'
import { findPersonOfUser } from '../../../db/lookups.ts'
import { inPerson, inSystem } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import type { Language } from '../../../i18n/languages.ts'
import { recordEvent } from '../../audit/commands.ts'
import { linkSpent, orLinkSpent } from './library-answers.ts'
import { isPasswordOf } from './passwords.ts'

// Anybody may sign up with anybody's address. The mailed link proves the mailbox, not who chose the password: so whoever confirms
// either knows that password or replaces it (THREATS O9). Nothing that a stranger chose outlives the confirmation.

/** An account whose address nobody has proven yet. */
export interface WaitingSignUp {
  readonly userId: string
  readonly address: string
}

/** The account that a mailed link confirms; undefined for a link that was used, is too old, or never was one. */
export async function findWaitingSignUp(deps: Deps, token: string): Promise<WaitingSignUp | undefined> {
  const { secret, internalAdapter } = await deps.auth.$context
  const payload = await verifyJWT<{ email?: unknown; updateTo?: unknown }>(token, secret)
  if (typeof payload?.email !== 'string' || payload.updateTo !== undefined) return undefined
  const user = (await internalAdapter.findUserByEmail(payload.email))?.user
  return user === undefined || user.emailVerified ? undefined : { userId: user.id, address: user.email }
}

/**
 * Confirms the address that an account was made with, by its mailed link and the password chosen at sign-up. A wrong password leaves
 * the link as it is. Answers the address. Errors: `gone`; `invalid_input` for another password.
 */
export async function confirmSignUp(
  deps: Deps,
  headers: Headers,
  { token, password }: { readonly token: string; readonly password: string },
): Promise<string> {
  const waiting = await findWaitingSignUp(deps, token)
  if (waiting === undefined) throw linkSpent()
  if (!(await isPasswordOf(deps, waiting.userId, password)))
    throw invalidField('password', 'wrong_sign_up_password', 'This is not the password chosen at sign-up.')
  await prove(deps, headers, token)
  return waiting.address
}

export interface TakenSignUp {
  readonly token: string
  readonly name: string
  readonly password: string
  /** Of the browser: the person is written to in it. */
  readonly language: Language
}

/**
 * Confirms an address by its mailed link alone, for who did not choose the password or forgot it: password and name are set anew and
 * every session ends before the address counts, so that a crash between leaves an account that nobody can use. Answers the address. Error `gone`.
 */
export async function takeSignUp(
  deps: Deps,
  headers: Headers,
  { token, name, password, language }: TakenSignUp,
): Promise<string> {
  const waiting = await findWaitingSignUp(deps, token)
  if (waiting === undefined) throw linkSpent()
  const { internalAdapter, password: passwords } = await deps.auth.$context
  await internalAdapter.updatePassword(waiting.userId, await passwords.hash(password))
  await internalAdapter.deleteUserSessions(waiting.userId)
  await inSystem(deps, (scope) =>
    scope.db
      .updateTable('person')
      .set({ name, locale: language })
      .where('userId', '=', waiting.userId)
      .execute(),
  )
  await prove(deps, headers, token)
  await noteReset(deps, waiting.userId)
  return waiting.address
}

/** The library marks the address as proven; a trigger of the database then ties the person to the account. */
async function prove(deps: Deps, headers: Headers, token: string): Promise<void> {
  await orLinkSpent(() => deps.auth.api.verifyEmail({ query: { token }, headers }))
}

/** The person is looked up after the proof: an organization's person may have become the account's. */
async function noteReset(deps: Deps, userId: string): Promise<void> {
  const person = await inSystem(deps, (scope) => findPersonOfUser(scope, userId))
  if (person === undefined) return
  await inPerson(deps, { kind: 'person', personId: person.id }, (scope) =>
    recordEvent(scope, { action: 'password.reset', recordType: 'person', recordId: person.id }),
  )
}
