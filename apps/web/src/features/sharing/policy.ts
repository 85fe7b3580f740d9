import type { PersonScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

/** What is shared is its owner's to see as a whole; others see the shared things themselves. */
export const maySeeSharing = (scope: PersonScope): boolean => may(scope, 'backpack:read')

export const mayChangeSharing = (scope: PersonScope): boolean => may(scope, 'backpack:write')
