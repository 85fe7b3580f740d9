import { useTranslation } from 'react-i18next'
import { authorize } from '../../../http/authenticate.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import { EmptyState, LedgerSection } from '../../../ui/index.ts'
import { mayReadOwnTrail } from '../policy.ts'
import { presentEvent } from '../present.ts'
import { listOwnEvents } from '../queries.ts'
import type { Route } from './+types/own-trail'
import { EventTable } from './event-table.tsx'

const PAGE = 50

export async function loader(args: Route.LoaderArgs) {
  const { language, person } = contextOf(args)
  const page = Math.max(
    1,
    Number.parseInt(new URL(args.request.url).searchParams.get('page') ?? '1', 10) || 1,
  )
  const { items, total } = await inOwn(args, (scope) => {
    authorize(mayReadOwnTrail(scope))
    return listOwnEvents(scope, { limit: PAGE, offset: (page - 1) * PAGE })
  })
  return { events: items.map(presentEvent), total, page, language, timeZone: person?.timeZone ?? 'UTC' }
}

export default function OwnTrail({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['settings', 'audit', 'common'])
  const { events, total, page, language, timeZone } = loaderData
  return (
    <LedgerSection title={t('settings:parts.activity')} note={t('audit:own_note')} rule="none">
      <title>{t('common:page_title', { title: t('settings:parts.activity') })}</title>
      {events.length === 0 ? (
        <EmptyState title={t('audit:own_none')} />
      ) : (
        <EventTable events={events} language={language} timeZone={timeZone} />
      )}
      <ListPages
        page={page}
        pages={Math.ceil(total / PAGE)}
        address={(n) => `/settings/activity?page=${n}`}
      />
    </LedgerSection>
  )
}
