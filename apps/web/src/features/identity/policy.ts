import type { PersonScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

export const mayReadOwn = (scope: PersonScope): boolean => may(scope, 'profile:read')
export const mayChangeOwn = (scope: PersonScope): boolean => may(scope, 'profile:write')

/** Addresses, sessions and keys open the account, so a key may not touch them: only the person, signed in. */
export const maySecureOwn = (scope: PersonScope): boolean => scope.actor.kind === 'person'
