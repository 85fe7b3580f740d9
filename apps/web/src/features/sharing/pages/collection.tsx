import { useTranslation } from 'react-i18next'
import { data } from 'react-router'
import { contextOf, inOpen } from '../../../http/request-context.ts'
import { BadgePicture, Head, LedgerSection, Page, Tag } from '../../../ui/index.ts'
import '../../../ui/pages/backpack.css'
import '../../../ui/pages/sharing.css'
import { ENTRY_LOOKS } from '../../backpack/schema/state-looks.ts'
import { oembedHeader, oembedLinks } from '../../credentials/schema/oembed-links.ts'
import { openingQuery, readOpening } from '../../credentials/schema/opening.ts'
import { dayOf } from '../../verify/schema/verdict-sentence.ts'
import { presentMember } from '../present.ts'
import { getSharedCollection } from '../queries.ts'
import type { Route } from './+types/collection'

/** Anyone may read this: no script is sent. */
export const handle = { plain: true }

export const headers = ({ loaderHeaders }: Route.HeadersArgs) => loaderHeaders

export async function loader(args: Route.LoaderArgs) {
  const { deps, person } = contextOf(args)
  const { key } = readOpening(args.request.url)
  const { collection } = args.params
  const shared = await inOpen(args, (scope) => getSharedCollection(scope, collection, key))
  const { id, title, description, visibility, badges } = shared
  const listed = visibility === 'public'
  const secret = listed ? undefined : key
  const url = `${deps.config.publicUrl}/collections/${id}`
  return data(
    {
      ...{ title, description, listed, url, query: openingQuery({ key: secret }) },
      badges: badges.map((entry) => presentMember(entry, { collection: id, key: secret })),
      timeZone: person?.timeZone ?? 'UTC',
    },
    listed ? { headers: { link: oembedHeader(url) } } : {},
  )
}

type Data = Route.ComponentProps['loaderData']

export default function Collection({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['sharing', 'common'])
  const { title, description, badges, timeZone } = loaderData
  return (
    <Page>
      <PreviewTags page={loaderData} />
      <Head title={<bdi>{title}</bdi>} lede={description === '' ? undefined : <bdi>{description}</bdi>} />
      <LedgerSection title={t('sharing:public.badges')} note={t('sharing:public.note')} rule="main">
        {badges.length === 0 ? (
          <p>{t('sharing:public.none')}</p>
        ) : (
          <ul className="badge-grid" aria-label={t('sharing:public.badges')}>
            {badges.map((badge) => (
              <Member key={badge.id} badge={badge} timeZone={timeZone} />
            ))}
          </ul>
        )}
      </LedgerSection>
    </Page>
  )
}

/** What link previews, search engines and pages that embed it read. */
function PreviewTags({ page }: { readonly page: Data }) {
  const { t } = useTranslation(['sharing', 'common'])
  const { title, description, listed, badges, url, query } = page
  const told = description === '' ? t('sharing:list.count', { count: badges.length }) : description
  return (
    <>
      <title>{t('common:page_title', { title })}</title>
      <meta name="description" content={told} />
      {!listed && <meta name="robots" content="noindex" />}
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={t('common:product')} />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={told} />
      <meta property="og:url" content={url} />
      <meta property="og:image" content={`${url}/preview.png${query}`} />
      <meta property="og:image:width" content="1200" />
      <meta property="og:image:height" content="630" />
      <meta property="og:image:alt" content={title} />
      <meta name="twitter:card" content="summary_large_image" />
      {listed &&
        oembedLinks(url).map(({ type, href }) => (
          <link key={type} rel="alternate" type={type} href={href} title={title} />
        ))}
    </>
  )
}

interface MemberProps {
  readonly badge: Data['badges'][number]
  readonly timeZone: string
}

/** The badge above its name, who issued it and when, and how it stands now. */
function Member({ badge, timeZone }: MemberProps) {
  const { t, i18n } = useTranslation('backpack')
  const date = dayOf(badge.validFrom ?? undefined, { language: i18n.language, timeZone })
  const issuer = badge.issuerName ?? badge.issuerId
  return (
    <li>
      <BadgePicture badge={badge} size={160} />
      <h3>
        <a className="ink" href={badge.page}>
          <bdi>{badge.name}</bdi>
        </a>
      </h3>
      <p className="small dim">
        <bdi>{t(badge.claimed ? 'backpack:list.claimed' : 'backpack:list.issued_by', { issuer, date })}</bdi>
      </p>
      <Tag {...ENTRY_LOOKS[badge.state]}>{t(`backpack:states.${badge.state}`)}</Tag>
    </li>
  )
}
