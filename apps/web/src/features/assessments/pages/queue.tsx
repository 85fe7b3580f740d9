import { useTranslation } from 'react-i18next'
import { Form, Link, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { formValue } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import { Button, EmptyState, Flash, Head, Page, Segmented, SelectField } from '../../../ui/index.ts'
import '../../../ui/pages/assessments.css'
import { getSubmission } from '../../enrollments/queries.ts'
import { claimSubmission } from '../commands/claim.ts'
import { mayAssess, maySeeQueue } from '../policy.ts'
import { countQueue, listQueue, listWaitingAchievements } from '../queries.ts'
import { QUEUE_FILTERS } from '../schema/terms.ts'
import { queueQuerySchema } from '../schema.ts'
import type { Route } from './+types/queue'
import { loadDone } from './load-work.ts'
import { QueueRow } from './queue-row.tsx'

const PER_PAGE = 25

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(maySeeQueue(scope))
    const { person } = contextOf(args)
    const asked = formValue(searchAsForm(args.request))
    const page = Math.max(1, Math.min(10_000, Math.trunc(Number(asked.page)) || 1))
    const { show, achievementId } = queueQuerySchema
      .pick({ show: true, achievementId: true })
      .catch({ show: 'waiting' })
      .parse(asked)
    const { items, total } = await listQueue(scope, {
      show,
      achievementId,
      limit: PER_PAGE,
      offset: (page - 1) * PER_PAGE,
    })
    return {
      items,
      total,
      page,
      show,
      achievementId,
      counts: await countQueue(scope),
      achievements: await listWaitingAchievements(scope),
      done: await loadDone(scope, args.request),
      me: scope.personId,
      timeZone: person?.timeZone ?? 'UTC',
    }
  })
}

function searchAsForm(request: Request): FormData {
  const form = new FormData()
  for (const [name, value] of new URL(request.url).searchParams) form.append(name, value)
  return form
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ submission }) => {
    const id = typeof submission === 'string' ? submission : ''
    await inOrganization(args, async (scope) => {
      authorize(mayAssess(scope, await getSubmission(scope, id)))
      await claimSubmission(scope, id)
    })
    throw redirect(`/o/${args.params.org}/assess/${id}`)
  })
}

export default function Queue({ loaderData, actionData, params }: Route.ComponentProps) {
  const { t } = useTranslation(['assessments', 'common'])
  const { items, total, page, show, achievementId, counts, achievements, done } = loaderData
  const here = `/o/${params.org}/queue`
  const address = (change: { show?: string; page?: number }) =>
    `${here}?${new URLSearchParams({
      show: change.show ?? show,
      ...(achievementId === undefined ? {} : { achievementId }),
      ...(change.page === undefined ? {} : { page: String(change.page) }),
    })}`
  return (
    <>
      {done !== undefined && <Flash>{t(`assessments:done.${done.outcome}`, done)}</Flash>}
      <Page>
        <title>{t('common:page_title', { title: t('assessments:queue.title_plain') })}</title>
        <Head title={titleOf(t, counts)} lede={t('assessments:queue.lede')} />
        <FormErrors form={formState(actionData)} />
        <div className="queue-tools">
          <Segmented
            label={t('assessments:queue.show')}
            items={QUEUE_FILTERS.map((each) => ({
              to: address({ show: each }),
              label: `${t(`assessments:queue.filters.${each}`)} ${counts[each]}`,
              current: each === show,
            }))}
          />
          {achievements.length > 1 && (
            <Form method="get" className="filters">
              <input type="hidden" name="show" value={show} />
              <SelectField
                name="achievementId"
                label={t('assessments:queue.achievement')}
                empty={t('assessments:queue.any')}
                defaultValue={achievementId}
                options={achievements.map((each) => ({ value: each.achievementId, label: each.name }))}
              />
              <Button>{t('assessments:queue.filter')}</Button>
            </Form>
          )}
        </div>
        {items.length === 0 ? (
          <EmptyState
            level={2}
            title={t(
              total === 0 && counts.waiting > 0 ? 'assessments:queue.none_found' : 'assessments:queue.none',
            )}
            action={
              counts.waiting > 0 ? (
                <Link className="btn" to={here}>
                  {t('assessments:queue.show_all')}
                </Link>
              ) : undefined
            }
          >
            {t('assessments:queue.none_more')}
          </EmptyState>
        ) : (
          <ul className="rows queue" aria-label={t('assessments:queue.title_plain')}>
            {items.map((item) => (
              <QueueRow
                key={item.id}
                item={item}
                mine={item.claim?.by === loaderData.me}
                org={params.org}
                timeZone={loaderData.timeZone}
              />
            ))}
          </ul>
        )}
        <ListPages page={page} pages={Math.ceil(total / PER_PAGE)} address={(to) => address({ page: to })} />
      </Page>
    </>
  )
}

type Translate = ReturnType<typeof useTranslation<['assessments', 'common']>>['t']

/** The answer: how much waits, and whether a promise is broken. */
function titleOf(t: Translate, { waiting, overdue }: { waiting: number; overdue: number }): string {
  if (waiting === 0) return t('assessments:queue.title_none')
  const title = t('assessments:queue.title', { count: waiting })
  return overdue === 0
    ? title
    : t('assessments:queue.title_overdue', {
        title,
        overdue: t('assessments:queue.overdue', { count: overdue }),
      })
}
