import { useTranslation } from 'react-i18next'
import { Link, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { ConfirmForm, Head, LedgerSection, Note, Page, Pagination, Tag, Time } from '../../../ui/index.ts'
import { endAssignment } from '../commands/assign.ts'
import { mayEndAssignment, maySeeAssignment } from '../policy.ts'
import { presentAssignedDuty, presentAssignment } from '../present.ts'
import { getAssignment, getAssignmentRow, listDutiesOf } from '../queries/assignments.ts'
import { pageNumberSchema } from '../schema.ts'
import type { Route } from './+types/assignment'
import { AssignmentWords, useTarget } from './assignment-words.tsx'

const PAGE = 50

export async function loader(args: Route.LoaderArgs) {
  const { language, person } = contextOf(args)
  const params = new URL(args.request.url).searchParams
  const page = parseInput(pageNumberSchema, params.get('page') ?? undefined)
  const found = await inOrganization(args, async (scope) => {
    const assignment = await getAssignment(scope, args.params.assignment)
    const facts = { assignedByMe: assignment.assignedBy === scope.personId }
    authorize(maySeeAssignment(scope, facts))
    const { items, total } = await listDutiesOf(scope, assignment.id, {
      limit: PAGE,
      offset: (page - 1) * PAGE,
    })
    return {
      assignment: presentAssignment(assignment),
      duties: items.map(presentAssignedDuty),
      total,
      mayEnd: assignment.endedAt === null && mayEndAssignment(scope, facts),
    }
  })
  const base = `/o/${args.params.org}`
  return { ...found, page, saved: params.has('saved'), language, timeZone: person?.timeZone ?? 'UTC', base }
}

export function action(args: Route.ActionArgs) {
  const { org, assignment } = args.params
  return formAction(args, async () => {
    await inOrganization(args, async (scope) => {
      const { assignedBy } = await getAssignmentRow(scope, assignment)
      authorize(mayEndAssignment(scope, { assignedByMe: assignedBy === scope.personId }))
      await endAssignment(scope, assignment)
    })
    throw redirect(`/o/${org}/assignments/${assignment}`)
  })
}

export default function AssignmentPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['assignments', 'common'])
  const { assignment, total, page, saved, mayEnd, base, language, timeZone } = loaderData
  const target = useTarget()
  const title = `${assignment.achievement} · ${target(assignment)}`
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <Head
        title={title}
        lede={<AssignmentWords assignment={assignment} language={language} timeZone={timeZone} />}
        crumbs={{
          label: t('common:crumbs'),
          items: [{ to: `${base}/assignments`, label: t('assignments:name') }],
        }}
      />
      {saved && <Note tone="pass">{t('assignments:saved')}</Note>}
      {assignment.endedAt !== null && <Note>{t('assignments:ended')}</Note>}
      <LedgerSection
        title={t('assignments:duties')}
        note={
          assignment.assigner === null
            ? undefined
            : t('assignments:assigned_by', { name: assignment.assigner })
        }
        rule="main"
      >
        <p>
          {t('assignments:counts', assignment)}
          {assignment.overdue > 0 && `, ${t('assignments:overdue_count', { count: assignment.overdue })}`}
        </p>
        <Duties {...loaderData} />
        <Pagination
          label={t('common:pages')}
          page={page}
          pages={Math.ceil(total / PAGE)}
          address={(n) => `?page=${n}`}
          previous={t('common:previous')}
          next={t('common:next')}
          pageLabel={(n) => t('common:page_number', { page: n })}
        />
      </LedgerSection>
      {mayEnd && (
        <LedgerSection title={t('assignments:end')}>
          <FormErrors form={formState(actionData)} />
          <ConfirmForm ask={t('assignments:end_ask')} confirm={t('assignments:end_confirm')}>
            {t('assignments:end_text')}
          </ConfirmForm>
        </LedgerSection>
      )}
    </Page>
  )
}

function Duties({ duties, base, language, timeZone }: Route.ComponentProps['loaderData']) {
  const { t } = useTranslation('assignments')
  if (duties.length === 0) return <p className="dim">{t('assignments:duties_none')}</p>
  return (
    <table className="stacks hover">
      <caption className="sr">{t('assignments:duties')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('assignments:person')}</th>
          <th scope="col">{t('assignments:state')}</th>
          <th scope="col">{t('assignments:due')}</th>
        </tr>
      </thead>
      <tbody>
        {duties.map((duty) => (
          <tr key={duty.id}>
            <th scope="row">
              <Link to={`${base}/duties/${duty.id}`}>{duty.name}</Link>
            </th>
            <td data-label={t('assignments:state')}>
              <span className="row">
                {duty.overdue ? (
                  <Tag tone="fail">{t('assignments:overdue')}</Tag>
                ) : (
                  t(`assignments:states.${duty.state}`)
                )}
                {duty.exemption !== null && <Tag tone="amber">{t('assignments:asked')}</Tag>}
              </span>
            </td>
            <td data-label={t('assignments:due')}>
              <Time at={duty.dueAt} locale={language} timeZone={timeZone} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
