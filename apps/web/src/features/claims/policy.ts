import type { OrgScope, PersonScope } from '../../db/scopes.ts'
import { may } from '../../policy.ts'

export const maySeeClaims = (scope: OrgScope): boolean =>
  may(scope, 'credentials:read', 'program_manager', 'administrator')

/** Sending again, correcting an address, handing over a link, telling of letters that came back. */
export const mayTendClaims = (scope: OrgScope): boolean =>
  may(scope, 'credentials:write', 'program_manager', 'administrator')

export const mayAccept = (scope: PersonScope): boolean => may(scope, 'backpack:write')

/** Events give awards in the name of who made them, so it takes who may award. */
export const mayHoldEvents = (scope: OrgScope): boolean => may(scope, 'credentials:write', 'program_manager')
export const maySeeEvents = (scope: OrgScope): boolean =>
  may(scope, 'credentials:read', 'program_manager', 'administrator')
