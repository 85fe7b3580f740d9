import type { Api } from '../../http/api-route.ts'
import { assignmentRoutes } from './api/assignments.ts'
import { dutyRoutes } from './api/duties.ts'

export function assignmentsApi(api: Api): void {
  assignmentRoutes(api)
  dutyRoutes(api)
}
