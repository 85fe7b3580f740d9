import { z } from 'zod'
import { ROLES } from '../../roles.ts'
import { addressSchema } from '../identity/schema.ts'

const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .transform((value) => (value === '' ? undefined : value))
    .optional()

const rolesSchema = z.array(z.enum(ROLES)).min(1).max(ROLES.length)

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

/** A new organization, with the code that the operator of a new installation has. */
export const newOrganizationSchema = organizationSchema.extend({ setupCode: z.string().max(100).optional() })

export const profileSchema = organizationSchema.omit({ slug: true }).extend({
  accent: z
    .string()
    .regex(/^#[0-9A-Fa-f]{6}$/, { error: 'errors.colour' })
    .optional(),
})
export type OrganizationProfile = z.output<typeof profileSchema>

/** What signing in takes of an organization's members. */
export const signInRulesSchema = z.strictObject({
  /** Administrators, program managers and assessors need a second factor or a passkey. */
  requiresFactor: z.boolean(),
})
export type SignInRules = z.output<typeof signInRulesSchema>

export const invitationSchema = z.strictObject({
  address: addressSchema,
  name: optionalText(200),
  roles: rolesSchema,
  departmentId: z.uuid().optional(),
  jobTitle: optionalText(120),
})
export type InvitationInput = z.output<typeof invitationSchema>

/** Addresses that one form invites: what a person can check by eye. */
const INVITED_AT_ONCE = 100

const invitedAddress = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email({ error: 'errors.address_line' }).max(254))

/** Several people with the same roles: a line each, `address` or `Name <address>`. */
export const invitationsSchema = z.strictObject({
  people: z
    .string({ error: 'errors.addresses_missing' })
    .max(30_000)
    .transform((text) => invitedLines(text).map(parseInvited))
    .pipe(
      z
        .array(z.object({ name: z.string().max(200).optional(), address: invitedAddress }))
        .min(1, { error: 'errors.addresses_missing' })
        .max(INVITED_AT_ONCE, { error: 'errors.addresses_many' }),
    ),
  roles: rolesSchema,
  departmentId: z.uuid().optional(),
  jobTitle: optionalText(120),
})

/** The lines of the form's one text that name somebody. */
export const invitedLines = (text: string): readonly string[] =>
  text
    .split(/[\n,;]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

function parseInvited(line: string): { name?: string | undefined; address: string } {
  const opening = line.lastIndexOf('<')
  if (opening < 0 || !line.endsWith('>')) return { name: undefined, address: line }
  const name = line.slice(0, opening).trim().replace(/^"|"$/g, '')
  return { name: name || undefined, address: line.slice(opening + 1, -1) }
}

export const membershipSchema = z.strictObject({
  roles: rolesSchema,
  departmentId: z.uuid().optional(),
  jobTitle: optionalText(120),
  managerId: z.uuid().optional(),
})
export type MembershipInput = z.output<typeof membershipSchema>

/** A person without an account who becomes a member. */
export const newPersonSchema = membershipSchema.extend({
  name: z.string().trim().min(1).max(200),
  address: addressSchema,
})
export type NewPerson = z.output<typeof newPersonSchema> & {
  /** Default: now. For histories that are brought along. */
  readonly joinedAt?: Date
}

/** Orders of the list of people. */
const PEOPLE_ORDERS = ['name', '-name', 'joinedAt', '-joinedAt'] as const

export const peopleQuerySchema = z.object({
  q: z.string().trim().max(200).optional(),
  role: z.enum(ROLES).optional(),
  /** A minus sign before it turns the order round. */
  sort: z.enum(PEOPLE_ORDERS).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
export type PeopleQuery = z.output<typeof peopleQuerySchema>

/** The same from a page's address: by page, and what makes no sense is ignored. */
export const peoplePageSchema = z.object({
  q: z.string().trim().max(200).optional().catch(undefined),
  role: z.enum(ROLES).optional().catch(undefined),
  sort: z.enum(PEOPLE_ORDERS).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(20_000).catch(1),
})

/** Days for which an invitation can be accepted. */
export const INVITATION_DAYS = 14

/** Letters of invitation that one organization sends a day, so that a stolen account cannot send mail to the world. */
export const INVITATION_LETTERS_A_DAY = 500
