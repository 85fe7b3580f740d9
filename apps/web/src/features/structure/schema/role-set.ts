import { z } from 'zod'
import { API_SCOPES, type ApiScope } from '../../../policy.ts'
import { ROLES } from '../../../roles.ts'

/** Areas that belong to a person and to no organization: no role reaches them. */
const OF_PERSONS: readonly ApiScope[] = ['backpack:read', 'backpack:write', 'profile:read', 'profile:write']

/** Areas to which a role set can be limited. */
export const ROLE_SET_AREAS = API_SCOPES.filter((area) => !OF_PERSONS.includes(area))

const distinct = <T extends string>(values: readonly T[]): T[] => [...new Set(values)].sort()

/** A role of the organization's own: what these built-in roles may do, in these areas and nowhere else. */
export const roleSetSchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  description: z.string().trim().max(1000).default(''),
  roles: z
    .array(z.enum(ROLES), { error: 'errors.choose_one' })
    .min(1, { error: 'errors.choose_one' })
    .transform(distinct),
  areas: z
    .array(z.enum(ROLE_SET_AREAS), { error: 'errors.choose_one' })
    .min(1, { error: 'errors.choose_one' })
    .transform(distinct),
})
export type RoleSetInput = z.output<typeof roleSetSchema>

/** A change carries the revision that it was made from. */
export const roleSetChangeSchema = roleSetSchema.extend({ revision: z.coerce.number().int().min(1) })
export type RoleSetChange = z.output<typeof roleSetChangeSchema>

/** Role sets of one organization: more than anybody could tell apart. */
export const MOST_ROLE_SETS = 100
