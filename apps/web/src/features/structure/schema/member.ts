import { z } from 'zod'
import { ROLES, type Role } from '../../../roles.ts'

/** What every list of members says of one, whatever it is a list of. */
export const memberFields = {
  id: z.uuid(),
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(z.enum(ROLES)),
  departmentId: z.uuid().nullable(),
  department: z.string().nullable(),
  jobTitle: z.string().nullable(),
  managerId: z.uuid().nullable(),
}

/** A member as queries find them, with their primary address. */
export interface MemberFields {
  readonly id: string
  readonly name: string
  readonly address: string | null
  readonly roles: readonly Role[]
  readonly departmentId: string | null
  readonly department: string | null
  readonly jobTitle: string | null
  readonly managerId: string | null
}

/** What leaves the server of them. */
export const presentMemberFields = (row: MemberFields) => ({
  id: row.id,
  name: row.name,
  email: row.address,
  roles: [...row.roles],
  departmentId: row.departmentId,
  department: row.department,
  jobTitle: row.jobTitle,
  managerId: row.managerId,
})
