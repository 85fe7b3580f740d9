import { useTranslation } from 'react-i18next'
import { authorize } from '../../../http/authenticate.ts'
import { contextOf, forPage, inOwn } from '../../../http/request-context.ts'
import {
  ButtonLink,
  EmptyState,
  Head,
  Item,
  ItemList,
  LedgerSection,
  Page,
  Tag,
  type Tone,
} from '../../../ui/index.ts'
import { type BroughtBadge, finishVisit } from '../commands/finish-visit.ts'
import { mayManageApps } from '../policy.ts'
import type { Route } from './+types/elsewhere-back'

/** No script is sent: the address holds a code. */
export const handle = { plain: true }

export const headers = () => ({
  'cache-control': 'no-store',
  'referrer-policy': 'same-origin',
  'x-robots-tag': 'noindex',
})

/** The other platform sends the person back here; what is in the address works once, and for the person who began it. */
export async function loader(args: Route.LoaderArgs) {
  const { deps } = contextOf(args)
  const query = new URL(args.request.url).searchParams
  await inOwn(args, async (scope) => authorize(mayManageApps(scope)))
  return forPage(args, () => finishVisit(deps, (work) => inOwn(args, work), query))
}

const TONES: Readonly<Record<BroughtBadge['outcome'], Tone>> = {
  kept: 'pass',
  replaced: 'pass',
  unchanged: 'plain',
  unconfirmed: 'amber',
  refused: 'fail',
  not_yours: 'fail',
}

export default function ElsewhereBack({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['host', 'common'])
  const { title: there, host, profileName, badges } = loaderData
  const kept = badges.filter(({ outcome }) => outcome === 'kept' || outcome === 'replaced').length
  const title = t('host:elsewhere.done', { count: kept })
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <Head
        title={title}
        lede={
          profileName === undefined
            ? t('host:elsewhere.from', { title: there, host })
            : t('host:elsewhere.from_as', { title: there, host, name: profileName })
        }
      />
      <LedgerSection title={t('host:elsewhere.badges')} note={t('host:elsewhere.badges_note')} rule="main">
        {badges.length === 0 ? (
          <EmptyState title={t('host:elsewhere.none')} />
        ) : (
          <ItemList label={t('host:elsewhere.badges')}>
            {badges.map((badge, at) => (
              <Item
                // biome-ignore lint/suspicious/noArrayIndexKey: the list is drawn once, and names repeat
                key={at}
                title={<BadgeName badge={badge} />}
                end={<Tag tone={TONES[badge.outcome]}>{t(`host:elsewhere.outcome.${badge.outcome}`)}</Tag>}
              />
            ))}
          </ItemList>
        )}
        <p>
          <ButtonLink to="/backpack">{t('host:elsewhere.backpack')}</ButtonLink>
        </p>
      </LedgerSection>
    </Page>
  )
}

function BadgeName({ badge: { name, entryId } }: { readonly badge: BroughtBadge }) {
  const { t } = useTranslation('host')
  const shown = <bdi>{name === '' ? t('elsewhere.nameless') : name}</bdi>
  return entryId === undefined ? shown : <a href={`/backpack/${entryId}`}>{shown}</a>
}
