import type { ApiScope } from '../../../policy.ts'

// Apart from the schemas, because pages need these in the browser.

const BASE = 'https://purl.imsglobal.org/spec/ob/v3p0/scope/'

/** What a platform can be let do (Open Badges 3.0, 6.2.1), by the names that pages have words for. */
export const HOST_SCOPES = {
  read_badges: `${BASE}credential.readonly`,
  write_badges: `${BASE}credential.upsert`,
  read_profile: `${BASE}profile.readonly`,
  write_profile: `${BASE}profile.update`,
} as const
export type HostPermission = keyof typeof HOST_SCOPES

/** Asks for a refresh token; opens nothing by itself. */
export const OFFLINE_ACCESS = 'offline_access'

/** Every scope that a platform may ask for, in the order in which they are named. */
export const KNOWN_SCOPES: readonly string[] = [...Object.values(HOST_SCOPES), OFFLINE_ACCESS]

/** The area of `policy.ts` that each scope reaches. */
const AREAS: Readonly<Record<HostPermission, ApiScope>> = {
  read_badges: 'backpack:read',
  write_badges: 'backpack:write',
  read_profile: 'profile:read',
  write_profile: 'profile:write',
}

const PERMISSIONS = Object.keys(HOST_SCOPES) as readonly HostPermission[]

/** What scopes let a platform do, in the order of {@link HOST_SCOPES}. */
export const permissionsOf = (scopes: readonly string[]): readonly HostPermission[] =>
  PERMISSIONS.filter((permission) => scopes.includes(HOST_SCOPES[permission]))

export const areasOf = (scopes: readonly string[]): readonly ApiScope[] =>
  permissionsOf(scopes).map((permission) => AREAS[permission])

/** The words of a `scope` parameter (RFC 6749, 3.3), each once. */
export const splitScope = (scope: string): readonly string[] => [
  ...new Set(scope.split(' ').filter((word) => word !== '')),
]

/** Whether every one of `asked` is among `allowed`. */
export const isWithin = (asked: readonly string[], allowed: readonly string[]): boolean =>
  asked.every((scope) => allowed.includes(scope))
