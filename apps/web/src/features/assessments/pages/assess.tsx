import { useTranslation } from 'react-i18next'
import type { ShouldRevalidateFunctionArgs } from 'react-router'
import { formState } from '../../../form-errors.tsx'
import { formAction } from '../../../http/form-action.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { Flash } from '../../../ui/index.ts'
import '../../../ui/pages/assessments.css'
import { AUTOSAVE } from '../../../use-autosave.ts'
import type { Route } from './+types/assess'
import { AssessForm } from './assess-form.tsx'
import { EvidenceSide } from './evidence-side.tsx'
import { JudgedSide } from './judged-side.tsx'
import { loadDone, loadWork } from './load-work.ts'
import { postWork } from './post-work.ts'
import { WorkBar } from './work-bar.tsx'

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => ({
    work: await loadWork(scope, args.params.org, args.params.submission),
    done: await loadDone(scope, args.request),
    timeZone: contextOf(args).person?.timeZone ?? 'UTC',
  }))
}

export function action(args: Route.ActionArgs) {
  return formAction(args, (fields) => postWork(args, fields))
}

/** What saves itself changes nothing that the page shows. */
export function shouldRevalidate({
  formData,
  defaultShouldRevalidate,
}: ShouldRevalidateFunctionArgs): boolean {
  const saves = formData?.has(AUTOSAVE) || formData?.get('intent') === 'save'
  return saves ? false : defaultShouldRevalidate
}

export default function Assess({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['assessments', 'common'])
  const { work, done, timeZone } = loaderData
  return (
    <>
      <title>{t('common:page_title', { title: t('assessments:assess.title', work) })}</title>
      {done !== undefined && <Flash>{t(`assessments:done.${done.outcome}`, done)}</Flash>}
      <div className="assess">
        <WorkBar work={work} timeZone={timeZone} />
        {work.hold === 'mine' ? (
          <AssessForm
            key={work.id}
            work={work}
            form={formState(actionData)}
            answer={actionData}
            timeZone={timeZone}
          >
            <EvidenceSide work={work} timeZone={timeZone} />
          </AssessForm>
        ) : (
          <div className="two">
            <EvidenceSide work={work} timeZone={timeZone} />
            <JudgedSide work={work} form={formState(actionData)} timeZone={timeZone} />
          </div>
        )}
      </div>
    </>
  )
}
