import { isAPIError } from 'better-auth/api'
import { AppError, invalidField } from '../../../app-error.ts'
import { inPerson, type PersonScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { recordEvent } from '../../audit/commands.ts'
import { queueLetter } from '../../mail/commands.ts'
import { cookiesOf } from './library-answers.ts'

export interface PasswordChange {
  readonly currentPassword: string
  readonly newPassword: string
}

/** Changes the password of who is signed in and ends their other sessions. The answer carries the new session. */
export async function changePassword(
  deps: Deps,
  headers: Headers,
  personId: string,
  { currentPassword, newPassword }: PasswordChange,
): Promise<Headers> {
  try {
    const { headers: answer } = await deps.auth.api.changePassword({
      body: { currentPassword, newPassword, revokeOtherSessions: true },
      headers,
      returnHeaders: true,
    })
    await notePasswordChange(deps, personId)
    return cookiesOf(answer)
  } catch (error) {
    if (!isAPIError(error)) throw error
    throw invalidField('currentPassword', 'wrong_current_password', 'This is not your present password.')
  }
}

/** Gives a password to who is signed in and has none, because they came by a mailed link. Error `wrong_state`. */
export async function setFirstPassword(
  deps: Deps,
  headers: Headers,
  personId: string,
  password: string,
): Promise<void> {
  try {
    await deps.auth.api.setPassword({ body: { newPassword: password }, headers })
    await notePasswordChange(deps, personId)
  } catch (error) {
    if (!isAPIError(error)) throw error
    throw new AppError('wrong_state', 'This account has a password already.')
  }
}

function notePasswordChange(deps: Deps, personId: string): Promise<void> {
  return inPerson(deps, { kind: 'person', personId }, async (scope) => {
    await scope.db.updateTable('person').set({ passwordBy: null }).where('id', '=', personId).execute()
    await recordEvent(scope, { action: 'password.changed', recordType: 'person', recordId: personId })
    await notifyPasswordChanged(scope)
  })
}

/** Tells the person by mail, so that a change which was not theirs is noticed. */
export async function notifyPasswordChanged(scope: PersonScope): Promise<void> {
  const person = await scope.db
    .selectFrom('person')
    .innerJoin('personEmail', 'personEmail.personId', 'person.id')
    .select(['address', 'locale'])
    .where('person.id', '=', scope.personId)
    .where('isPrimary', '=', true)
    .executeTakeFirst()
  if (person === undefined) return
  await queueLetter(scope, {
    template: 'password_changed',
    to: person.address,
    language: person.locale,
    values: { address: person.address },
    link: `${scope.deps.config.publicUrl}/sign-in/forgot`,
    personId: scope.personId,
  })
}

/** Whether an account has this password. */
export async function isPasswordOf(deps: Deps, userId: string, password: string): Promise<boolean> {
  const { internalAdapter, password: passwords } = await deps.auth.$context
  const accounts = await internalAdapter.findAccounts(userId)
  const hash = accounts.find(({ providerId }) => providerId === 'credential')?.password
  return typeof hash === 'string' && passwords.verify({ hash, password })
}
