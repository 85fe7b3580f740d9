import { redirect } from 'react-router'
import { AppError, notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { authorize } from '../../../http/authenticate.ts'
import { inOrganization } from '../../../http/request-context.ts'
import { enroll } from '../commands/enroll.ts'
import { learnerOf } from '../commands/lock.ts'
import { mayEnroll } from '../policy.ts'
import { findOpenEnrollment } from '../queries.ts'
import type { Route } from './+types/enroll'

export const loader = ({ params }: Route.LoaderArgs) => redirect(`/o/${params.org}/catalog`)

/** Enrolls and leads to the enrollment; who works on it already is led to what they have. */
export async function action(args: Route.ActionArgs) {
  const achievementId = String((await args.request.formData()).get('achievementId') ?? '')
  const run = <T>(work: (scope: OrgScope) => Promise<T>) =>
    inOrganization(args, async (scope) => {
      authorize(mayEnroll(scope))
      return work(scope)
    })
  const id = await run(async (scope) => (await enroll(scope, achievementId)).enrollmentId).catch((error) =>
    isEnrolled(error) ? run((scope) => openOne(scope, achievementId)) : Promise.reject(error),
  )
  throw redirect(`/o/${args.params.org}/enrollments/${id}`)
}

const isEnrolled = (error: unknown): boolean => error instanceof AppError && error.text === 'already_enrolled'

async function openOne(scope: OrgScope, achievementId: string): Promise<string> {
  const open = await findOpenEnrollment(scope, learnerOf(scope), achievementId)
  if (open === undefined) throw notFound('enrollment')
  return open.id
}
