import { useTranslation } from 'react-i18next'
import { openApiDocument } from '../../../api.ts'
import { contextOf } from '../../../http/request-context.ts'
import { Head, LedgerSection, Page } from '../../../ui/index.ts'
import '../../../ui/pages/api-docs.css'
import { type ApiDocument, type FieldLine, presentApi, type RouteDoc } from '../present.ts'
import type { Route } from './+types/api-docs'

export const handle = { plain: true }

/** The API's documentation, made from the same routes as the OpenAPI document. No script, nothing from elsewhere. */
export function loader(args: Route.LoaderArgs) {
  const { publicUrl } = contextOf(args).deps.config
  return { ...presentApi(openApiDocument() as unknown as ApiDocument, publicUrl), origin: publicUrl }
}

const GUIDES = ['start', 'keys', 'idempotency', 'paging', 'errors', 'limits'] as const

export default function ApiDocs({ loaderData: { areas, schemas, origin } }: Route.ComponentProps) {
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
        {areas.map(({ name, routes }) => (
          <nav key={name} aria-label={name}>
            <h3>{name}</h3>
            <ul className="api-index">
              {routes.map((route) => (
                <li key={route.id}>
                  <a href={`#${route.id}`}>
                    <code>{`${route.method} ${route.path}`}</code>
                  </a>{' '}
                  <span className="dim small">{route.summary}</span>
                </li>
              ))}
            </ul>
          </nav>
        ))}
      </LedgerSection>
      {areas.flatMap(({ routes }) => routes.map((route) => <RouteSection key={route.id} route={route} />))}
      {schemas.map(({ name, fields }) => (
        <LedgerSection key={name} title={name} note={t('api-docs:schema')} id={`schema-${name}`}>
          <FieldTable caption={t('api-docs:fields')} of={name} fields={fields} />
        </LedgerSection>
      ))}
    </Page>
  )
}

function RouteSection({ route }: { readonly route: RouteDoc }) {
  const { t } = useTranslation('api-docs')
  return (
    <LedgerSection title={route.summary} note={t(route.isPublic ? 'public' : 'protected')} id={route.id}>
      <div className="stack">
        <code className="strong">{`${route.method} /api/v1${route.path}`}</code>
        {route.description !== '' && <p>{route.description}</p>}
        <FieldTable
          caption={t('parameters')}
          of={route.id}
          fields={route.parameters.map((parameter) => ({
            ...parameter,
            description: [t(`places.${parameter.place}` as 'places.path'), parameter.description]
              .filter(Boolean)
              .join('. '),
          }))}
        />
        <FieldTable caption={t('body')} of={route.id} fields={route.body} />
        <FieldTable caption={t('answer', { status: route.status })} of={route.id} fields={route.answer} />
        {route.answer.length === 0 && (
          <p className="small dim">{t('answer_empty', { status: route.status })}</p>
        )}
        <pre className="code">{route.curl}</pre>
      </div>
    </LedgerSection>
  )
}

interface FieldTableProps {
  readonly caption: string
  /** What the fields belong to; with the caption it names the table. */
  readonly of: string
  readonly fields: readonly FieldLine[]
}

function FieldTable({ caption, of, fields }: FieldTableProps) {
  const { t } = useTranslation('api-docs')
  if (fields.length === 0) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than a phone is scrolled by keyboard too
    <section className="scrollx" tabIndex={0} aria-label={`${of}: ${caption}`}>
      <table className="api-fields">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{t('field')}</th>
            <th scope="col">{t('type')}</th>
            <th scope="col">{t('meaning')}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.name}>
              <th scope="row">
                <code>{field.name === '' ? '—' : field.name}</code>
                {field.required && <span className="tiny dim">{t('required')}</span>}
              </th>
              <td>
                {field.schema === undefined ? (
                  <code>{field.type}</code>
                ) : (
                  <a href={`#schema-${field.schema}`}>
                    <code>{field.type}</code>
                  </a>
                )}
              </td>
              <td>{field.description}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
