import { useTranslation } from 'react-i18next'
import { openApiDocument } from '../../../api.ts'
import { contextOf } from '../../../http/request-context.ts'
import { Head, LedgerSection, Page } from '../../../ui/index.ts'
import '../../../ui/pages/api-docs.css'
import { type ApiDocument, presentApi } from '../present.ts'
import type { Route } from './+types/api-docs'

export const handle = { plain: true }

/** The API's documentation, made from the same routes as the OpenAPI document: how to begin, and what there is. No script, nothing from elsewhere. */
export function loader(args: Route.LoaderArgs) {
  const { publicUrl } = contextOf(args).deps.config
  const { areas } = presentApi(openApiDocument() as unknown as ApiDocument, publicUrl)
  return {
    areas: areas.map(({ name, slug, routes }) => ({
      ...{ name, slug },
      routes: routes.map(({ id, method, path, summary }) => ({ id, method, path, summary })),
    })),
    origin: publicUrl,
  }
}

const GUIDES = ['start', 'keys', 'idempotency', 'paging', 'errors', 'limits'] as const

export default function ApiDocs({ loaderData: { areas, origin } }: Route.ComponentProps) {
  const { t } = useTranslation(['api-docs', 'common'])
  return (
    <Page>
      <title>{t('common:page_title', { title: t('api-docs:title') })}</title>
      <Head
        title={t('api-docs:title')}
        lede={t('api-docs:lede')}
        actions={
          <a className="btn" href="/api/openapi.json">
            openapi.json
          </a>
        }
      />
      {GUIDES.map((guide, i) => (
        <LedgerSection
          key={guide}
          title={t(`api-docs:guides.${guide}`)}
          rule={i === 0 ? 'main' : 'hair'}
          id={guide}
        >
          <div className="prose">
            <p>{t(`api-docs:guides.${guide}_text`)}</p>
            <pre className="code">{t(`api-docs:guides.${guide}_example`, { origin })}</pre>
          </div>
        </LedgerSection>
      ))}
      <LedgerSection title={t('api-docs:routes')} note={t('api-docs:routes_note')}>
        {areas.map(({ name, slug, routes }) => (
          <nav key={slug} aria-label={name}>
            <h3>
              <a href={`/api/docs/${slug}`}>{name}</a>
            </h3>
            <ul className="api-index">
              {routes.map((route) => (
                <li key={route.id}>
                  <a href={`/api/docs/${slug}#${route.id}`}>
                    <code>{`${route.method} ${route.path}`}</code>
                  </a>{' '}
                  <span className="dim small">{route.summary}</span>
                </li>
              ))}
            </ul>
          </nav>
        ))}
      </LedgerSection>
    </Page>
  )
}
