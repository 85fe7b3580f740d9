import type { OrgScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

/** The archive holds the organization's keys and everybody's work: an administrator takes it in person, and no API key does. */
export const mayLeave = (scope: OrgScope): boolean =>
  scope.actor.kind === 'person' && may(scope, 'organization:write', 'administrator')
