import type { Visitor } from '../../../http/visitor.ts'
import { confirmSignUp, findWaitingSignUp, takeSignUp } from './confirm-sign-up.ts'
import { changePassword, setFirstPassword } from './passwords.ts'
import {
  mailPasswordReset,
  mailSignInLink,
  setNewPassword,
  signInByLink,
  signInByPassword,
  signUp,
} from './sign-in.ts'
import { countSignInTry } from './tries.ts'

// What pages and the API call: each is counted as a try before it is tried, whichever way it comes (THREATS O9).

interface AddressTyped {
  readonly email: string
  /** Path to go on to once the mailed link was used. */
  readonly next?: string
}

/** Signs in by password; the answer carries the session. Errors: `rate_limited`, `invalid_input`, `wrong_state`. */
export async function enterByPassword(
  { deps, headers, clientAddress }: Visitor,
  input: AddressTyped & { readonly password: string },
): Promise<Headers> {
  await countSignInTry(deps, input.email, clientAddress)
  return signInByPassword(deps, headers, input)
}

/** Has a link mailed that signs in. Error `rate_limited`. */
export async function askForLink(
  { deps, headers, clientAddress }: Visitor,
  input: AddressTyped,
): Promise<void> {
  await countSignInTry(deps, input.email, clientAddress)
  await mailSignInLink(deps, headers, input)
}

/** Signs in by a mailed link; the answer carries the session. Errors: `rate_limited`, `gone`. */
export async function enterByLink(
  { deps, headers, clientAddress, language }: Visitor,
  token: string,
): Promise<{ readonly headers: Headers; readonly isNew: boolean }> {
  await countSignInTry(deps, token, clientAddress)
  return signInByLink(deps, headers, token, language)
}

/** Asks for an account; a letter follows, whether or not the address has one. Error `rate_limited`. */
export async function askToSignUp(
  { deps, headers, clientAddress, language }: Visitor,
  input: AddressTyped & { readonly name: string; readonly password: string },
): Promise<void> {
  await countSignInTry(deps, input.email, clientAddress)
  await signUp(deps, headers, { ...input, language })
}

/**
 * Confirms an account by the password chosen at sign-up, and signs in. A wrong password counts against the address, together with the
 * tries to sign in. Errors: `rate_limited`, `gone`, `invalid_input`.
 */
export async function enterConfirmed(
  { deps, headers, clientAddress }: Visitor,
  input: { readonly token: string; readonly password: string },
): Promise<Headers> {
  const waiting = await findWaitingSignUp(deps, input.token)
  await countSignInTry(deps, waiting?.address ?? input.token, clientAddress)
  const email = await confirmSignUp(deps, headers, input)
  return signInByPassword(deps, headers, { email, password: input.password })
}

/**
 * Confirms an account with a new name and password, and signs in. Guesses nothing, so it counts against the link alone: who floods the
 * sign-in cannot keep the owner of the mailbox out. Errors: `rate_limited`, `gone`.
 */
export async function enterTaken(
  { deps, headers, clientAddress, language }: Visitor,
  {
    token,
    name,
    newPassword,
  }: { readonly token: string; readonly name: string; readonly newPassword: string },
): Promise<Headers> {
  await countSignInTry(deps, token, clientAddress)
  const email = await takeSignUp(deps, headers, { token, name, password: newPassword, language })
  return signInByPassword(deps, headers, { email, password: newPassword })
}

/** Has a link mailed to set a new password, if the address has an account. Error `rate_limited`. */
export async function askForNewPassword(
  { deps, headers, clientAddress }: Visitor,
  email: string,
): Promise<void> {
  await countSignInTry(deps, email, clientAddress)
  await mailPasswordReset(deps, headers, email)
}

/** Sets a new password by a mailed link and ends every session. Errors: `rate_limited`, `gone`. */
export async function renewPassword(
  { deps, headers, clientAddress }: Visitor,
  input: { readonly token: string; readonly password: string },
): Promise<void> {
  await countSignInTry(deps, input.token, clientAddress)
  await setNewPassword(deps, headers, input)
}

/**
 * Changes the password of who is signed in, and ends their other sessions; the answer carries the new one. Without `currentPassword` it
 * is the first, and sessions stay. Errors: `rate_limited`, `invalid_input`, `wrong_state` for an account that has a password already.
 */
export async function changeOwnPassword(
  { deps, headers, clientAddress }: Visitor,
  personId: string,
  {
    currentPassword,
    newPassword,
  }: { readonly currentPassword?: string | undefined; readonly newPassword: string },
): Promise<Headers> {
  if (currentPassword === undefined) {
    await setFirstPassword(deps, headers, personId, newPassword)
    return new Headers()
  }
  await countSignInTry(deps, personId, clientAddress)
  return changePassword(deps, headers, personId, { currentPassword, newPassword })
}
