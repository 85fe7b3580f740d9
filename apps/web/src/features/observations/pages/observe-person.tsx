import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { redirect, useNavigate } from 'react-router'
import { useKeptForm } from '../../../device/use-kept-form.ts'
import { useKeptPage } from '../../../device/use-kept-page.ts'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { answerForm } from '../../../http/form-action.ts'
import { readLimitedForm } from '../../../http/limited-body.ts'
import { attempt, contextOf, inOrganization } from '../../../http/request-context.ts'
import { Head, More, Note, Page } from '../../../ui/index.ts'
import '../../../ui/pages/observations.css'
import { getObservationRow } from '../../enrollments/queries/observations.ts'
import { ACCEPTED_ENDINGS } from '../../enrollments/schema/file-kind.ts'
import { mayObserve } from '../policy.ts'
import { findPersonName, getObservable } from '../queries/observable.ts'
import { OBSERVATION_LIMITS } from '../schema.ts'
import type { Route } from './+types/observe-person'
import { AsOf } from './as-of.tsx'
import { missingIn, withWords } from './kept-words.ts'
import { ObserveForm } from './observe-form.tsx'
import { authorizeObserving, recordForm } from './observed-form.ts'
import { dayIn, useToday } from './use-today.ts'
import { WaitingHere } from './waiting-here.tsx'

export async function loader(args: Route.LoaderArgs) {
  const { enrollment, criterion: criterionId, org } = args.params
  const { person, deps } = contextOf(args)
  const timeZone = person?.timeZone ?? 'UTC'
  const instead = new URL(args.request.url).searchParams.get('instead') ?? undefined
  const found = await inOrganization(args, async (scope) => {
    const observable = await getObservable(scope, enrollment, criterionId)
    authorize(mayObserve(scope, observable))
    const { criterion, definition, personId } = observable
    const open = ['active', 'submitted'].includes(observable.enrollment.state)
    return {
      open,
      observerId: scope.personId ?? '',
      name: await findPersonName(scope, personId),
      achievement: definition.name,
      language: definition.language,
      levels: definition.levels,
      criterion,
      instead: instead === undefined ? undefined : (await getObservationRow(scope, instead)).id,
    }
  })
  return {
    ...found,
    // Chosen here, so that a form that is sent twice is recorded once.
    id: crypto.randomUUID(),
    timeZone,
    madeAt: deps.now().toISOString(),
    today: dayIn(timeZone, deps.now()),
    limits: { files: OBSERVATION_LIMITS.files, requestBytes: OBSERVATION_LIMITS.requestBytes },
    accept: ACCEPTED_ENDINGS.map((ending) => `.${ending}`).join(','),
    base: `/o/${org}`,
    address: `/o/${org}/observe/${enrollment}/${criterionId}${found.instead === undefined ? '' : `?instead=${found.instead}`}`,
  }
}
export type Observing = Awaited<ReturnType<typeof loader>>

export async function action(args: Route.ActionArgs) {
  // Who may not observe sends nothing that is read.
  const form = await attempt(args, async () => {
    await authorizeObserving(args)
    return readLimitedForm(args.request, OBSERVATION_LIMITS.requestBytes)
  })
  if (!(form instanceof FormData)) return form
  return answerForm(args, form, async (fields) => {
    await recordForm(args, form, fields)
    throw redirect(`/o/${args.params.org}/observe?done=1`)
  })
}

const FIELDS = ['on', 'place', 'note', 'rows', 'files', 'seen', 'supersedes.reason']

export default function ObservePerson({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['observations', 'common'])
  const { name, achievement, language, criterion, open, base, instead } = loaderData
  const title = t('observations:form.title', { name })
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <Head
        crumbs={{
          label: t('common:crumbs'),
          items: [{ to: `${base}/observe`, label: t('common:nav.observe') }],
        }}
        title={title}
        over={<span lang={language}>{achievement}</span>}
        lede={<span lang={language}>{criterion.title}</span>}
      />
      <div className="observe">
        <AsOf madeAt={loaderData.madeAt} timeZone={loaderData.timeZone} />
        {instead !== undefined && <Note tone="amber">{t('observations:form.instead')}</Note>}
        {criterion.description !== '' && (
          <More summary={t('observations:form.about')}>
            <p className="said" lang={language}>
              {criterion.description}
            </p>
          </More>
        )}
        {open ? (
          <Filling data={loaderData} actionData={actionData} />
        ) : (
          <Note tone="amber">{t('observations:form.closed')}</Note>
        )}
      </div>
    </Page>
  )
}

/** The form, kept on this device; once it is signed and waits, what waits. */
function Filling({ data, actionData }: { readonly data: Observing; readonly actionData: unknown }) {
  const { t } = useTranslation('observations')
  const navigate = useNavigate()
  const { observerId, address, base, criterion, limits } = data
  const list = `${base}/observe`
  useKeptPage(address, observerId, list)
  const today = useToday(data.today, data.timeZone)
  const kept = useKeptForm({
    ...{ personId: observerId, address },
    about: { title: data.name, detail: criterion.title, language: data.language },
    check: (form) => missingIn(t, form, { ...limits, rows: criterion.rubric.map(({ id }) => id) }),
    onSent: () => void navigate(`${list}?done=1`),
  })
  const { values, problem } = kept
  // Made once for each answer: what is wrong takes the focus when it appears, and only then.
  const form = useMemo(() => {
    if (values === undefined && problem === undefined) return formState(actionData)
    return formState({ values, problem: problem === undefined ? undefined : withWords(t, problem) })
  }, [actionData, values, problem, t])
  if (kept.phase.kind === 'waiting')
    return <WaitingHere form={kept.phase.form} onReopen={kept.reopen} list={list} />
  return (
    <>
      <FormErrors form={form} names={FIELDS} />
      <ObserveForm key={kept.key} data={data} form={form} kept={kept} today={today} />
    </>
  )
}
