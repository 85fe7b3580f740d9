import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { answerForm } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { readLimitedForm } from '../../../http/limited-body.ts'
import { attempt, contextOf, inOrganization, type PageArgs } from '../../../http/request-context.ts'
import { Head, More, Note, Page } from '../../../ui/index.ts'
import '../../../ui/pages/observations.css'
import { getObservationRow } from '../../enrollments/queries/observations.ts'
import { ACCEPTED_ENDINGS } from '../../enrollments/schema/file-kind.ts'
import { recordObservation } from '../commands/record.ts'
import { mayObserve } from '../policy.ts'
import { findPersonName, getObservable } from '../queries/observable.ts'
import { observedUploads } from '../schema/upload.ts'
import { OBSERVATION_LIMITS, observationSchema } from '../schema.ts'
import type { Route } from './+types/observe-person'
import { ObserveForm } from './observe-form.tsx'

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
    today: new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(deps.now()),
    accept: ACCEPTED_ENDINGS.map((ending) => `.${ending}`).join(','),
    base: `/o/${org}`,
  }
}
export type Observing = Awaited<ReturnType<typeof loader>>

type Args = PageArgs & { readonly params: { readonly enrollment: string; readonly criterion: string } }

export async function action(args: Route.ActionArgs) {
  // Who may not observe sends nothing that is read.
  const form = await attempt(args, async () => {
    await authorizeObserving(args)
    return readLimitedForm(args.request, OBSERVATION_LIMITS.requestBytes)
  })
  if (!(form instanceof FormData)) return form
  return answerForm(args, form, async (fields) => {
    const { language, deps } = contextOf(args)
    const input = parseInput(observationSchema, inputOf(fields, form, args.params.criterion), language)
    await recordObservation(
      deps,
      (work) => inOrganization(args, (scope) => work(scope)),
      args.params.enrollment,
      input,
      await observedUploads(form, 'files'),
    )
    throw redirect(`/o/${args.params.org}/observe?done=1`)
  })
}

const authorizeObserving = (args: Args) =>
  inOrganization(args, async (scope) => {
    authorize(mayObserve(scope, await getObservable(scope, args.params.enrollment, args.params.criterion)))
  })

/** Levels come as `level:<row>`. */
function inputOf(fields: Readonly<Record<string, unknown>>, form: FormData, criterionId: string) {
  const { id, on, place, note, seen, instead, reason } = fields
  const rows = [...form.entries()].flatMap(([name, level]) =>
    name.startsWith('level:') ? [{ rowId: name.slice('level:'.length), level }] : [],
  )
  return {
    ...{ id, criterionId, on, place, note, rows, seen: seen === 'yes' },
    ...(instead === undefined ? {} : { supersedes: { id: instead, reason: reason ?? '' } }),
  }
}

const FIELDS = ['on', 'place', 'note', 'rows', 'files', 'seen', 'supersedes.reason']

export default function ObservePerson({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['observations', 'common'])
  const { name, achievement, language, criterion, open, base, instead } = loaderData
  const title = t('observations:form.title', { name })
  const form = formState(actionData)
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
        {instead !== undefined && <Note tone="amber">{t('observations:form.instead')}</Note>}
        {criterion.description !== '' && (
          <More summary={t('observations:form.about')}>
            <p className="said" lang={language}>
              {criterion.description}
            </p>
          </More>
        )}
        <FormErrors form={form} names={FIELDS} />
        {open ? (
          <ObserveForm data={loaderData} form={form} />
        ) : (
          <Note tone="amber">{t('observations:form.closed')}</Note>
        )}
      </div>
    </Page>
  )
}
