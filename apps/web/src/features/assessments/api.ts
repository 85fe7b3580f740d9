import { z } from 'zod'
import { notFound } from '../../app-error.ts'
import { type Api, orgRoute, pageOf } from '../../http/api-route.ts'
import { authorize } from '../../http/authenticate.ts'
import { getSubmission } from '../enrollments/queries.ts'
import { claimSubmission, releaseSubmission } from './commands/claim.ts'
import { decideSubmission } from './commands/decide.ts'
import { saveAssessment } from './commands/save-assessment.ts'
import { mayAssess, maySeeQueue } from './policy.ts'
import {
  assessmentView,
  claimView,
  decidedView,
  presentAssessment,
  presentDecided,
  presentQueueItem,
  queueItemView,
  savedView,
} from './present.ts'
import { findOwnAssessment, listQueue } from './queries.ts'
import { assessmentSchema, decisionSchema, queueQuerySchema } from './schema.ts'

const tag = 'Assessments'
const SUBMISSION = '/organizations/{org}/submissions/{submission}'
const params = z.object({ submission: z.uuid() })

/** Everything that the queue and the assessing page can do; the work itself is read through the submissions. */
export function assessmentsApi(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/queue',
      summary: 'Submissions that wait for a decision, oldest promise first',
      description: 'Your own work is never among them.',
      tag,
      query: queueQuerySchema,
      response: pageOf(queueItemView),
    },
    async (scope, { query }) => {
      authorize(maySeeQueue(scope))
      const { items, total } = await listQueue(scope, query)
      return { items: items.map(presentQueueItem), total }
    },
  )
  claimRoutes(api)
  assessmentRoutes(api)
}

function claimRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'post',
      path: `${SUBMISSION}/claim`,
      summary: 'Take a submission for judging',
      description: 'Yours for two hours from your last save. Others get 409 meanwhile.',
      tag,
      params,
      response: claimView,
    },
    async (scope, { params: { submission } }) => {
      authorize(mayAssess(scope, await getSubmission(scope, submission)))
      const { until } = await claimSubmission(scope, submission)
      return { until: until.toISOString() }
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: `${SUBMISSION}/claim`,
      summary: 'Give a submission back',
      tag,
      params,
      response: z.object({}),
      status: 204,
    },
    async (scope, { params: { submission } }) => {
      authorize(mayAssess(scope, await getSubmission(scope, submission)))
      await releaseSubmission(scope, submission)
      return {}
    },
  )
}

function assessmentRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: `${SUBMISSION}/assessment`,
      summary: 'Your assessment of a submission',
      tag,
      params,
      response: assessmentView,
    },
    async (scope, { params: { submission } }) => {
      authorize(mayAssess(scope, await getSubmission(scope, submission)))
      const found = await findOwnAssessment(scope, submission)
      if (found === undefined) throw notFound('assessment')
      return presentAssessment(found)
    },
  )
  orgRoute(
    api,
    {
      method: 'put',
      path: `${SUBMISSION}/assessment`,
      summary: 'Save your assessment as a draft',
      description:
        'With the revision that was read (0 for the first); if it was saved since, the answer is 409 and nothing changes.',
      tag,
      params,
      body: assessmentSchema,
      response: savedView,
    },
    async (scope, { params: { submission }, body: { revision, ...content } }) => {
      authorize(mayAssess(scope, await getSubmission(scope, submission)))
      const saved = await saveAssessment(scope, submission, revision, content)
      return { ...saved, savedAt: saved.savedAt.toISOString() }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${SUBMISSION}/decision`,
      summary: 'Award, return or decline',
      description:
        'Final. An award needs every row of the rubric at the level that it requires; returning and declining need a reason.',
      tag,
      params,
      body: decisionSchema,
      response: decidedView,
      status: 201,
    },
    async (scope, { params: { submission }, body }) => {
      authorize(mayAssess(scope, await getSubmission(scope, submission)))
      return presentDecided(await decideSubmission(scope, submission, body))
    },
  )
}
