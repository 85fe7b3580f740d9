import { useTranslation } from 'react-i18next'
import { authorize } from '../../../http/authenticate.ts'
import { formValue, parseInput } from '../../../http/input.ts'
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
import { mayAward, maySeeCredentials } from '../policy.ts'
import { presentCredential } from '../present/views.ts'
import { listCredentials } from '../queries.ts'
import { CREDENTIAL_STATES } from '../schema/terms.ts'
import { credentialsQuerySchema } from '../schema.ts'
import type { Route } from './+types/issued-list'
import { STATE_LOOKS } from './state-looks.ts'

const PER_PAGE = 25
const ORDERS = ['-validFrom', 'validFrom', 'holder', '-holder'] as const

export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(maySeeCredentials(scope))
    const { language, person } = contextOf(args)
    const asked = formValue(searchAsForm(args.request))
    const page = Math.max(1, Math.min(10_000, Math.trunc(Number(asked.page)) || 1))
    const { q, state, sort } = parseInput(
      credentialsQuerySchema.pick({ q: true, state: true, sort: true }).catch({}),
      asked,
      language,
    )
    const { items, total, more } = await listCredentials(scope, {
      q,
      state,
      sort,
      limit: PER_PAGE,
      offset: (page - 1) * PER_PAGE,
    })
    const now = scope.deps.now()
    return {
      items: items.map((row) => ({ ...presentCredential(row, now), holderName: row.holderName })),
      total,
      more,
      page,
      q: q ?? '',
      state: state ?? '',
      sort: sort ?? '-validFrom',
      mayAward: mayAward(scope),
      timeZone: person?.timeZone ?? 'UTC',
    }
  })
}

function searchAsForm(request: Request): FormData {
  const form = new FormData()
  for (const [name, value] of new URL(request.url).searchParams) form.append(name, value)
  return form
}

export default function IssuedList({ loaderData, params }: Route.ComponentProps) {
  const { t, i18n } = useTranslation(['credentials', 'common'])
  const { items, total, more, page, q, state, sort, timeZone } = loaderData
  const base = `/o/${params.org}`
  const filtered = q !== '' || state !== ''
  const address = (to: number) =>
    `${base}/credentials?${new URLSearchParams({ ...(q === '' ? {} : { q }), ...(state === '' ? {} : { state }), sort, page: String(to) })}`
  return (
    <Page>
      <title>{t('common:page_title', { title: t('credentials:list.title_plain') })}</title>
      <Head
        title={t(more ? 'credentials:list.title_more' : 'credentials:list.title', { count: total })}
        lede={t('credentials:list.lede')}
        actions={
          <>
            {loaderData.mayAward && (
              <ButtonLink look="first" to={`${base}/award`}>
                {t('credentials:list.award')}
              </ButtonLink>
            )}
            <ButtonLink to={`${base}/bulk`}>{t('credentials:list.bulk')}</ButtonLink>
            <ButtonLink to={`${base}/claims?state=waiting`}>{t('credentials:list.claims')}</ButtonLink>
            <ButtonLink to={`${base}/events`}>{t('credentials:list.events')}</ButtonLink>
          </>
        }
      />
      <form method="get" className="filters">
        <TextField
          name="q"
          type="search"
          label={t('credentials:list.search')}
          defaultValue={q}
          maxLength={200}
        />
        <SelectField
          name="state"
          label={t('credentials:list.state')}
          defaultValue={state}
          empty={t('credentials:list.any_state')}
          options={CREDENTIAL_STATES.map((value) => ({ value, label: t(`credentials:states.${value}`) }))}
        />
        <SelectField
          name="sort"
          label={t('common:order')}
          defaultValue={sort}
          options={ORDERS.map((order) => ({ value: order, label: t(`credentials:list.orders.${order}`) }))}
        />
        <Button>{t('credentials:list.find')}</Button>
      </form>
      {items.length === 0 ? (
        <EmptyState title={t(filtered ? 'credentials:list.none_found' : 'credentials:list.none')} />
      ) : (
        <table className="stacks hover">
          <caption className="sr">{t('credentials:list.title_plain')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('credentials:list.holder')}</th>
              <th scope="col">{t('credentials:list.achievement')}</th>
              <th scope="col">{t('credentials:list.issued')}</th>
              <th scope="col">{t('credentials:list.until')}</th>
              <th scope="col">{t('credentials:list.state')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.id}>
                <th scope="row">
                  <a href={`${base}/credentials/${item.id}`}>{item.holderName}</a>
                </th>
                <td data-label={t('credentials:list.achievement')}>
                  {item.achievementName} <Renewals item={item} base={base} />
                </td>
                <td data-label={t('credentials:list.issued')}>
                  <Time at={item.validFrom} locale={i18n.language} timeZone={timeZone} />
                </td>
                <td data-label={t('credentials:list.until')}>
                  {item.validUntil === null ? (
                    t('credentials:list.no_end')
                  ) : (
                    <Time at={item.validUntil} locale={i18n.language} timeZone={timeZone} />
                  )}
                </td>
                <td data-label={t('credentials:list.state')}>
                  <Tag tone={STATE_LOOKS[item.state].tone} mark={STATE_LOOKS[item.state].mark}>
                    {t(`credentials:states.${item.state}`)}
                  </Tag>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ListPages page={page} pages={Math.ceil(total / PER_PAGE)} address={address} />
    </Page>
  )
}

/** That a credential renews an older one, or was renewed, with the way to the other. */
function Renewals({
  item,
  base,
}: {
  readonly item: { readonly renewsId: string | null; readonly renewedById: string | null }
  readonly base: string
}) {
  const { t } = useTranslation('credentials')
  const link = (id: string | null, key: 'renewal' | 'renewed') =>
    id !== null && <a href={`${base}/credentials/${id}`}>{t(`credentials:renewal.${key}`)}</a>
  if (item.renewsId === null && item.renewedById === null) return null
  return (
    <span className="small row">
      {link(item.renewsId, 'renewal')}
      {link(item.renewedById, 'renewed')}
    </span>
  )
}
