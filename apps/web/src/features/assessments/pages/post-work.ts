import { redirect } from 'react-router'
import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { authorize } from '../../../http/authenticate.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization, type PageArgs } from '../../../http/request-context.ts'
import { AUTOSAVE } from '../../../use-autosave.ts'
import { getSubmission } from '../../enrollments/queries.ts'
import { claimSubmission, releaseSubmission } from '../commands/claim.ts'
import { decideSubmission } from '../commands/decide.ts'
import { saveAssessment } from '../commands/save-assessment.ts'
import { mayAssess } from '../policy.ts'
import { findNext } from '../queries.ts'
import { assessmentSchema, decisionSchema } from '../schema.ts'

type Fields = Readonly<Record<string, unknown>>
type Args = PageArgs & { readonly params: { readonly submission: string } }

/** What the assessing page's form asks for, by its `intent`. Leads on by a redirect, or answers what was saved. */
export async function postWork(args: Args, fields: Fields) {
  const { org = '', submission } = args.params
  const run = <T>(work: (scope: OrgScope) => Promise<T>) =>
    inOrganization(args, async (scope) => {
      authorize(mayAssess(scope, await getSubmission(scope, submission)))
      return work(scope)
    })
  const intent = AUTOSAVE in fields ? 'save' : fields.intent
  switch (intent) {
    case 'claim':
      await run((scope) => claimSubmission(scope, submission))
      throw redirect(`/o/${org}/assess/${submission}`)
    case 'release':
      await run((scope) => releaseSubmission(scope, submission))
      throw redirect(`/o/${org}/queue`)
    case 'save':
      return { saved: await run((scope) => save(args, scope, fields)) }
    case 'awarded':
    case 'returned':
    case 'declined': {
      // Saved for itself, so that what was judged stays when the decision is refused.
      const { revision } = await run((scope) => save(args, scope, fields))
      const reason = fields[`reason-${intent}`]
      const decision = parseInput(
        decisionSchema,
        {
          outcome: intent,
          revision,
          ...(intent === 'awarded' ? {} : { reason: reason ?? '' }),
        },
        contextOf(args).language,
      )
      await run((scope) => decideSubmission(scope, submission, decision))
      throw redirect(await nextAddress(args))
    }
    default:
      throw new AppError('invalid_input', 'The form does not say what to do.')
  }
}

function save(args: Args, scope: OrgScope, fields: Fields) {
  const { revision, ...content } = parseInput(
    assessmentSchema,
    {
      revision: fields.revision ?? 0,
      scores: scoresOf(fields),
      ...(fields.feedback === undefined ? {} : { feedback: fields.feedback }),
    },
    contextOf(args).language,
  )
  return saveAssessment(scope, args.params.submission, revision, content)
}

const FIELD = /^(level|comment):([^/]{1,40})\/(.{1,40})$/

/** Scores from fields named `level:criterion/row` and `comment:criterion/row`; rows without either are not judged yet. */
function scoresOf(fields: Fields) {
  const rows = new Map<string, { criterionId: string; rowId: string; level: unknown; comment: unknown }>()
  for (const [name, value] of Object.entries(fields)) {
    const [, what, criterionId = '', rowId = ''] = FIELD.exec(name) ?? []
    if (what === undefined) continue
    const key = `${criterionId}/${rowId}`
    const row = rows.get(key) ?? { criterionId, rowId, level: null, comment: '' }
    rows.set(key, what === 'level' ? { ...row, level: value } : { ...row, comment: value })
  }
  return [...rows.values()]
}

/** The next free work, taken at once; the queue when there is none. */
async function nextAddress(args: Args): Promise<string> {
  const { org = '', submission } = args.params
  const done = `?done=${submission}`
  const next = await inOrganization(args, (scope) => takeNext(scope, submission))
  return next === undefined ? `/o/${org}/queue${done}` : `/o/${org}/assess/${next}${done}`
}

async function takeNext(scope: OrgScope, but: string): Promise<string | undefined> {
  const next = await findNext(scope, but)
  if (next === undefined) return undefined
  try {
    await claimSubmission(scope, next)
    return next
  } catch (error) {
    // Another assessor was quicker: the queue shows what is free now.
    if (error instanceof AppError) return undefined
    throw error
  }
}
