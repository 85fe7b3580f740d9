import { z } from 'zod'
import { ROLES } from '../../db/scopes.ts'
import { addressSchema } from '../identity/schema.ts'

const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .optional()
    .transform((value) => (value === '' ? undefined : value))

export const rolesSchema = z.array(z.enum(ROLES)).min(1).max(ROLES.length)

/** The profile that others see; name and address of the organization as an issuer. */
export const organizationSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  /** Short name in addresses, for ever: letters, digits and single hyphens. */
  slug: z.string().regex(/^[a-z0-9](-?[a-z0-9]){1,39}$/, { error: 'errors.slug' }),
  /** One to three characters that stand on every badge. */
  mark: z
    .string()
    .trim()
    .regex(/^[\p{L}\p{N}]{1,3}$/u, { error: 'errors.mark' }),
  description: z.string().trim().max(2000).default(''),
  website: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .optional(),
  email: addressSchema.optional(),
  locale: z.enum(['en', 'es']).default('en'),
})
export type OrganizationInput = z.output<typeof organizationSchema>

export const profileSchema = organizationSchema.omit({ slug: true }).extend({
  accent: z
    .string()
    .regex(/^#[0-9A-Fa-f]{6}$/, { error: 'errors.colour' })
    .optional(),
})
export type OrganizationProfile = z.output<typeof profileSchema>

export const invitationSchema = z.strictObject({
  address: addressSchema,
  name: optionalText(200),
  roles: rolesSchema,
  department: optionalText(120),
  jobTitle: optionalText(120),
})
export type InvitationInput = z.output<typeof invitationSchema>

export const membershipSchema = z.strictObject({
  roles: rolesSchema,
  department: optionalText(120),
  jobTitle: optionalText(120),
  managerId: z.uuid().optional(),
})
export type MembershipInput = z.output<typeof membershipSchema>

export const peopleQuerySchema = z.object({
  q: z.string().trim().max(200).optional(),
  role: z.enum(ROLES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
export type PeopleQuery = z.output<typeof peopleQuerySchema>

/** Days for which an invitation can be accepted. */
export const INVITATION_DAYS = 14
