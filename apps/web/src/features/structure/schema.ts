import { z } from 'zod'

const optionalText = (max: number) => z.string().trim().max(max).default('')

/** A department as it is made or changed; `parentId` and `headId` absent: at the top, without a head. */
export const departmentSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  parentId: z.uuid().optional(),
  headId: z.uuid().optional(),
})
export type DepartmentInput = z.output<typeof departmentSchema>

export const groupSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  description: optionalText(1000),
})
export type GroupInput = z.output<typeof groupSchema>

/** People whom one form or call moves: a page of a list. */
const AT_ONCE = 200

export const peopleSchema = z.strictObject({
  personIds: z
    .array(z.uuid(), { error: 'errors.nobody_chosen' })
    .min(1, { error: 'errors.nobody_chosen' })
    .max(AT_ONCE),
})

/** Who manages these people from now on; without `managerId` nobody does. */
export const managerSchema = peopleSchema.extend({ managerId: z.uuid().optional() })

/** Which members, of those that a query is about. */
export const membersQuerySchema = z.object({
  /** A part of the name or the address. */
  q: z.string().trim().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})

/** The same, with those further below too: of sub-departments, of managers among the reports. */
export const deepMembersQuerySchema = membersQuerySchema.extend({
  deep: z
    .enum(['yes', 'no'])
    .default('no')
    .transform((value) => value === 'yes'),
})

export const departmentPageSchema = z.object({
  q: z.string().trim().max(200).optional().catch(undefined),
  /** Words by which somebody is looked for who is to be added. */
  find: z.string().trim().max(200).optional().catch(undefined),
  deep: z.enum(['yes', 'no']).catch('no'),
  page: z.coerce.number().int().min(1).max(20_000).catch(1),
})

/** Departments of one organization: they are shown as one tree. */
export const MOST_DEPARTMENTS = 500

/** Groups of one organization: they are shown as one list. */
export const MOST_GROUPS = 500

/** Levels of departments, and of managers above a person; it also ends the walk if a line should be circular all the same. */
export const MOST_LEVELS = 50
