import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { ListPages } from '../../../list-pages.tsx'
import {
  Button,
  EmptyState,
  Head,
  Item,
  ItemList,
  LedgerSection,
  Page,
  SelectField,
  Time,
} from '../../../ui/index.ts'
import { maySeeHolders } from '../policy.ts'
import { presentHolder } from '../present.ts'
import { listHeldAchievements, listPublicHolders } from '../queries.ts'
import { holdersPageSchema } from '../schema.ts'
import type { Route } from './+types/holders'

const PAGE = 50

export async function loader(args: Route.LoaderArgs) {
  const { language, person } = contextOf(args)
  const params = Object.fromEntries(new URL(args.request.url).searchParams)
  const { achievement, page } = parseInput(holdersPageSchema, params, language)
  const found = await inOrganization(args, async (scope) => {
    authorize(maySeeHolders(scope))
    const achievements = await listHeldAchievements(scope)
    const chosen = achievements.find(({ id }) => id === achievement) ?? achievements[0]
    const query = { achievementId: chosen?.id ?? '', limit: PAGE, offset: (page - 1) * PAGE }
    const { items, total } =
      chosen === undefined ? { items: [], total: 0 } : await listPublicHolders(scope, query)
    return { achievements, chosen, holders: items.map(presentHolder), total }
  })
  return {
    ...found,
    page,
    language,
    timeZone: person?.timeZone ?? 'UTC',
    base: `/o/${args.params.org}/holders`,
  }
}

export default function Holders({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['recruiting', 'common'])
  const { achievements, chosen, holders, total, page, base, language, timeZone } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('recruiting:holders') })}</title>
      <Head
        title={
          chosen === undefined
            ? t('recruiting:holders')
            : t('recruiting:holders_title', { count: total, name: chosen.name })
        }
        lede={t('recruiting:holders_lede')}
      />
      <LedgerSection title={t('recruiting:holders')} rule="main">
        <Form className="filters" role="search">
          <SelectField
            name="achievement"
            label={t('recruiting:achievement')}
            options={achievements.map(({ id, name }) => ({ value: id, label: name }))}
            defaultValue={chosen?.id}
          />
          <Button>{t('recruiting:show')}</Button>
        </Form>
        {holders.length === 0 ? (
          <EmptyState title={t('recruiting:holders_none')}>{t('recruiting:holders_none_more')}</EmptyState>
        ) : (
          <ItemList label={t('recruiting:holders')}>
            {holders.map((holder) => (
              <Item
                key={holder.credentialId}
                title={holder.name}
                end={
                  <a href={holder.url}>
                    {t('recruiting:badge')}
                    <span className="sr">: {holder.name}</span>
                  </a>
                }
              >
                {holder.jobTitle !== null && `${holder.jobTitle} · `}
                {t('recruiting:since')} <Time at={holder.validFrom} locale={language} timeZone={timeZone} />
              </Item>
            ))}
          </ItemList>
        )}
        <ListPages
          page={page}
          pages={Math.ceil(total / PAGE)}
          address={(n) =>
            `${base}?${new URLSearchParams({ achievement: chosen?.id ?? '', page: String(n) })}`
          }
        />
      </LedgerSection>
    </Page>
  )
}
