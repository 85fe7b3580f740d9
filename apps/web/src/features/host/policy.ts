import type { PersonScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

/** Whom somebody lets in is theirs alone to decide, signed in: no key and no platform lets another one in. */
export const mayManageApps = (scope: PersonScope): boolean => scope.actor.kind === 'person'

/** What a platform may do, by the scopes of its token. */
export const mayReadBadges = (scope: PersonScope): boolean => may(scope, 'backpack:read')
export const mayWriteBadges = (scope: PersonScope): boolean => may(scope, 'backpack:write')
export const mayReadProfile = (scope: PersonScope): boolean => may(scope, 'profile:read')
export const mayWriteProfile = (scope: PersonScope): boolean => may(scope, 'profile:write')
