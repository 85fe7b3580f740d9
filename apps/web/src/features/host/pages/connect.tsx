import { useTranslation } from 'react-i18next'
import { contextOf } from '../../../http/request-context.ts'
import { Facts, Head, LedgerSection, Page } from '../../../ui/index.ts'
import { HOST_API } from '../schema/endpoints.ts'
import { GRANT_CALLS, REGISTRATIONS } from '../schema/lifetimes.ts'
import type { Route } from './+types/connect'

/** Anyone may read this: no script is sent. The service description names it as terms and privacy policy. */
export const handle = { plain: true }

export function loader(args: Route.LoaderArgs) {
  const { publicUrl } = contextOf(args).deps.config
  return {
    discovery: `${publicUrl}${HOST_API}/discovery`,
    metadata: `${publicUrl}/.well-known/oauth-authorization-server`,
    calls: GRANT_CALLS.perGrant,
    registrations: REGISTRATIONS.perClient,
  }
}

const PRIVACY = ['privacy_told', 'privacy_kept', 'privacy_fetched', 'privacy_ends'] as const
const TERMS = ['terms_purpose', 'terms_name', 'terms_limits', 'terms_operator'] as const

export default function Connect({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['host', 'common'])
  const { discovery, metadata, calls, registrations } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('host:about.title') })}</title>
      <Head title={t('host:about.title')} lede={t('host:about.lede')} />
      <LedgerSection title={t('host:about.you')} rule="main">
        <p className="measure">{t('host:about.you_text')}</p>
        <p>
          <a href="/settings/apps">{t('host:about.open_apps')}</a>
        </p>
      </LedgerSection>
      <LedgerSection id="privacy" title={t('host:about.privacy')} note={t('host:about.privacy_note')}>
        <Paragraphs texts={PRIVACY.map((name) => t(`host:about.${name}`))} />
      </LedgerSection>
      <LedgerSection id="terms" title={t('host:about.terms')} note={t('host:about.terms_note')}>
        <Paragraphs texts={TERMS.map((name) => t(`host:about.${name}`, { calls, registrations }))} />
      </LedgerSection>
      <LedgerSection title={t('host:about.developers')} note={t('host:about.developers_note')}>
        <Facts
          items={[
            { term: t('host:about.discovery'), value: <AddressLink at={discovery} /> },
            { term: t('host:about.metadata'), value: <AddressLink at={metadata} /> },
          ]}
        />
      </LedgerSection>
    </Page>
  )
}

const Paragraphs = ({ texts }: { readonly texts: readonly string[] }) =>
  texts.map((text) => (
    <p key={text} className="measure">
      {text}
    </p>
  ))

const AddressLink = ({ at }: { readonly at: string }) => (
  <a href={at}>
    <code>{at}</code>
  </a>
)
