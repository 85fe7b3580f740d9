import { randomBytes } from 'node:crypto'
import { APIError } from 'better-auth/api'
import { sql } from 'kysely'
import { AppError, invalidField, notFound } from '../../app-error.ts'
import { countUse, hashSecret } from '../../db/lookups.ts'
import { inPerson, inSystem, type PersonScope, type SystemScope } from '../../db/scopes.ts'
import type { Deps } from '../../deps.ts'
import type { AuthMail } from '../../http/auth.ts'
import { currentLanguage } from '../../i18n/current.ts'
import { recordEvent } from '../audit/commands.ts'
import { queueLetter } from '../mail/commands.ts'
import type { ProfileInput } from './schema.ts'

/** Where each letter of the sign-in library leads. A page with a button, because mail scanners open links. */
const LINKS: Record<AuthMail['template'], string> = {
  verify_address: '/sign-up/confirm?token=',
  sign_in_link: '/sign-in/link?token=',
  reset_password: '/sign-in/new-password?token=',
  address_in_use: '/sign-in',
}

/** Queues a letter that the sign-in library asked for. */
export async function sendAuthMail(deps: Deps, { template, to, userId, token }: AuthMail): Promise<void> {
  await inSystem(deps, async (scope) => {
    const person = await findAddressee(scope, userId, to)
    await queueLetter(scope, {
      template,
      to,
      language: person?.userId == null ? currentLanguage() : person.locale,
      values: { address: to },
      link: `${deps.config.publicUrl}${LINKS[template]}${encodeURIComponent(token)}`,
      ...(person === undefined ? {} : { personId: person.id }),
    })
  })
}

function findAddressee(scope: SystemScope, userId: string | undefined, address: string) {
  const query = scope.db.selectFrom('person').select(['person.id', 'person.locale', 'person.userId'])
  return userId === undefined
    ? query
        .innerJoin('personEmail', 'personEmail.personId', 'person.id')
        .where(sql`lower(address)`, '=', address.toLowerCase())
        .where('userId', 'is not', null)
        .executeTakeFirst()
    : query.where('userId', '=', userId).executeTakeFirst()
}

/** Tries that one address, and one client, may make in a quarter of an hour. */
const SIGN_IN_TRIES = { address: 10, client: 60, windowSeconds: 900 }

/** Counts a try to sign in, sign up or be mailed a link. Error `rate_limited`. */
export async function countSignInTry(deps: Deps, address: string, clientAddress: string): Promise<void> {
  const { windowSeconds } = SIGN_IN_TRIES
  const [byAddress, byClient] = await inSystem(
    deps,
    async (scope) =>
      [
        await countUse(scope, `sign-in:${hashSecret(address).toString('hex')}`, windowSeconds),
        await countUse(scope, `sign-in-from:${clientAddress}`, windowSeconds),
      ] as const,
  )
  if (byAddress > SIGN_IN_TRIES.address || byClient > SIGN_IN_TRIES.client)
    throw new AppError('rate_limited', 'Too many tries; wait a quarter of an hour.', {
      retryAfter: windowSeconds,
    })
}

/** Signs in by password; the answer carries the session cookie. The same error for an unknown address and a wrong password. */
export async function signInByPassword(
  deps: Deps,
  headers: Headers,
  { email, password }: { email: string; password: string },
): Promise<Headers> {
  try {
    const { headers: answer } = await deps.auth.api.signInEmail({
      body: { email, password },
      headers,
      returnHeaders: true,
    })
    return cookiesOf(answer)
  } catch (error) {
    if (!(error instanceof APIError)) throw error
    if (error.body?.code === 'EMAIL_NOT_VERIFIED')
      throw new AppError('wrong_state', 'Confirm the address first; we sent the letter again.', {
        text: 'address_not_confirmed',
      })
    throw new AppError('invalid_input', 'Address or password is wrong.', { text: 'wrong_password' })
  }
}

/** Makes the account (or, if the address has one, tells its owner by mail): both look the same from outside. */
export async function signUp(
  deps: Deps,
  headers: Headers,
  input: { name: string; email: string; password: string },
): Promise<void> {
  await deps.auth.api.signUpEmail({ body: input, headers })
}

/** Mails a link that signs in. An address without an account gets one when the link is used. */
export async function mailSignInLink(deps: Deps, headers: Headers, email: string): Promise<void> {
  await deps.auth.api.signInMagicLink({ body: { email }, headers })
}

/** Signs in by a mailed link; each works once. */
export async function signInByLink(deps: Deps, headers: Headers, token: string): Promise<Headers> {
  try {
    const { headers: answer } = await deps.auth.api.magicLinkVerify({
      query: { token },
      headers,
      returnHeaders: true,
    })
    return cookiesOf(answer)
  } catch (error) {
    if (error instanceof APIError) throw linkSpent()
    throw error
  }
}

/** Confirms the address that an account was made with. */
export async function confirmSignUp(deps: Deps, headers: Headers, token: string): Promise<void> {
  try {
    await deps.auth.api.verifyEmail({ query: { token }, headers })
  } catch (error) {
    if (error instanceof APIError) throw linkSpent()
    throw error
  }
}

export async function mailPasswordReset(deps: Deps, headers: Headers, email: string): Promise<void> {
  await deps.auth.api.requestPasswordReset({ body: { email }, headers })
}

export async function setNewPassword(
  deps: Deps,
  headers: Headers,
  input: { token: string; password: string },
): Promise<void> {
  try {
    await deps.auth.api.resetPassword({ body: { token: input.token, newPassword: input.password }, headers })
  } catch (error) {
    if (error instanceof APIError) throw linkSpent()
    throw error
  }
}

export async function signOut(deps: Deps, headers: Headers): Promise<Headers> {
  const { headers: answer } = await deps.auth.api.signOut({ headers, returnHeaders: true })
  return cookiesOf(answer)
}

const linkSpent = () =>
  new AppError('gone', 'This link was used already or is too old; ask for a new one.', { text: 'link_spent' })

function cookiesOf(answer: Headers): Headers {
  return new Headers(answer.getSetCookie().map((cookie) => ['set-cookie', cookie] as [string, string]))
}

/** Changes how a person is named and addressed. */
export async function changeProfile(scope: PersonScope, input: ProfileInput): Promise<void> {
  await scope.db.updateTable('person').set(input).where('id', '=', scope.personId).execute()
  await recordEvent(scope, { action: 'person.changed', recordType: 'person', recordId: scope.personId })
}

/** Adds an address to a person, to be proven by the link that is mailed to it; adding it again mails a new link. */
export async function addAddress(scope: PersonScope, address: string): Promise<void> {
  const token = randomBytes(32).toString('base64url')
  const now = scope.deps.now()
  const existing = await scope.db
    .selectFrom('personEmail')
    .select(['id', 'verifiedAt'])
    .where('personId', '=', scope.personId)
    .where(sql`lower(address)`, '=', address)
    .executeTakeFirst()
  if (existing?.verifiedAt != null)
    throw invalidField('email', 'address_yours', 'This address is yours already.')
  const change = { verifyTokenHash: hashSecret(token), verifySentAt: now }
  if (existing === undefined)
    await scope.db
      .insertInto('personEmail')
      .values({ personId: scope.personId, address, ...change })
      .execute()
  else await scope.db.updateTable('personEmail').set(change).where('id', '=', existing.id).execute()
  await recordEvent(scope, { action: 'address.added', recordType: 'person', recordId: scope.personId })
  await queueLetter(scope, {
    template: 'address_added',
    to: address,
    language: currentLanguage(),
    values: { address },
    link: `${scope.deps.config.publicUrl}/settings/confirm-address?token=${token}`,
    personId: scope.personId,
  })
}

/** How long the link to prove an added address works. */
const ADDRESS_LINK_HOURS = 24

/** Proves an added address. The person must be signed in: a letter that reaches a stranger gives them nothing. */
export async function confirmAddress(scope: PersonScope, token: string): Promise<void> {
  const now = scope.deps.now()
  const row = await scope.db
    .selectFrom('personEmail')
    .select(['id', 'address', 'verifySentAt'])
    .where('personId', '=', scope.personId)
    .where('verifyTokenHash', '=', hashSecret(token))
    .executeTakeFirst()
  if (
    row?.verifySentAt == null ||
    now.getTime() - row.verifySentAt.getTime() > ADDRESS_LINK_HOURS * 3_600_000
  )
    throw linkSpent()
  const taken = await inSystem(scope.deps, (system) => isProvenByOther(system, row.address, scope.personId))
  if (taken)
    throw new AppError('conflict', 'This address belongs to another account.', { text: 'address_taken' })
  await scope.db
    .updateTable('personEmail')
    .set({ verifiedAt: now, verifyTokenHash: null })
    .where('id', '=', row.id)
    .execute()
  await recordEvent(scope, { action: 'address.proven', recordType: 'person', recordId: scope.personId })
}

async function isProvenByOther(scope: SystemScope, address: string, personId: string): Promise<boolean> {
  const row = await scope.db
    .selectFrom('personEmail')
    .select('id')
    .where(sql`lower(address)`, '=', address.toLowerCase())
    .where('verifiedAt', 'is not', null)
    .where('personId', '<>', personId)
    .executeTakeFirst()
  return row !== undefined
}

/** Removes an address; the primary one stays, because the account signs in with it. */
export async function removeAddress(scope: PersonScope, id: string): Promise<void> {
  const removed = await scope.db
    .deleteFrom('personEmail')
    .where('personId', '=', scope.personId)
    .where('id', '=', id)
    .where('isPrimary', '=', false)
    .executeTakeFirst()
  if (removed.numDeletedRows === 0n) throw notFound('address')
  await recordEvent(scope, { action: 'address.removed', recordType: 'person', recordId: scope.personId })
}

/** Ends one of the person's sessions, named by its id. */
export async function endSession(
  deps: Deps,
  headers: Headers,
  personId: string,
  sessionId: string,
): Promise<void> {
  const sessions = await deps.auth.api.listSessions({ headers })
  const session = sessions.find(({ id }) => id === sessionId)
  if (session === undefined) throw notFound('session')
  await deps.auth.api.revokeSession({ body: { token: session.token }, headers })
  await inPerson(deps, { kind: 'person', personId }, (scope) =>
    recordEvent(scope, { action: 'session.ended', recordType: 'person', recordId: personId }),
  )
}
