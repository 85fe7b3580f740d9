import { z } from 'zod'
import type { Row } from '../../db/tables.ts'
import { ROLES } from '../../roles.ts'
import { type MemberFields, memberFields, presentMemberFields } from '../structure/schema/member.ts'
import type { listInvitations, listMemberships } from './queries.ts'

export const organizationView = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    mark: z.string(),
    accent: z.string().nullable(),
    description: z.string(),
    website: z.string().nullable(),
    email: z.string().nullable(),
    locale: z.string(),
  })
  .meta({ id: 'Organization' })

export function presentOrganization(row: Row<'organization'>): z.input<typeof organizationView> {
  const { id, slug, name, mark, accent, description, website, email, locale } = row
  return { id, slug, name, mark, accent, description, website, email, locale }
}

export const personView = z
  .object({
    ...memberFields,
    /** Whether the person has an account and can sign in. */
    hasAccount: z.boolean(),
    joinedAt: z.iso.datetime(),
  })
  .meta({ id: 'Person' })

interface PersonRow extends MemberFields {
  readonly userId: string | null
  readonly joinedAt: Date
}

export const presentPerson = (row: PersonRow): z.input<typeof personView> => ({
  ...presentMemberFields(row),
  hasAccount: row.userId !== null,
  joinedAt: row.joinedAt.toISOString(),
})

export const invitationView = z
  .object({
    id: z.uuid(),
    address: z.string(),
    name: z.string().nullable(),
    roles: z.array(z.enum(ROLES)),
    departmentId: z.uuid().nullable(),
    department: z.string().nullable(),
    jobTitle: z.string().nullable(),
    invitedBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    /** After this it can no longer be accepted, unless it is mailed again. */
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Invitation' })

type InvitationRow = Awaited<ReturnType<typeof listInvitations>>[number]

export const presentInvitation = (row: InvitationRow): z.input<typeof invitationView> => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
})

export const membershipView = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    mark: z.string(),
    roles: z.array(z.enum(ROLES)),
    joinedAt: z.iso.datetime(),
  })
  .meta({ id: 'Membership' })

type MembershipRow = Awaited<ReturnType<typeof listMemberships>>[number]

export const presentMembership = (row: MembershipRow): z.input<typeof membershipView> => ({
  ...row,
  joinedAt: row.joinedAt.toISOString(),
})
