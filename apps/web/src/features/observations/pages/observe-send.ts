import { answerForm } from '../../../http/form-action.ts'
import { readLimitedForm } from '../../../http/limited-body.ts'
import { attempt } from '../../../http/request-context.ts'
import { OBSERVATION_LIMITS } from '../schema.ts'
import type { Route } from './+types/observe-send'
import { authorizeObserving, recordForm } from './observed-form.ts'

const NEVER_KEPT = { 'cache-control': 'no-store' }

/** Asked before what waited on a device is sent: whether the server is there, and whom it would take it from. */
export async function loader(args: Route.LoaderArgs): Promise<Response> {
  return Response.json({ person: await authorizeObserving(args) }, { headers: NEVER_KEPT })
}

/** The observer's form's other door: where scripts run, they send it here, perhaps long after it was signed, and get JSON back. */
export async function action(args: Route.ActionArgs): Promise<Response> {
  const form = await attempt(args, async () => {
    await authorizeObserving(args)
    return readLimitedForm(args.request, OBSERVATION_LIMITS.requestBytes)
  })
  const result =
    form instanceof FormData ? await answerForm(args, form, (fields) => recordForm(args, form, fields)) : form
  if ('observationId' in result) return Response.json(result, { status: 201, headers: NEVER_KEPT })
  // What was typed is on the device; only what is wrong with it goes back.
  const { problem } = result.data
  return Response.json({ problem }, { ...result.init, headers: NEVER_KEPT })
}
