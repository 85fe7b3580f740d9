import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { AppError } from '../../../app-error.ts'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { Day, Facts, Head, LedgerSection, Note, Page, Tag, Time } from '../../../ui/index.ts'
import '../../../ui/pages/observations.css'
import { getObservation, getObservationRow } from '../../enrollments/queries/observations.ts'
import { withdrawObservation } from '../commands/end.ts'
import { remarkOn } from '../commands/remark.ts'
import { mayReadObservation, mayRemark, mayWithdraw } from '../policy.ts'
import { presentObservation } from '../present.ts'
import { findPersonName, getObservable } from '../queries/observable.ts'
import { readableOf } from '../queries/readable.ts'
import { remarkSchema, withdrawalSchema } from '../schema.ts'
import type { Route } from './+types/observation'
import { Disagree, Withdraw } from './observation-forms.tsx'

export async function loader(args: Route.LoaderArgs) {
  const { observation: id, org } = args.params
  const { person } = contextOf(args)
  const found = await inOrganization(args, async (scope) => {
    const readable = await readableOf(scope, id)
    authorize(mayReadObservation(scope, readable))
    const observation = await getObservation(scope, id)
    const { criterion, definition } = await getObservable(
      scope,
      observation.enrollmentId,
      observation.criterionId,
    )
    const inForce = observation.endedAt === null
    return {
      observation: presentObservation(observation),
      name: await findPersonName(scope, observation.personId),
      criterion,
      levels: definition.levels,
      achievement: definition.name,
      language: definition.language,
      own: scope.personId === observation.personId,
      mayWithdraw: inForce && mayWithdraw(scope, observation),
      mayRemark: inForce && mayRemark(scope, observation),
    }
  })
  return { ...found, timeZone: person?.timeZone ?? 'UTC', base: `/o/${org}` }
}
export type Shown = Awaited<ReturnType<typeof loader>>

export function action(args: Route.ActionArgs) {
  const { observation: id, org } = args.params
  return formAction(args, async ({ intent, ...fields }) => {
    const { language } = contextOf(args)
    await inOrganization(args, async (scope) => {
      const row = await getObservationRow(scope, id)
      if (intent === 'withdraw') {
        authorize(mayWithdraw(scope, row))
        await withdrawObservation(scope, id, parseInput(withdrawalSchema, fields, language).reason)
      } else if (intent === 'remark') {
        authorize(mayRemark(scope, row))
        await remarkOn(scope, id, parseInput(remarkSchema, fields, language))
      } else throw new AppError('malformed', 'The form has no such button.')
    })
    throw redirect(`/o/${org}/observations/${id}`)
  })
}

export default function ObservationPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['observations', 'common'])
  const { observation, name, own, base, achievement, language, criterion } = loaderData
  const title = own ? t('observations:one.title_own') : t('observations:one.title', { name })
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <Head
        crumbs={{
          label: t('common:crumbs'),
          items: own
            ? [{ to: `${base}/enrollments/${observation.enrollmentId}`, label: achievement }]
            : [{ to: `${base}/observe`, label: t('common:nav.observe') }],
        }}
        title={title}
        {...(own ? {} : { over: <span lang={language}>{achievement}</span> })}
        lede={<span lang={language}>{criterion.title}</span>}
      />
      {observation.endedHow !== null && (
        <Note tone="amber">{t(`observations:one.${observation.endedHow}`)}</Note>
      )}
      <Seen {...loaderData} />
      <Files {...loaderData} />
      <Said {...loaderData} />
      {loaderData.mayRemark && (
        <Disagree key={observation.remarks.length} form={formState(actionData, 'remark')} />
      )}
      {loaderData.mayWithdraw && <Withdraw data={loaderData} form={formState(actionData, 'withdraw')} />}
      {!loaderData.mayRemark && !loaderData.mayWithdraw && <FormErrors form={formState(actionData)} />}
    </Page>
  )
}

/** What was seen, when and where, by whom, row by row. */
function Seen({ observation, criterion, levels, language, timeZone }: Shown) {
  const { t, i18n } = useTranslation('observations')
  const { on, place, observer, capacity, sufficient, note, rows, signedAt } = observation
  return (
    <LedgerSection
      title={t('observations:one.seen')}
      rule="main"
      note={
        <Tag tone={sufficient ? 'pass' : 'plain'} mark={sufficient ? 'passed' : 'half'}>
          {t(sufficient ? 'observations:sufficient' : 'observations:short')}
        </Tag>
      }
    >
      <Facts
        narrow
        items={[
          { term: t('observations:one.on'), value: <Day day={on} locale={i18n.language} /> },
          { term: t('observations:one.place'), value: <span className="said">{place}</span> },
          { term: t('observations:one.by'), value: t(`observations:one.by_${capacity}`, { name: observer }) },
          {
            term: t('observations:one.signed'),
            value:
              signedAt === null ? null : (
                <Signed at={signedAt} arrived={observation.createdAt} timeZone={timeZone} />
              ),
          },
        ]}
      />
      <ul className="seen-rows" lang={language}>
        {criterion.rubric.map(({ id, title, required, descriptions }) => {
          const level = rows.find(({ rowId }) => rowId === id)?.level ?? 0
          return (
            <li key={id}>
              <h3>{title}</h3>
              <p>
                <Tag tone={level >= required ? 'pass' : 'amber'} mark={level >= required ? 'passed' : 'half'}>
                  {level === 0 ? t('observations:form.not_seen') : (levels[level - 1] ?? level)}
                </Tag>{' '}
                <span className="dim">
                  {level === 0 ? '' : descriptions[level - 1]}
                  {level < required &&
                    ` ${t('observations:one.needed', { level: levels[required - 1] ?? required })}`}
                </span>
              </p>
            </li>
          )
        })}
      </ul>
      {note !== '' && <p className="said measure">{note}</p>}
    </LedgerSection>
  )
}

/** Milliseconds after which it is told that an observation arrived later than it was signed. */
const LATER = 60_000

function Signed(props: { readonly at: string; readonly arrived: string; readonly timeZone: string }) {
  const { t, i18n } = useTranslation('observations')
  const time = (at: string) => <Time at={at} locale={i18n.language} timeZone={props.timeZone} show="both" />
  const later = Date.parse(props.arrived) - Date.parse(props.at) > LATER
  return (
    <>
      {time(props.at)}
      {later && (
        <>
          , {t('observations:one.arrived')} {time(props.arrived)}
        </>
      )}
    </>
  )
}

function Files({ observation: { id, files }, base }: Shown) {
  const { t } = useTranslation('observations')
  if (files.length === 0) return null
  return (
    <LedgerSection title={t('observations:one.files')}>
      <ul className="plain">
        {files.map((file) => (
          <li key={file.id}>
            {file.scan === 'quarantined' ? (
              <span className="fail">{t('observations:one.quarantined')}</span>
            ) : (
              <a href={`${base}/observations/${id}/files/${file.id}`} download={file.name}>
                {file.name}
              </a>
            )}
          </li>
        ))}
      </ul>
    </LedgerSection>
  )
}

/** What was said of it since. */
function Said({ observation: { remarks }, timeZone }: Shown) {
  const { t, i18n } = useTranslation('observations')
  if (remarks.length === 0) return null
  return (
    <LedgerSection title={t('observations:one.said')}>
      <ul className="below">
        {remarks.map(({ id, kind, text, author, at }) => (
          <li key={id}>
            <span className="strong">{t(`observations:remarks.${kind}`, { name: author })}</span>{' '}
            <span className="dim small">
              <Time at={at} locale={i18n.language} timeZone={timeZone} show="both" />
            </span>
            <p className="said">{text}</p>
          </li>
        ))}
      </ul>
    </LedgerSection>
  )
}
