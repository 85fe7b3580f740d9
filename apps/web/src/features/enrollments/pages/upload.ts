import { redirect } from 'react-router'
import { readLimitedForm } from '../../../http/limited-body.ts'
import { attempt } from '../../../http/request-context.ts'
import { EVIDENCE_LIMITS } from '../schema.ts'
import type { Route } from './+types/upload'
import { onOwnEnrollment, postFile } from './post-enrollment.ts'

export const loader = ({ params }: Route.LoaderArgs) =>
  redirect(`/o/${params.org}/enrollments/${params.enrollment}`)

/** The file form's other door: where scripts run, they send the file here, show how far it is, and get JSON back. */
export async function action(args: Route.ActionArgs): Promise<Response> {
  const result = await attempt(args, async () => {
    await onOwnEnrollment(args, async () => {})
    return postFile(args, await readLimitedForm(args.request, EVIDENCE_LIMITS.requestBytes))
  })
  if ('evidenceId' in result) return Response.json(result, { status: 201 })
  return Response.json(result.data, result.init ?? {})
}
