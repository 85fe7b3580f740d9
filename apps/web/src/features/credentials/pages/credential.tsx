import { useTranslation } from 'react-i18next'
import { data } from 'react-router'
import { contextOf, forPage } from '../../../http/request-context.ts'
import { Page } from '../../../ui/index.ts'
import '../../../ui/pages/credentials.css'
import { withCredential } from '../api/access.ts'
import { linkedInAddress, presentPage } from '../present/credential-page.ts'
import { badgeOf } from '../queries/badge-picture.ts'
import { renewalOf } from '../queries/renewals.ts'
import { hiddenOf } from '../queries/shown-part.ts'
import { credentialFacts, getCredentialJson, sharingOf } from '../queries.ts'
import { oembedHeader, oembedLinks } from '../schema/oembed-links.ts'
import { openingQuery, readOpening } from '../schema/opening.ts'
import { mayBeRenewed } from '../schema.ts'
import type { Route } from './+types/credential'
import { Hero } from './credential-hero.tsx'
import { Asked, Judged } from './credential-judgement.tsx'
import { Proof, Share } from './credential-proof.tsx'
import { Withheld } from './withheld.tsx'

/** Anyone may read this: no script is sent. */
export const handle = { plain: true }

export const headers = ({ loaderHeaders }: Route.HeadersArgs) => loaderHeaders

export async function loader(args: Route.LoaderArgs) {
  const { deps, caller, person, organizations } = contextOf(args)
  const opening = readOpening(args.request.url)
  const credentialId = args.params.credential
  const found = await forPage(args, () =>
    withCredential(deps, caller, { credentialId, opening }, async (scope, access) => {
      const facts = await credentialFacts(scope, credentialId)
      const bytes = await getCredentialJson(scope, credentialId)
      const year = facts.validFrom.getUTCFullYear()
      const { drawing, version } = await badgeOf(scope, facts.achievementVersionId, year)
      const hidden = await hiddenOf(scope, credentialId)
      const page = presentPage({ facts, bytes, version, drawing, hidden, now: deps.now() })
      const sharing = access === 'holder' ? await sharingOf(scope, credentialId) : access
      return {
        page,
        access,
        /** What this reader does not get: its holder sees all of it. */
        withheld: access === 'holder' ? [] : hidden,
        sharing,
        renewal: await renewalOf(scope, credentialId),
        /** For its holder, while it may be renewed and they belong to the organization that issued it: its short name. */
        renewAt:
          access === 'holder' && mayBeRenewed(facts, deps.now())
            ? organizations.find(({ id }) => id === facts.orgId)?.slug
            : undefined,
        /** For the holder of what nobody else can fetch. */
        json: sharing === 'public' || access === 'link' ? undefined : new TextDecoder().decode(bytes),
        /** Kept in every link of the page, so that who came by a link stays in. */
        query: access === 'link' || opening.as === 'others' ? openingQuery(opening) : '',
        /** The address that it is shared by. */
        address: `${page.url}${access === 'link' ? openingQuery({ ...opening, as: undefined }) : ''}`,
        timeZone: person?.timeZone ?? 'UTC',
        linkedIn: linkedInAddress(page),
      }
    }),
  )
  return data(found, found.sharing === 'public' ? { headers: { link: oembedHeader(found.page.url) } } : {})
}

export type CredentialPageData = Route.ComponentProps['loaderData']

export default function Credential({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['credentials', 'common'])
  const { page, sharing, query } = loaderData
  const { name, holder, proves, issuerName } = page.shown
  const title = holder === undefined ? name : t('credentials:page.title', { name, holder })
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <meta name="description" content={proves} />
      {sharing !== 'public' && <meta name="robots" content="noindex" />}
      <meta property="og:type" content="website" />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={t('credentials:page.issued_by', { issuer: issuerName })} />
      <meta property="og:url" content={page.url} />
      <meta property="og:image" content={`${page.url}/preview.png${query}`} />
      <meta property="og:image:width" content="1200" />
      <meta property="og:image:height" content="630" />
      <meta property="og:image:alt" content={title} />
      {sharing === 'public' &&
        oembedLinks(page.url).map(({ type, href }) => (
          <link key={type} rel="alternate" type={type} href={href} title={title} />
        ))}
      <meta name="twitter:card" content="summary_large_image" />
      <Hero data={loaderData} />
      <Withheld data={loaderData} />
      <Judged data={loaderData} />
      <Asked data={loaderData} />
      <Proof data={loaderData} />
      <Share data={loaderData} />
    </Page>
  )
}
