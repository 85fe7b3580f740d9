import { useTranslation } from 'react-i18next'
import { authorize } from '../../../http/authenticate.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import {
  Button,
  ButtonLink,
  EmptyState,
  Head,
  Page,
  SelectField,
  Tag,
  TextField,
  Time,
} from '../../../ui/index.ts'
import { CLAIM_STATES } from '../../recipients/schema/terms.ts'
import { maySeeClaims } from '../policy.ts'
import { presentClaim } from '../present/claim-view.ts'
import { listClaims } from '../queries.ts'
import { claimsPageSchema } from '../schema.ts'
import type { Route } from './+types/claim-list'
import { CLAIM_LOOKS } from './claim-looks.ts'

const PER_PAGE = 25

export function loader(args: Route.LoaderArgs) {
  const { language, person } = contextOf(args)
  const asked = Object.fromEntries(new URL(args.request.url).searchParams)
  const { q, state, page } = parseInput(claimsPageSchema, asked, language)
  return inOrganization(args, async (scope) => {
    authorize(maySeeClaims(scope))
    const { items, total, more } = await listClaims(scope, {
      q,
      state,
      limit: PER_PAGE,
      offset: (page - 1) * PER_PAGE,
    })
    const now = scope.deps.now()
    return {
      items: items.map((row) => presentClaim(row, now)),
      total,
      more,
      page,
      q: q ?? '',
      state: state ?? '',
      timeZone: person?.timeZone ?? 'UTC',
    }
  })
}

export default function ClaimList({ loaderData, params }: Route.ComponentProps) {
  const { t } = useTranslation(['claims', 'common'])
  const { items, total, more, page, q, state } = loaderData
  const base = `/o/${params.org}/claims`
  return (
    <Page>
      <title>{t('common:page_title', { title: t('claims:list.title') })}</title>
      <Head
        title={t(more ? 'claims:list.title_more' : 'claims:list.title_count', { count: total })}
        lede={t('claims:list.lede')}
        crumbs={{
          label: t('claims:crumbs'),
          items: [{ to: `/o/${params.org}/credentials`, label: t('claims:credentials') }],
        }}
        actions={<ButtonLink to={`/o/${params.org}/events`}>{t('claims:list.events')}</ButtonLink>}
      />
      <form method="get" className="filters">
        <TextField name="q" type="search" label={t('claims:list.search')} defaultValue={q} maxLength={200} />
        <SelectField
          name="state"
          label={t('claims:state')}
          defaultValue={state}
          empty={t('claims:list.any_state')}
          options={(['waiting', ...CLAIM_STATES] as const).map((value) => ({
            value,
            label: t(`claims:states.${value}`),
          }))}
        />
        <Button>{t('claims:list.find')}</Button>
      </form>
      {items.length === 0 ? (
        <EmptyState title={t(q !== '' || state !== '' ? 'claims:list.none_found' : 'claims:list.none')} />
      ) : (
        <ClaimTable {...loaderData} base={base} />
      )}
      <ListPages
        page={page}
        pages={Math.ceil(total / PER_PAGE)}
        address={(to) => `${base}?${new URLSearchParams({ q, state, page: String(to) })}`}
      />
    </Page>
  )
}

function ClaimTable({
  items,
  base,
  timeZone,
}: Route.ComponentProps['loaderData'] & { readonly base: string }) {
  const { t, i18n } = useTranslation('claims')
  return (
    <table className="stacks hover">
      <caption className="sr">{t('list.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('recipient')}</th>
          <th scope="col">{t('achievement')}</th>
          <th scope="col">{t('sent')}</th>
          <th scope="col">{t('state')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id}>
            <th scope="row">
              <a href={`${base}/${item.id}`}>{item.name ?? item.address}</a>
              {item.name !== null && <span className="small dim">{item.address}</span>}
            </th>
            <td data-label={t('achievement')}>{item.achievementName}</td>
            <td data-label={t('sent')}>
              <Time at={item.sentAt} locale={i18n.language} timeZone={timeZone} />
            </td>
            <td data-label={t('state')}>
              <Tag {...CLAIM_LOOKS[item.state]}>{t(`states.${item.state}`)}</Tag>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
