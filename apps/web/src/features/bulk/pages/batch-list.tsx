import { useTranslation } from 'react-i18next'
import { authorize } from '../../../http/authenticate.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import { ButtonLink, EmptyState, Head, Page, Tag, Time } from '../../../ui/index.ts'
import { mayIssueInBulk, maySeeBatches } from '../policy.ts'
import { presentBatch } from '../present/views.ts'
import { listBatches } from '../queries.ts'
import type { Route } from './+types/batch-list'
import { BATCH_LOOKS } from './batch-looks.ts'

const PER_PAGE = 25

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(maySeeBatches(scope))
    const asked = Number(new URL(args.request.url).searchParams.get('page'))
    const page = Math.max(1, Math.min(10_000, Math.trunc(asked) || 1))
    const { items, total } = await listBatches(scope, { limit: PER_PAGE, offset: (page - 1) * PER_PAGE })
    return {
      items: items.map((batch) => presentBatch(batch, scope.deps.now())),
      total,
      page,
      mayIssue: mayIssueInBulk(scope),
      timeZone: contextOf(args).person?.timeZone ?? 'UTC',
    }
  })
}

export default function BatchList({ loaderData, params }: Route.ComponentProps) {
  const { t, i18n } = useTranslation(['bulk', 'common', 'credentials'])
  const { items, total, page, mayIssue, timeZone } = loaderData
  const base = `/o/${params.org}/bulk`
  const bring = (
    <ButtonLink look="first" to={`${base}/new`}>
      {t('bulk:list.new')}
    </ButtonLink>
  )
  return (
    <Page>
      <title>{t('common:page_title', { title: t('bulk:list.title') })}</title>
      <Head
        title={t('bulk:list.title')}
        lede={t('bulk:list.lede')}
        crumbs={{
          label: t('bulk:job.crumbs'),
          items: [{ to: `/o/${params.org}/credentials`, label: t('credentials:list.title_plain') }],
        }}
        actions={mayIssue ? bring : undefined}
      />
      {items.length === 0 ? (
        <EmptyState level={2} title={t('bulk:list.none')}>
          {t('bulk:list.none_more')}
        </EmptyState>
      ) : (
        <table className="stacks hover">
          <caption className="sr">{t('bulk:list.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('bulk:list.batch')}</th>
              <th scope="col" className="num">
                {t('bulk:list.rows')}
              </th>
              <th scope="col">{t('bulk:list.by')}</th>
              <th scope="col">{t('bulk:list.at')}</th>
              <th scope="col">{t('bulk:list.state')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((batch) => (
              <tr key={batch.id}>
                <th scope="row">
                  <a href={`${base}/${batch.id}`}>{batch.achievementName}</a>
                </th>
                <td className="num" data-label={t('bulk:list.rows')}>
                  {batch.rowCount.toLocaleString(i18n.language)}
                </td>
                <td data-label={t('bulk:list.by')}>{batch.createdBy}</td>
                <td data-label={t('bulk:list.at')}>
                  <Time at={batch.createdAt} locale={i18n.language} timeZone={timeZone} show="stamp" />
                </td>
                <td data-label={t('bulk:list.state')}>
                  <Tag {...BATCH_LOOKS[batch.state]}>{t(`bulk:states.${batch.state}`)}</Tag>
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
