import { z } from 'zod'
import { ROLES } from '../../../roles.ts'
import type { RoleSet } from '../queries/role-sets.ts'

export const roleSetView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string(),
    /** Built-in roles whose rights it holds, in `areas` alone. */
    roles: z.array(z.enum(ROLES)),
    areas: z.array(z.string()),
    revision: z.number().int(),
    /** Members who have it. */
    people: z.number().int(),
  })
  .meta({ id: 'RoleSet' })

export const presentRoleSet = ({ roles, areas, ...row }: RoleSet): z.input<typeof roleSetView> => ({
  ...row,
  roles: [...roles],
  areas: [...areas],
})
