import type { AnyScope, PersonScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

export const mayReadOwn = (scope: PersonScope): boolean => may(scope, 'profile:read')
export const mayChangeOwn = (scope: PersonScope): boolean => may(scope, 'profile:write')

/** Addresses, sessions and keys open the account, so a key may not touch them: only the person, signed in. */
export const maySecureOwn = (scope: PersonScope): boolean => scope.actor.kind === 'person'

/** Minutes for which a proof that it is really the person counts for what opens or closes their account. */
const FRESH_MINUTES = 15

/** Whether the person proved lately, in this session, that it is them. */
export function isFresh({ actor, deps }: Pick<AnyScope, 'actor' | 'deps'>): boolean {
  if (actor.kind !== 'person' || actor.session === undefined) return false
  return deps.now().getTime() - actor.session.provenAt.getTime() < FRESH_MINUTES * 60_000
}
