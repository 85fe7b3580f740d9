import { useTranslation } from 'react-i18next'
import { Form, Link } from 'react-router'
import { useKeptPage } from '../../../device/use-kept-page.ts'
import { authorize } from '../../../http/authenticate.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import {
  Button,
  ButtonLink,
  Day,
  EmptyState,
  Flash,
  Head,
  Item,
  ItemList,
  LedgerSection,
  Page,
  Pagination,
  Tag,
  TextField,
  Time,
} from '../../../ui/index.ts'
import '../../../ui/pages/observations.css'
import { maySeeWaiting } from '../policy.ts'
import { listRecorded } from '../queries/recorded.ts'
import { listWaiting } from '../queries/waiting.ts'
import { waitingPageSchema } from '../schema.ts'
import type { Route } from './+types/observe'
import { AsOf } from './as-of.tsx'
import { OnThisDevice } from './on-this-device.tsx'

const PAGE = 50
/** What one recorded last is for taking a mistake back, not for reading a career. */
const RECENT = 20

export async function loader(args: Route.LoaderArgs) {
  const { language, person, deps } = contextOf(args)
  const params = new URL(args.request.url).searchParams
  const { q, page } = parseInput(waitingPageSchema, Object.fromEntries(params), language)
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeeWaiting(scope))
    const { items, total } = await listWaiting(scope, { q, limit: PAGE, offset: (page - 1) * PAGE })
    const recorded = await listRecorded(scope, { limit: RECENT, offset: 0 })
    return { waiting: items, total, recorded: recorded.items }
  })
  return {
    ...found,
    q: q ?? '',
    personId: person?.id ?? '',
    madeAt: deps.now().toISOString(),
    page,
    done: params.has('done'),
    timeZone: person?.timeZone ?? 'UTC',
    base: `/o/${args.params.org}`,
  }
}

type Data = Route.ComponentProps['loaderData']

export default function Observe({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['observations', 'common'])
  const { total, q, page, done, base } = loaderData
  useKeptPage(`${base}/observe`, loaderData.personId, `${base}/observe`)
  const title = t(total === 0 ? 'observations:nobody' : 'observations:waiting', { count: total })
  return (
    <Page>
      <title>{t('common:page_title', { title: t('common:nav.observe') })}</title>
      {done && <Flash>{t('observations:done')}</Flash>}
      <Head title={title} lede={t('observations:lede')} />
      <AsOf madeAt={loaderData.madeAt} timeZone={loaderData.timeZone} />
      <OnThisDevice personId={loaderData.personId} timeZone={loaderData.timeZone} />
      <LedgerSection title={t('observations:people')} note={t('observations:people_note')} rule="main">
        <Form className="filters" role="search">
          <TextField name="q" type="search" label={t('observations:find')} defaultValue={q} />
          <Button>{t('common:search')}</Button>
        </Form>
        <Waiting {...loaderData} />
        <Pagination
          label={t('common:pages')}
          page={page}
          pages={Math.ceil(total / PAGE)}
          address={(n) => `${base}/observe?${new URLSearchParams({ q, page: String(n) })}`}
          previous={t('common:previous')}
          next={t('common:next')}
          pageLabel={(n) => t('common:page_number', { page: n })}
        />
      </LedgerSection>
      <Recorded {...loaderData} />
    </Page>
  )
}

function Waiting({ waiting, q, base }: Data) {
  const { t, i18n } = useTranslation('observations')
  if (waiting.length === 0)
    return (
      <EmptyState title={t(q === '' ? 'observations:none' : 'observations:none_matches')}>
        {q === '' && t('observations:none_more')}
      </EmptyState>
    )
  return (
    <ItemList label={t('observations:people')}>
      {waiting.map((row) => {
        const to = `${base}/observe/${row.enrollmentId}/${row.criterionId}`
        return (
          <Item
            key={`${row.enrollmentId}/${row.criterionId}`}
            // Loaded as a page, so that one that was kept opens without a connection.
            title={<a href={to}>{row.person}</a>}
            end={
              <ButtonLink to={to} small reloadDocument>
                {t('observations:observe')} <span className="sr">{row.person}</span>
              </ButtonLink>
            }
          >
            <span lang={row.language}>{row.criterion}</span>
            <span className="dim">
              {' '}
              <span lang={row.language}>({row.achievement})</span>
              <br />
              {t('observations:seen_of', { seen: Math.min(row.seen, row.occasions), count: row.occasions })}
              {row.othersMissing > 0 &&
                row.seen > 0 &&
                ` ${t('observations:others', { count: row.othersMissing })}`}
              {row.dueAt !== null && (
                <>
                  {' '}
                  {t('observations:due')}{' '}
                  <Day day={row.dueAt.toISOString().slice(0, 10)} locale={i18n.language} />
                </>
              )}
            </span>
          </Item>
        )
      })}
    </ItemList>
  )
}

/** What one recorded last, so that a mistake is found and taken back. */
function Recorded({ recorded, base, timeZone }: Data) {
  const { t, i18n } = useTranslation('observations')
  if (recorded.length === 0) return null
  return (
    <LedgerSection title={t('observations:recorded')} note={t('observations:recorded_note')}>
      <ItemList label={t('observations:recorded')}>
        {recorded.map((row) => (
          <Item
            key={row.id}
            title={<Link to={`${base}/observations/${row.id}`}>{row.person}</Link>}
            end={
              row.endedHow !== null ? (
                <Tag>{t(`observations:ended.${row.endedHow}`)}</Tag>
              ) : row.disagreed ? (
                <Tag tone="amber">{t('observations:disagreed')}</Tag>
              ) : (
                <Tag tone={row.sufficient ? 'pass' : 'plain'}>
                  {t(row.sufficient ? 'observations:sufficient' : 'observations:short')}
                </Tag>
              )
            }
          >
            {row.achievement},{' '}
            <Time at={row.createdAt} locale={i18n.language} timeZone={timeZone} show="stamp" />
          </Item>
        ))}
      </ItemList>
    </LedgerSection>
  )
}
