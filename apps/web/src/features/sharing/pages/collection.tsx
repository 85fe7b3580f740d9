import { useTranslation } from 'react-i18next'
import { contextOf, inOpen } from '../../../http/request-context.ts'
import { Head, Item, ItemList, LedgerSection, Page } from '../../../ui/index.ts'
import '../../../ui/pages/backpack.css'
import { EntryArt } from '../../backpack/pages/entry-art.tsx'
import { StateTag } from '../../backpack/pages/state-tag.tsx'
import { showEntry } from '../../backpack/present.ts'
import { dayOf } from '../../verify/schema/verdict-sentence.ts'
import { getSharedCollection } from '../queries.ts'
import type { Route } from './+types/collection'

/** Anyone may read this: no script is sent. */
export const handle = { plain: true }

export function loader(args: Route.LoaderArgs) {
  const { deps, person } = contextOf(args)
  const key = new URL(args.request.url).searchParams.get('key') ?? undefined
  return inOpen(args, async (scope) => {
    const { badges, visibility, ...shared } = await getSharedCollection(scope, args.params.collection, key)
    return {
      ...shared,
      listed: visibility === 'public',
      // Only what the page shows: nothing of the owner, and no key of a badge, leaves the server.
      badges: badges.map((entry) => {
        const { id, name, issuerName, issuerId, art, picture, state, validFrom } = showEntry(entry)
        const open = entry.visibility === 'public'
        const page = entry.credentialId === undefined ? `/b/${id}` : `/credentials/${entry.credentialId}`
        return {
          ...{ id, name, issuerName, issuerId, art, state, validFrom },
          claimed: entry.source === 'imported',
          picture: open ? picture : undefined,
          page: open ? page : undefined,
        }
      }),
      url: `${deps.config.publicUrl}/collections/${shared.id}`,
      timeZone: person?.timeZone ?? 'UTC',
    }
  })
}

type Data = Route.ComponentProps['loaderData']

export default function Collection({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['sharing', 'common'])
  const { title, description, listed, badges, url, timeZone } = loaderData
  const told = description === '' ? t('sharing:list.count', { count: badges.length }) : description
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <meta name="description" content={told} />
      {!listed && <meta name="robots" content="noindex" />}
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={t('common:product')} />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={told} />
      <meta property="og:url" content={url} />
      <Head title={<bdi>{title}</bdi>} lede={description === '' ? undefined : <bdi>{description}</bdi>} />
      <LedgerSection title={t('sharing:public.badges')} note={t('sharing:public.note')} rule="main">
        {badges.length === 0 ? (
          <p>{t('sharing:public.none')}</p>
        ) : (
          <ItemList label={t('sharing:public.badges')}>
            {badges.map((badge) => (
              <BadgeItem key={badge.id} badge={badge} timeZone={timeZone} />
            ))}
          </ItemList>
        )}
      </LedgerSection>
    </Page>
  )
}

function BadgeItem({
  badge,
  timeZone,
}: {
  readonly badge: Data['badges'][number]
  readonly timeZone: string
}) {
  const { t, i18n } = useTranslation('backpack')
  const date = dayOf(badge.validFrom ?? undefined, { language: i18n.language, timeZone })
  const issuer = badge.issuerName ?? badge.issuerId
  return (
    <Item
      art={<EntryArt entry={badge} size={64} />}
      title={
        badge.page === undefined ? (
          <bdi>{badge.name}</bdi>
        ) : (
          <a href={badge.page}>
            <bdi>{badge.name}</bdi>
          </a>
        )
      }
      end={<StateTag state={badge.state} />}
    >
      <bdi>{t(badge.claimed ? 'backpack:list.claimed' : 'backpack:list.issued_by', { issuer, date })}</bdi>
    </Item>
  )
}
