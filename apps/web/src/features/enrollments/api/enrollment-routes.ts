import { z } from '@hono/zod-openapi'
import { type Api, orgRoute, pageOf } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { enroll, withdrawEnrollment } from '../commands/enroll.ts'
import { learnerOf } from '../commands/lock.ts'
import { savePortfolioDraft } from '../commands/portfolio.ts'
import { mayEnroll, maySeeEnrollment, maySeeOwnEnrollments, mayWorkOn } from '../policy.ts'
import {
  draftView,
  enrollmentItemView,
  enrollmentView,
  presentEnrollment,
  presentEnrollmentItem,
  presentSaved,
  savedView,
} from '../present/views.ts'
import { openEnrollment } from '../queries/detail.ts'
import { getEnrollment, getPortfolioDraft, listEnrollments } from '../queries.ts'
import { enrollmentsQuerySchema, portfolioDraftSchema } from '../schema.ts'
import { ENROLLMENT, ENROLLMENTS, TAG as tag } from './paths.ts'

const one = z.object({ enrollment: z.uuid() })

/** Enrolling, what is asked, and the texts of the portfolio. */
export function enrollmentRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: ENROLLMENTS,
      summary: 'Your enrollments, newest first',
      tag,
      query: enrollmentsQuerySchema,
      response: pageOf(enrollmentItemView),
    },
    async (scope, { query }) => {
      authorize(maySeeOwnEnrollments(scope))
      const { items, total } = await listEnrollments(scope, learnerOf(scope), query)
      return { items: items.map(presentEnrollmentItem), total }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: ENROLLMENTS,
      summary: 'Enroll on a micro-credential',
      description: 'On the version that is published now, which never changes from here on.',
      tag,
      body: z.strictObject({ achievementId: z.uuid() }),
      response: z.object({ enrollmentId: z.uuid() }).meta({ id: 'Enrolled' }),
      status: 201,
    },
    async (scope, { body }) => {
      authorize(mayEnroll(scope))
      return enroll(scope, body.achievementId)
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: ENROLLMENT,
      summary: 'An enrollment of yours, with what is met and what is missing',
      tag,
      params: one,
      response: enrollmentView,
    },
    async (scope, { params }) => {
      const enrollment = await getEnrollment(scope, params.enrollment)
      authorize(maySeeEnrollment(scope, enrollment))
      const { version, rows, ready, promised } = await openEnrollment(scope, enrollment)
      return presentEnrollment({ ...enrollment, name: version.name, rows, ready, promised })
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${ENROLLMENT}/withdraw`,
      summary: 'Give an enrollment up',
      description: 'What waits for a decision is withdrawn with it. What you wrote stays readable.',
      tag,
      params: one,
      response: z.object({}),
      status: 204,
    },
    async (scope, { params }) => {
      authorize(mayWorkOn(scope, await getEnrollment(scope, params.enrollment)))
      await withdrawEnrollment(scope, params.enrollment)
      return {}
    },
  )
  draftRoutes(api)
}

function draftRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: `${ENROLLMENT}/draft`,
      summary: 'Reflection and help from AI, as far as they are written',
      tag,
      params: one,
      response: draftView,
    },
    async (scope, { params }) => {
      authorize(maySeeEnrollment(scope, await getEnrollment(scope, params.enrollment)))
      const { updatedAt, ...draft } = await getPortfolioDraft(scope, params.enrollment)
      return { ...draft, updatedAt: updatedAt?.toISOString() ?? null }
    },
  )
  orgRoute(
    api,
    {
      method: 'put',
      path: `${ENROLLMENT}/draft`,
      summary: 'Save reflection and help from AI',
      description:
        'With the revision that was read (0 at first); if it was saved since, the answer is 409 and nothing changes.',
      tag,
      params: one,
      body: portfolioDraftSchema.extend({ revision: z.number().int().min(0) }),
      response: savedView,
    },
    async (scope, { params, body: { revision, ...draft } }) => {
      authorize(mayWorkOn(scope, await getEnrollment(scope, params.enrollment)))
      return presentSaved(await savePortfolioDraft(scope, params.enrollment, revision, draft))
    },
  )
}
