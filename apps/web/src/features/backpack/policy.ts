import type { PersonScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

/** A backpack is its owner's alone; a key of theirs reaches it with this scope. */
export const maySeeBackpack = (scope: PersonScope): boolean => may(scope, 'backpack:read')

export const mayChangeBackpack = (scope: PersonScope): boolean => may(scope, 'backpack:write')

/** Everything about a person goes to the person, or to a key that may read each part of it. */
export const mayExportEverything = (scope: PersonScope): boolean =>
  (['backpack:read', 'profile:read', 'enrollments:read', 'submissions:read', 'audit:read'] as const).every(
    (area) => may(scope, area),
  )
