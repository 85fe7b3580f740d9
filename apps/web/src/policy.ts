import type { AnyScope, Role } from './db/scopes.ts'

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

/** Whether the one who acts in `scope` has one of `roles` and, if by an API key, a key with `apiScope`. Jobs may do all. */
export function may(scope: AnyScope, apiScope: ApiScope, ...roles: readonly Role[]): boolean {
  if (scope.actor.kind === 'system') return scope.kind !== 'public'
  if (scope.actor.kind === 'api_key' && !scope.actor.scopes.includes(apiScope)) return false
  if (scope.kind !== 'org') return scope.kind === 'person'
  return roles.length === 0 || roles.some((role) => scope.roles.includes(role))
}
