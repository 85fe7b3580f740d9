import type { JsonObject } from '@assay/core'
import { useTranslation } from 'react-i18next'
import { notFound } from '../../../app-error.ts'
import { contextOf, inOpen } from '../../../http/request-context.ts'
import { Facts, Head, Item, ItemList, LedgerSection, Page, Tag, Time } from '../../../ui/index.ts'
import '../../../ui/pages/credentials.css'
import { currentIssuerDocument, findPublishedIssuer, listPublished } from '../queries.ts'
import type { Route } from './+types/issuer'

/** Anyone may read this: no script is sent. */
export const handle = { plain: true }

interface PublishedKey {
  readonly id: string
  readonly publicKeyMultibase?: string
  readonly revoked?: string
}

export function loader(args: Route.LoaderArgs) {
  return inOpen(args, async (scope) => {
    const issuer = await findPublishedIssuer(scope, args.params.slug)
    const stored = issuer === undefined ? undefined : await currentIssuerDocument(scope, issuer.orgId)
    if (issuer === undefined || stored === undefined) throw notFound('issuer')
    // The same bytes that programs get, so that the page cannot say anything else.
    const document = JSON.parse(stored.body) as JsonObject & { verificationMethod: PublishedKey[] }
    const { orgId, ...shown } = issuer
    return {
      issuer: shown,
      host: new URL(issuer.url).host,
      keys: document.verificationMethod.map(({ id, publicKeyMultibase, revoked }) => ({
        name: id.split('#')[1] ?? '',
        publicKey: publicKeyMultibase,
        revoked,
      })),
      achievements: await listPublished(scope, orgId),
      timeZone: contextOf(args).person?.timeZone ?? 'UTC',
    }
  })
}

export default function Issuer({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['issuer', 'common'])
  const { issuer, host, achievements } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: issuer.name })}</title>
      <Head title={issuer.name} lede={issuer.description === '' ? undefined : issuer.description} />
      <LedgerSection title={t('issuer:public.who')} note={t('issuer:public.who_note')} rule="main">
        <Facts
          items={[
            { term: t('issuer:public.host'), value: host },
            { term: t('issuer:public.address'), value: <span className="address">{issuer.url}</span> },
            { term: t('issuer:public.did'), value: <span className="address">{issuer.didWeb}</span> },
            {
              term: t('issuer:public.website'),
              value:
                issuer.website === null ? undefined : (
                  <a href={issuer.website} rel="noreferrer">
                    {issuer.website}
                  </a>
                ),
            },
            {
              term: t('issuer:public.email'),
              value:
                issuer.email === null ? undefined : <a href={`mailto:${issuer.email}`}>{issuer.email}</a>,
            },
          ]}
        />
      </LedgerSection>
      <LedgerSection title={t('issuer:public.issues')}>
        {achievements.length === 0 ? (
          <p>{t('issuer:public.nothing')}</p>
        ) : (
          <ItemList>
            {achievements.map(({ achievementId, name, proves }) => (
              <Item key={achievementId} title={<a href={`/achievements/${achievementId}`}>{name}</a>}>
                {proves}
              </Item>
            ))}
          </ItemList>
        )}
      </LedgerSection>
      <Keys data={loaderData} />
    </Page>
  )
}

function Keys({ data: { keys, issuer, timeZone } }: { readonly data: Route.ComponentProps['loaderData'] }) {
  const { t, i18n } = useTranslation('issuer')
  return (
    <LedgerSection title={t('public.keys')} note={t('public.keys_note')}>
      <ItemList>
        {keys.map(({ name, publicKey, revoked }) => (
          <Item
            key={name}
            title={name}
            end={
              revoked === undefined ? undefined : (
                <Tag tone="fail">
                  {t('public.revoked')} <Time at={revoked} locale={i18n.language} timeZone={timeZone} />
                </Tag>
              )
            }
          >
            <span className="address">{publicKey ?? t('public.rsa')}</span>
          </Item>
        ))}
      </ItemList>
      <p>
        <a href={`${new URL(issuer.url).pathname}/did.json`}>{t('public.document')}</a>
      </p>
    </LedgerSection>
  )
}
