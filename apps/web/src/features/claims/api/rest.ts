import type { Api } from '../../../http/api-route.ts'
import { claimRoutes } from './claims.ts'
import { eventRoutes } from './events.ts'

export function claimsApi(api: Api): void {
  claimRoutes(api)
  eventRoutes(api)
}
