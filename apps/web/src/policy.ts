import type { AnyScope, Grant, OrgScope, Role } from './db/scopes.ts'

/** What API keys can be limited to; each names the area and whether it may change things. */
export const API_SCOPES = [
  'achievements:read',
  'achievements:write',
  'enrollments:read',
  'enrollments:write',
  'submissions:read',
  'submissions:write',
  'assessments:read',
  'assessments:write',
  'credentials:read',
  'credentials:write',
  'people:read',
  'people:write',
  'issuer:read',
  'issuer:write',
  'backpack:read',
  'backpack:write',
  'profile:read',
  'profile:write',
  'audit:read',
  'organization:read',
  'organization:write',
] as const
export type ApiScope = (typeof API_SCOPES)[number]

/**
 * Whether the one who acts in `scope` has one of `roles` in the area `apiScope` and, if by an API key, a key with that scope. Jobs may do
 * all. When only roles delegated by others allow it, those others are noted in the scope, for its audit events.
 */
export function may(scope: AnyScope, apiScope: ApiScope, ...roles: readonly Role[]): boolean {
  if (scope.actor.kind === 'system') return scope.kind !== 'public'
  const { actor } = scope
  if ((actor.kind === 'api_key' || actor.kind === 'app') && !actor.scopes.includes(apiScope)) return false
  if (scope.kind !== 'org') return scope.kind === 'person'
  if (roles.length === 0) return true
  const counting = scope.grants.filter((grant) => roles.includes(grant.role) && countsIn(grant, apiScope))
  const delegated = counting.flatMap(({ from }) => (from.kind === 'delegation' ? [from.delegatorId] : []))
  if (delegated.length === counting.length) for (const delegator of delegated) scope.onBehalfOf.add(delegator)
  return counting.length > 0
}

/** Whether a grant counts in an area: one from a role set only in those that it names. */
export const countsIn = ({ areas }: Pick<Grant, 'areas'>, apiScope: ApiScope): boolean =>
  areas === undefined || areas.includes(apiScope)

/**
 * Whether the one who acts has these roles in these areas (absent: in all) themselves, so that they may give them: an administrator may
 * give any, and learning is everybody's. What is delegated is not one's own to give (THREATS A3).
 */
export function mayGive(scope: OrgScope, roles: readonly Role[], areas?: readonly string[]): boolean {
  if (scope.actor.kind === 'system') return true
  const own = scope.grants.filter(({ from }) => from.kind !== 'delegation')
  const covers = (grant: Grant, area: string | undefined) =>
    grant.areas === undefined || (area !== undefined && grant.areas.includes(area))
  const holds = (role: Role, area: string | undefined) =>
    own.some((grant) => (grant.role === role || isWholeAdministrator(grant)) && covers(grant, area))
  return roles
    .filter((role) => role !== 'learner')
    .every((role) => (areas ?? [undefined]).every((area) => holds(role, area)))
}

const isWholeAdministrator = ({ role, areas }: Grant): boolean =>
  role === 'administrator' && areas === undefined

/** Whether work of `personId` counts as one's own: also that of whoever delegated something to the one who acts (THREATS A5). */
export const isOwnWork = (scope: OrgScope, personId: string): boolean =>
  scope.personId === personId || scope.delegators.includes(personId)
