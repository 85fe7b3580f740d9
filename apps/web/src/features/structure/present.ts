import { z } from 'zod'
import { ROLES } from '../../roles.ts'
import type { Member } from './queries/members.ts'
import type { Department, Group } from './queries.ts'

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
  .object({
    id: z.uuid(),
    name: z.string(),
    email: z.string().nullable(),
    roles: z.array(z.enum(ROLES)),
    departmentId: z.uuid().nullable(),
    department: z.string().nullable(),
    jobTitle: z.string().nullable(),
    managerId: z.uuid().nullable(),
    managerName: z.string().nullable(),
  })
  .meta({ id: 'StructureMember' })

export const presentMember = (row: Member): z.input<typeof memberView> => ({
  id: row.id,
  name: row.name,
  email: row.address,
  roles: [...row.roles],
  departmentId: row.departmentId,
  department: row.department,
  jobTitle: row.jobTitle,
  managerId: row.managerId,
  managerName: row.managerName,
})
