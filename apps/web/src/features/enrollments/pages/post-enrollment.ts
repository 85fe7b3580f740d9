import { redirect } from 'react-router'
import { AppError, invalidField } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { authorize } from '../../../http/authenticate.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization, type PageArgs } from '../../../http/request-context.ts'
import { withdrawEnrollment } from '../commands/enroll.ts'
import { addLinkEvidence, addTextEvidence, changeEvidence, removeEvidence } from '../commands/evidence.ts'
import { savePortfolioDraft } from '../commands/portfolio.ts'
import { submitEnrollment, withdrawSubmission } from '../commands/submit.ts'
import { uploadEvidence } from '../commands/upload.ts'
import { mayWorkOn } from '../policy.ts'
import { getEnrollment, getEvidenceRow, getPortfolioDraft } from '../queries.ts'
import { uploadOf } from '../schema/upload-form.ts'
import {
  evidenceChangeSchema,
  linkEvidenceSchema,
  portfolioDraftSchema,
  submitSchema,
  textEvidenceSchema,
} from '../schema.ts'

export type Fields = Readonly<Record<string, unknown>>
export type EnrollmentArgs = PageArgs & { readonly params: { readonly enrollment: string } }

const languageOf = (args: EnrollmentArgs) => contextOf(args).language

/** Runs work on the enrollment of the address, if it is the caller's own; each run is a transaction. */
export function onOwnEnrollment<T>(
  args: EnrollmentArgs,
  work: (scope: OrgScope, id: string) => Promise<T>,
): Promise<T> {
  return inOrganization(args, async (scope) => {
    const { enrollment } = args.params
    authorize(mayWorkOn(scope, await getEnrollment(scope, enrollment)))
    return work(scope, enrollment)
  })
}

/** What the page's forms ask for, by their `intent`. Leads on by a redirect; what saves itself answers what was saved. */
export async function postEnrollment(args: EnrollmentArgs, fields: Fields, form: FormData) {
  switch (fields.intent) {
    case 'text':
    case 'link':
    case 'file':
      return postPiece(args, fields, form)
    case 'remove':
      await onOwnPiece(args, fields, (scope, piece) => removeEvidence(scope, piece))
      throw redirect(addressOf(args, `#c-${String(fields.criterionId ?? '')}`))
    case 'draft':
      return postDraft(args, fields)
    case 'submit':
      return postSubmission(args, fields)
    case 'withdraw':
      await onOwnEnrollment(args, withdrawSubmission)
      throw redirect(addressOf(args))
    case 'give-up':
      await onOwnEnrollment(args, withdrawEnrollment)
      throw redirect(addressOf(args))
    default:
      throw new AppError('invalid_input', 'The form does not say what to do.')
  }
}

const addressOf = ({ params }: EnrollmentArgs, after = '') =>
  `/o/${params.org}/enrollments/${params.enrollment}${after}`

const pieceAddress = (args: EnrollmentArgs, id: string) => addressOf(args, `?open=${id}#e-${id}`)

/** Adds a piece, or changes the one that the form names. */
async function postPiece(args: EnrollmentArgs, fields: Fields, form: FormData) {
  const saved =
    fields.piece === undefined ? await addPiece(args, fields, form) : await changePiece(args, fields)
  if (fields.autosave !== undefined) return { saved }
  throw redirect(pieceAddress(args, saved.id))
}

async function addPiece(args: EnrollmentArgs, fields: Fields, form: FormData) {
  if (fields.intent === 'file') {
    const { evidenceId } = await postFile(args, form)
    return { id: evidenceId, revision: 1, savedAt: contextOf(args).deps.now() }
  }
  const { criterionId, title, text, url } = fields
  return onOwnEnrollment(args, async (scope, id) => {
    const { evidenceId } =
      fields.intent === 'text'
        ? await addTextEvidence(
            scope,
            id,
            parseInput(textEvidenceSchema, { criterionId, title, text }, languageOf(args)),
          )
        : await addLinkEvidence(
            scope,
            id,
            parseInput(linkEvidenceSchema, { criterionId, title, url }, languageOf(args)),
          )
    if (fields.disclosed !== undefined)
      await changeEvidence(scope, evidenceId, { revision: 1, disclosed: true })
    return {
      id: evidenceId,
      revision: fields.disclosed === undefined ? 1 : 2,
      savedAt: scope.deps.now(),
    }
  })
}

/** Takes the file of a form into the portfolio. Errors: those of {@link uploadEvidence}, and `invalid_input` without a file. */
export async function postFile(args: EnrollmentArgs, form: FormData) {
  const upload = await uploadOf(form, languageOf(args))
  if (upload === undefined) throw invalidField('file', 'no_file', 'Choose a file first.')
  return uploadEvidence(
    contextOf(args).deps,
    (work) => onOwnEnrollment(args, (scope) => work(scope)),
    args.params.enrollment,
    upload,
  )
}

async function changePiece(args: EnrollmentArgs, fields: Fields) {
  const { intent, revision, title, text, url, disclosed } = fields
  // A field that was emptied is not sent on; here it means that something is missing, not that nothing changes.
  for (const [name, value] of Object.entries({
    title,
    ...(intent === 'text' ? { text } : intent === 'link' ? { url } : {}),
  }))
    if (value === undefined) throw invalidField(name, 'required', 'Fill this in.')
  const change = parseInput(
    evidenceChangeSchema,
    {
      revision,
      title,
      ...(intent === 'text' ? { text } : {}),
      ...(intent === 'link' ? { url } : {}),
      disclosed: disclosed !== undefined,
    },
    languageOf(args),
  )
  return onOwnPiece(args, fields, async (scope, piece) => ({
    id: piece,
    ...(await changeEvidence(scope, piece, change)),
  }))
}

/** Runs work on a piece of the enrollment of the address. Error `not_found` for a piece of another. */
function onOwnPiece<T>(
  args: EnrollmentArgs,
  fields: Fields,
  work: (scope: OrgScope, piece: string) => Promise<T>,
): Promise<T> {
  return onOwnEnrollment(args, async (scope, id) => {
    const row = await getEvidenceRow(scope, String(fields.piece))
    if (row.enrollmentId !== id) throw new AppError('not_found', 'This enrollment has no such piece.')
    return work(scope, row.id)
  })
}

async function postDraft(args: EnrollmentArgs, { revision, reflection, aiHelp, autosave }: Fields) {
  const draft = parseInput(portfolioDraftSchema, { reflection, aiHelp }, languageOf(args))
  const saved = await onOwnEnrollment(args, (scope, id) =>
    savePortfolioDraft(scope, id, Number(revision ?? 0), draft),
  )
  if (autosave !== undefined) return { saved }
  throw redirect(addressOf(args, '#hand-in'))
}

async function postSubmission(args: EnrollmentArgs, { revision, reflection, aiHelp, authorship }: Fields) {
  const input = parseInput(
    submitSchema,
    { reflection, aiHelp, authorship: authorship === 'yes' },
    languageOf(args),
  )
  await onOwnEnrollment(args, async (scope, id) => {
    const draft = await getPortfolioDraft(scope, id)
    // Kept as a draft too, so that a returned portfolio begins with it; and a stale form hands nothing in.
    const texts = { reflection: input.reflection, aiHelp: input.aiHelp }
    if (draft.reflection !== texts.reflection || draft.aiHelp !== texts.aiHelp)
      await savePortfolioDraft(scope, id, Number(revision ?? 0), texts)
    await submitEnrollment(scope, id, input)
  })
  throw redirect(addressOf(args))
}
