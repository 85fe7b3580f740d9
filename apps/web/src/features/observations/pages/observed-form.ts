import { AppError } from '../../../app-error.ts'
import { authorize } from '../../../http/authenticate.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization, type PageArgs } from '../../../http/request-context.ts'
import { recordObservation } from '../commands/record.ts'
import { mayObserve } from '../policy.ts'
import { getObservable } from '../queries/observable.ts'
import { observedUploads } from '../schema/upload.ts'
import { observationSchema } from '../schema.ts'

type Args = PageArgs & { readonly params: { readonly enrollment: string; readonly criterion: string } }

/** The one who observes here. Errors: `forbidden`, `not_found`. */
export const authorizeObserving = (args: Args): Promise<string | undefined> =>
  inOrganization(args, async (scope) => {
    authorize(mayObserve(scope, await getObservable(scope, args.params.enrollment, args.params.criterion)))
    return scope.personId
  })

/** Records what the observer's form says, once, whichever of its two doors it came by; `fields` as of `answerForm`. */
export async function recordForm(
  args: Args,
  form: FormData,
  fields: Readonly<Record<string, unknown>>,
): Promise<{ readonly observationId: string }> {
  const { language, deps, person } = contextOf(args)
  // It may have waited on a device where somebody else has signed in since; nobody signs for another.
  if (fields.observer !== undefined && fields.observer !== person?.id)
    throw new AppError('conflict', 'Somebody else signed this.', { text: 'other_observer' })
  const input = parseInput(observationSchema, inputOf(fields, form, args.params.criterion), language)
  return recordObservation(
    deps,
    (work) => inOrganization(args, (scope) => work(scope)),
    args.params.enrollment,
    input,
    await observedUploads(form, 'files'),
  )
}

/** Levels come as `level:<row>`. */
function inputOf(fields: Readonly<Record<string, unknown>>, form: FormData, criterionId: string) {
  const { id, on, place, note, seen, instead, reason, signedAt } = fields
  const rows = [...form.entries()].flatMap(([name, level]) =>
    name.startsWith('level:') ? [{ rowId: name.slice('level:'.length), level }] : [],
  )
  return {
    ...{ id, criterionId, on, place, note, rows, signedAt, seen: seen === 'yes' },
    ...(instead === undefined ? {} : { supersedes: { id: instead, reason: reason ?? '' } }),
  }
}
