import { useTranslation } from 'react-i18next'
import type { ShouldRevalidateFunctionArgs } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { answerForm } from '../../../http/form-action.ts'
import { problemOf } from '../../../http/form-problem.ts'
import { readLimitedForm } from '../../../http/limited-body.ts'
import { attempt, contextOf, inOrganization } from '../../../http/request-context.ts'
import { Page } from '../../../ui/index.ts'
import { AUTOSAVE } from '../../../use-autosave.ts'
import '../../../ui/pages/steps.css'
import '../../../ui/pages/enrollments.css'
import { EVIDENCE_LIMITS } from '../schema.ts'
import type { Route } from './+types/enrollment'
import { CriterionSection } from './criterion-section.tsx'
import { EnrollmentHead, titleOf } from './enrollment-head.tsx'
import { useDay } from './formats.ts'
import { HandIn } from './hand-in.tsx'
import { loadEnrollment } from './load-enrollment.ts'
import { onOwnEnrollment, postEnrollment } from './post-enrollment.ts'
import { GiveUp, Returned, Tries, Waiting } from './standing.tsx'

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => ({
    enrollment: await loadEnrollment(scope, args.params.enrollment),
    opened: new URL(args.request.url).searchParams.get('open') ?? undefined,
    timeZone: contextOf(args).person?.timeZone ?? 'UTC',
  }))
}

export async function action(args: Route.ActionArgs) {
  // Who may not work on it sends nothing that is read.
  const form = await attempt(args, async () => {
    await onOwnEnrollment(args, async () => {})
    return readLimitedForm(args.request, EVIDENCE_LIMITS.requestBytes)
  })
  if (!(form instanceof FormData)) return form
  return answerForm(args, form, (fields) => postEnrollment(args, fields, form))
}

/** What saves itself changes nothing that the page shows, unless somebody else was quicker. */
export function shouldRevalidate({
  formData,
  actionStatus,
  defaultShouldRevalidate,
}: ShouldRevalidateFunctionArgs): boolean {
  return formData?.has(AUTOSAVE) && actionStatus !== 409 ? false : defaultShouldRevalidate
}

/** Forms whose place shows their own problems. */
const PLACED = ['text', 'file', 'link', 'draft', 'submit']

export default function EnrollmentPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['enrollments', 'common'])
  const { enrollment, opened, timeZone } = loaderData
  const day = useDay(timeZone)
  const editable = enrollment.state === 'active'
  const placed = editable && PLACED.some((intent) => formState(actionData, intent).problem !== undefined)
  return (
    <Page>
      <title>{t('common:page_title', { title: titleOf(t, enrollment, day) })}</title>
      <EnrollmentHead enrollment={enrollment} timeZone={timeZone} />
      {problemOf(actionData) !== undefined && !placed && <FormErrors form={formState(actionData)} />}
      <Returned enrollment={enrollment} timeZone={timeZone} />
      <Waiting enrollment={enrollment} timeZone={timeZone} />
      {enrollment.criteria.map((criterion) => (
        <CriterionSection
          key={criterion.id}
          enrollment={enrollment}
          of={criterion}
          opened={opened}
          actionData={actionData}
          timeZone={timeZone}
        />
      ))}
      {editable && <HandIn enrollment={enrollment} actionData={actionData} timeZone={timeZone} />}
      <Tries enrollment={enrollment} timeZone={timeZone} />
      <GiveUp enrollment={enrollment} />
    </Page>
  )
}
