import { useTranslation } from 'react-i18next'
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
  Time,
} from '../../../ui/index.ts'
import '../../../ui/pages/achievements.css'
import { maySeeAchievements } from '../policy.ts'
import { listAchievements } from '../queries.ts'
import { STATES } from '../schema/terms.ts'
import { achievementsQuerySchema } from '../schema.ts'
import type { Route } from './+types/achievement-list'
import { addressOf, PAGE_SIZE, pageNumber, SearchForm } from './listing.tsx'

export function loader(args: Route.LoaderArgs) {
  const search = new URL(args.request.url).searchParams
  const q = (search.get('q') ?? '').slice(0, 200)
  const state = STATES.find((known) => known === search.get('state'))
  const page = pageNumber(search)
  return inOrganization(args, async (scope) => {
    authorize(maySeeAchievements(scope))
    const query = achievementsQuerySchema.parse({
      q,
      state,
      limit: PAGE_SIZE,
      offset: (page - 1) * PAGE_SIZE,
    })
    const { items, total } = await listAchievements(scope, query)
    return {
      items: items.map(({ definition: _, ...item }) => item),
      total,
      q,
      state,
      page,
      base: `/o/${args.params.org}/achievements`,
      timeZone: contextOf(args).person?.timeZone ?? 'UTC',
    }
  })
}

export default function AchievementList({ loaderData }: Route.ComponentProps) {
  const { t, i18n } = useTranslation(['achievements', 'common'])
  const { items, total, q, state, page, base, timeZone } = loaderData
  const address = (change: Record<string, string | undefined>) => addressOf(base, { q, state, ...change })
  const none = total === 0 && q === '' && state === undefined
  return (
    <Page>
      <title>{t('common:page_title', { title: t('achievements:list.title') })}</title>
      <Head
        title={t('achievements:list.title')}
        lede={t('achievements:list.lede')}
        actions={
          <>
            <ButtonLink to={`${base}/new`} look="first">
              {t('achievements:list.new')}
            </ButtonLink>
            <ButtonLink to={`${base}/import`}>{t('achievements:list.import')}</ButtonLink>
          </>
        }
      />
      <LedgerSection
        rule="main"
        title={t('achievements:list.all')}
        note={t('achievements:list.count', { count: total })}
      >
        <div className="list-tools">
          <SearchForm base={base} q={q} kept={{ state }} />
          <Segmented
            label={t('achievements:list.filter')}
            items={[undefined, ...STATES].map((each) => ({
              to: address({ state: each }),
              label: t(`achievements:state.${each ?? 'any'}`),
              current: each === state,
            }))}
          />
        </div>
        {items.length === 0 ? (
          <EmptyState
            title={t(none ? 'achievements:list.empty' : 'achievements:list.no_match')}
            action={
              none ? (
                <ButtonLink to={`${base}/new`}>{t('achievements:list.new')}</ButtonLink>
              ) : (
                <ButtonLink to={base}>{t('achievements:list.show_all')}</ButtonLink>
              )
            }
          />
        ) : (
          <ItemList label={t('achievements:list.title')}>
            {items.map((item) => (
              <Item
                key={item.id}
                title={<a href={`${base}/${item.id}`}>{item.name || t('achievements:untitled')}</a>}
                end={<StateTag state={item.state} draft={item.draftVersionId !== null} />}
              >
                {t('achievements:list.version', { number: item.number })} ·{' '}
                {t('achievements:list.enrolled', { count: item.enrolled })} ·{' '}
                {t('achievements:list.awarded', { count: item.awarded })} · {t('achievements:list.changed')}{' '}
                <Time at={item.updatedAt} locale={i18n.language} timeZone={timeZone} />
              </Item>
            ))}
          </ItemList>
        )}
        <ListPages
          page={page}
          pages={Math.ceil(total / PAGE_SIZE)}
          address={(number) => address({ page: String(number) })}
        />
      </LedgerSection>
    </Page>
  )
}

interface StateTagProps {
  readonly state: 'draft' | 'published' | 'retired'
  /** Whether a draft of the next version is being written. */
  readonly draft?: boolean
}

/** Where a micro-credential stands, in a word with its mark. */
export function StateTag({ state, draft = false }: StateTagProps) {
  const { t } = useTranslation('achievements')
  if (state === 'draft') return <Tag mark="half">{t('achievements:state.draft')}</Tag>
  if (state === 'retired') return <Tag mark="empty">{t('achievements:state.retired')}</Tag>
  return (
    <Tag tone="pass">
      {t(draft ? 'achievements:state.published_with_draft' : 'achievements:state.published')}
    </Tag>
  )
}
