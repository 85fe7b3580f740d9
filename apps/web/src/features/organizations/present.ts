import { z } from 'zod'
import { ROLES } from '../../db/scopes.ts'
import type { Row } from '../../db/tables.ts'

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
    id: z.uuid(),
    name: z.string(),
    email: z.string().nullable(),
    roles: z.array(z.enum(ROLES)),
    department: z.string().nullable(),
    jobTitle: z.string().nullable(),
    managerId: z.uuid().nullable(),
    /** Whether the person has an account and can sign in. */
    hasAccount: z.boolean(),
    joinedAt: z.iso.datetime(),
  })
  .meta({ id: 'Person' })
