import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import {
  ButtonLink,
  EmptyState,
  Head,
  Item,
  ItemList,
  LedgerSection,
  Page,
  Segmented,
  Tag,
  type Tone,
} from '../../../ui/index.ts'
import { learnerOf } from '../commands/lock.ts'
import { maySeeOwnEnrollments } from '../policy.ts'
import { listEnrollments } from '../queries.ts'
import { ENROLLMENT_STATES, type EnrollmentState } from '../schema/states.ts'
import type { Route } from './+types/enrollment-list'
import { useDay } from './formats.ts'

const PAGE = 25

export function loader(args: Route.LoaderArgs) {
  const search = new URL(args.request.url).searchParams
  const state = ENROLLMENT_STATES.find((known) => known === search.get('state'))
  const page = Math.min(Math.max(Math.floor(Number(search.get('page')) || 1), 1), 1000)
  return inOrganization(args, async (scope) => {
    authorize(maySeeOwnEnrollments(scope))
    const { items, total } = await listEnrollments(scope, learnerOf(scope), {
      state,
      limit: PAGE,
      offset: (page - 1) * PAGE,
    })
    return {
      items: items.map(({ id, name, state: stand, createdAt, endedAt }) => ({
        id,
        name,
        state: stand,
        createdAt,
        endedAt,
      })),
      total,
      state,
      page,
      base: `/o/${args.params.org}`,
      timeZone: contextOf(args).person?.timeZone ?? 'UTC',
    }
  })
}

const TONES = {
  active: 'plain',
  submitted: 'plain',
  awarded: 'pass',
  declined: 'plain',
  withdrawn: 'plain',
} as const satisfies Record<EnrollmentState, Tone>

export default function EnrollmentList({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['enrollments', 'common'])
  const { items, total, state, page, base, timeZone } = loaderData
  const day = useDay(timeZone)
  const list = `${base}/enrollments`
  const title =
    state !== undefined
      ? t('enrollments:list.title_found', { count: total })
      : total === 0
        ? t('enrollments:list.title_none')
        : t('enrollments:list.title', { count: total })
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <Head
        title={title}
        lede={t('enrollments:list.lede')}
        actions={<ButtonLink to={`${base}/catalog`}>{t('enrollments:list.catalog')}</ButtonLink>}
      />
      <LedgerSection rule="main" title={t('enrollments:list.enrolled')}>
        <Segmented
          label={t('enrollments:list.show')}
          items={[
            { to: list, label: t('enrollments:list.all'), current: state === undefined },
            ...ENROLLMENT_STATES.map((each) => ({
              to: `${list}?state=${each}`,
              label: t(`enrollments:list.states.${each}`),
              current: each === state,
            })),
          ]}
        />
        {items.length === 0 ? (
          <EmptyState
            title={t(state === undefined ? 'enrollments:list.none_all' : 'enrollments:list.none')}
            action={<ButtonLink to={`${base}/catalog`}>{t('enrollments:list.catalog')}</ButtonLink>}
          >
            {t('enrollments:list.none_text')}
          </EmptyState>
        ) : (
          <ItemList label={t('enrollments:list.enrolled')}>
            {items.map(({ id, name, state: stand, createdAt, endedAt }) => (
              <Item
                key={id}
                title={<Link to={`${list}/${id}`}>{name}</Link>}
                end={<Tag tone={TONES[stand]}>{t(`enrollments:list.states.${stand}`)}</Tag>}
              >
                {endedAt === null
                  ? t('enrollments:list.since', { date: day(createdAt) })
                  : t('enrollments:list.until', { from: day(createdAt), to: day(endedAt) })}
              </Item>
            ))}
          </ItemList>
        )}
        <ListPages
          page={page}
          pages={Math.ceil(total / PAGE)}
          address={(number) =>
            `${list}?${new URLSearchParams({ ...(state && { state }), page: String(number) })}`
          }
        />
      </LedgerSection>
    </Page>
  )
}
