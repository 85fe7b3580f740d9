import { z } from '@hono/zod-openapi'
import type { OrgScope } from '../../../db/scopes.ts'
import { type Api, orgRoute } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { downloadRoute } from '../../../http/file-route.ts'
import { submitEnrollment, withdrawSubmission } from '../commands/submit.ts'
import { maySeeEnrollment, maySeeSubmission, mayWorkOn } from '../policy.ts'
import {
  handedInView,
  presentSubmission,
  presentSubmissionItem,
  submissionItemView,
  submissionView,
} from '../present/views.ts'
import { attachmentOf } from '../queries/attachment.ts'
import { getSubmittedFile } from '../queries/files.ts'
import { listJudgements } from '../queries/judgement.ts'
import {
  getEnrollment,
  getPortfolioDraft,
  getSubmission,
  hasJudged,
  listSubmissions,
  openSubmission,
} from '../queries.ts'
import { submitCallSchema } from '../schema.ts'
import { ENROLLMENT, SUBMISSION, TAG as tag } from './paths.ts'

const inEnrollment = z.object({ enrollment: z.uuid() })

/** Handing in, and reading what was handed in. */
export function submissionRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'post',
      path: `${ENROLLMENT}/submissions`,
      summary: 'Hand the portfolio in',
      description:
        'As it stands; later changes touch nothing of what was handed in. 409 while something is missing.',
      tag,
      params: inEnrollment,
      body: submitCallSchema,
      response: handedInView,
      status: 201,
    },
    async (scope, { params, body }) => {
      authorize(mayWorkOn(scope, await getEnrollment(scope, params.enrollment)))
      const draft = await getPortfolioDraft(scope, params.enrollment)
      const { promisedAt, ...handedIn } = await submitEnrollment(scope, params.enrollment, {
        authorship: body.authorship,
        reflection: body.reflection ?? draft.reflection,
        aiHelp: body.aiHelp ?? draft.aiHelp,
      })
      return { ...handedIn, promisedAt: promisedAt.toISOString() }
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: `${ENROLLMENT}/submissions`,
      summary: 'What you handed in on an enrollment, newest first, with the decisions',
      tag,
      params: inEnrollment,
      response: z.object({ items: z.array(submissionItemView) }),
    },
    async (scope, { params }) => {
      authorize(maySeeEnrollment(scope, await getEnrollment(scope, params.enrollment)))
      return { items: (await listSubmissions(scope, params.enrollment)).map(presentSubmissionItem) }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${ENROLLMENT}/submissions/withdraw`,
      summary: 'Take back what waits for a decision',
      tag,
      params: inEnrollment,
      response: z.object({}),
      status: 204,
    },
    async (scope, { params }) => {
      authorize(mayWorkOn(scope, await getEnrollment(scope, params.enrollment)))
      await withdrawSubmission(scope, params.enrollment)
      return {}
    },
  )
  readingRoutes(api)
}

/** Throws unless the one who asks handed it in, or assesses it. */
async function authorizeReading(scope: OrgScope, submissionId: string) {
  const submission = await getSubmission(scope, submissionId)
  authorize(maySeeSubmission(scope, { ...submission, judgedByMe: await hasJudged(scope, submissionId) }))
  return submission
}

function readingRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: SUBMISSION,
      summary: 'A submission: yours, or one that waits for your judgement',
      description: 'Assessors read it while it waits for a decision, and for good where they decided.',
      tag,
      params: z.object({ submission: z.uuid() }),
      response: submissionView,
    },
    async (scope, { params }) => {
      await authorizeReading(scope, params.submission)
      const submission = await openSubmission(scope, params.submission)
      return presentSubmission(submission, await listJudgements(scope, params.submission))
    },
  )
  downloadRoute(
    api,
    { path: `${SUBMISSION}/files/{artifact}`, summary: 'A file of a submission', tag },
    async (scope, params) => {
      await authorizeReading(scope, params.submission ?? '')
      return attachmentOf(
        scope,
        await getSubmittedFile(scope, params.submission ?? '', params.artifact ?? ''),
      )
    },
  )
}
