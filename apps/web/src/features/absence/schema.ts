import { z } from 'zod'
import { ROLES } from '../../roles.ts'
import { addressSchema } from '../identity/schema.ts'

/** Days for which somebody stands in, first and last included: longer is a change of roles, which an administrator makes. */
export const MOST_DAYS = 90

/** Days from today on which a delegation may begin: what can be planned. */
export const DAYS_AHEAD = 365

/** Delegations of one member that run or are planned. */
export const MOST_OPEN = 20

/** Learning is everybody's own, so it is not delegated. */
export const DELEGABLE = ROLES.filter((role) => role !== 'learner')

/** Roles of one's own that another member has for a while. Days are those of the delegator's time zone, the last included. */
export const delegationSchema = z.strictObject({
  /** Main address of the member who stands in. */
  address: addressSchema,
  roles: z
    .array(z.enum(DELEGABLE), { error: 'errors.choose_one' })
    .min(1, { error: 'errors.choose_one' })
    .transform((roles) => [...new Set(roles)].sort()),
  from: z.iso.date(),
  until: z.iso.date(),
  reason: z.string().trim().min(3, { error: 'errors.reason_short' }).max(300),
})
export type DelegationInput = z.output<typeof delegationSchema>

export const delegationQuerySchema = z.object({
  /** `all` is for administrators. */
  whose: z.enum(['mine', 'all']).default('mine'),
})
