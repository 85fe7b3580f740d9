import type { Api } from '../../../http/api-route.ts'
import { enrollmentRoutes } from './enrollment-routes.ts'
import { evidenceRoutes } from './evidence-routes.ts'
import { submissionRoutes } from './submission-routes.ts'

/** Everything that a learner can do: enroll, gather evidence, hand in, read the decision. */
export function enrollmentsApi(api: Api): void {
  enrollmentRoutes(api)
  evidenceRoutes(api)
  submissionRoutes(api)
}
