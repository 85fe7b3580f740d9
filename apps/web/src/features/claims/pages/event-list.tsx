import { useTranslation } from 'react-i18next'
import { authorize } from '../../../http/authenticate.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import { ButtonLink, EmptyState, Head, Page, Tag, Time } from '../../../ui/index.ts'
import { mayHoldEvents, maySeeEvents } from '../policy.ts'
import { presentEvent } from '../present/event-view.ts'
import { listEvents } from '../queries/events.ts'
import type { Route } from './+types/event-list'
import { EVENT_LOOKS } from './event-looks.ts'

const PER_PAGE = 25

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(maySeeEvents(scope))
    const asked = Number(new URL(args.request.url).searchParams.get('page'))
    const page = Math.max(1, Math.min(10_000, Math.trunc(asked) || 1))
    const { items, total } = await listEvents(scope, { limit: PER_PAGE, offset: (page - 1) * PER_PAGE })
    return {
      items: items.map((row) => presentEvent(row, scope.deps.now())),
      total,
      page,
      mayHold: mayHoldEvents(scope),
      timeZone: contextOf(args).person?.timeZone ?? 'UTC',
    }
  })
}

export default function EventList({ loaderData, params }: Route.ComponentProps) {
  const { t, i18n } = useTranslation(['claims', 'common'])
  const { items, total, page, timeZone } = loaderData
  const base = `/o/${params.org}/events`
  return (
    <Page>
      <title>{t('common:page_title', { title: t('claims:events.title') })}</title>
      <Head
        title={t('claims:events.title_count', { count: total })}
        lede={t('claims:events.lede')}
        crumbs={{
          label: t('claims:crumbs'),
          items: [{ to: `/o/${params.org}/credentials`, label: t('claims:credentials') }],
        }}
        actions={
          loaderData.mayHold ? (
            <ButtonLink look="first" to={`${base}/new`}>
              {t('claims:events.new')}
            </ButtonLink>
          ) : undefined
        }
      />
      {items.length === 0 ? (
        <EmptyState title={t('claims:events.none')} />
      ) : (
        <table className="stacks hover">
          <caption className="sr">{t('claims:events.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('claims:event.title')}</th>
              <th scope="col">{t('claims:achievement')}</th>
              <th scope="col">{t('claims:event.when')}</th>
              <th scope="col">{t('claims:event.taken')}</th>
              <th scope="col">{t('claims:event.state')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((event) => (
              <tr key={event.id}>
                <th scope="row">
                  <a href={`${base}/${event.id}`}>{event.title}</a>
                </th>
                <td data-label={t('claims:achievement')}>{event.achievementName}</td>
                <td data-label={t('claims:event.when')}>
                  <Time at={event.opensAt} locale={i18n.language} timeZone={timeZone} />
                </td>
                <td data-label={t('claims:event.taken')}>
                  {t('claims:event.taken_of', { taken: event.taken, places: event.places })}
                </td>
                <td data-label={t('claims:event.state')}>
                  <Tag {...EVENT_LOOKS[event.state]}>{t(`claims:event_states.${event.state}`)}</Tag>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ListPages page={page} pages={Math.ceil(total / PER_PAGE)} address={(to) => `${base}?page=${to}`} />
    </Page>
  )
}
