import { z } from 'zod'
import type { Member } from './queries/members.ts'
import type { Department, Group } from './queries.ts'
import { memberFields, presentMemberFields } from './schema/member.ts'

export const departmentView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    parentId: z.uuid().nullable(),
    headId: z.uuid().nullable(),
    headName: z.string().nullable(),
    /** Members who are in it themselves; those of departments below are not counted. */
    people: z.number().int(),
  })
  .meta({ id: 'Department' })

export const presentDepartment = ({
  id,
  name,
  parentId,
  headId,
  headName,
  people,
}: Department): z.input<typeof departmentView> => ({ id, name, parentId, headId, headName, people })

export const groupView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string(),
    people: z.number().int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Group' })

export const presentGroup = ({
  id,
  name,
  description,
  people,
  createdAt,
}: Group): z.input<typeof groupView> => ({
  id,
  name,
  description,
  people,
  createdAt: createdAt.toISOString(),
})

export const memberView = z
  .object({ ...memberFields, managerName: z.string().nullable() })
  .meta({ id: 'StructureMember' })

export const presentMember = (row: Member): z.input<typeof memberView> => ({
  ...presentMemberFields(row),
  managerName: row.managerName,
})
