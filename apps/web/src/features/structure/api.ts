import type { Api } from '../../http/api-route.ts'
import { departmentRoutes } from './api/departments.ts'
import { groupRoutes } from './api/groups.ts'
import { roleSetRoutes } from './api/role-sets.ts'

export function structureApi(api: Api): void {
  departmentRoutes(api)
  groupRoutes(api)
  roleSetRoutes(api)
}
