import { useTranslation } from 'react-i18next'
import { openApiDocument } from '../../../api.ts'
import { notFound } from '../../../app-error.ts'
import { contextOf, forPage } from '../../../http/request-context.ts'
import { Head, LedgerSection, Page } from '../../../ui/index.ts'
import '../../../ui/pages/api-docs.css'
import { type ApiDocument, type FieldLine, presentApi, type RouteDoc } from '../present.ts'
import type { Route } from './+types/api-docs-area'

export const handle = { plain: true }

/** One area of the API: its routes, and the data that they take and answer. */
export function loader(args: Route.LoaderArgs) {
  return forPage(args, async () => {
    const { publicUrl } = contextOf(args).deps.config
    const { areas } = presentApi(openApiDocument() as unknown as ApiDocument, publicUrl)
    const area = areas.find(({ slug }) => slug === args.params.area)
    if (area === undefined) throw notFound('area')
    return area
  })
}

export default function ApiDocsArea({ loaderData: { name, routes, schemas } }: Route.ComponentProps) {
  const { t } = useTranslation(['api-docs', 'common'])
  return (
    <Page>
      <title>{t('common:page_title', { title: `${t('api-docs:title')}, ${name}` })}</title>
      <Head over={<a href="/api/docs">{t('api-docs:title')}</a>} title={name} />
      {routes.map((route, i) => (
        <RouteSection key={route.id} route={route} first={i === 0} />
      ))}
      {schemas.map((schema) => (
        <LedgerSection
          key={schema.name}
          title={schema.name}
          note={t('api-docs:schema')}
          id={`schema-${schema.name}`}
        >
          <FieldTable caption={t('api-docs:fields')} of={schema.name} fields={schema.fields} />
        </LedgerSection>
      ))}
    </Page>
  )
}

function RouteSection({ route, first }: { readonly route: RouteDoc; readonly first: boolean }) {
  const { t } = useTranslation('api-docs')
  return (
    <LedgerSection title={route.summary} note={t(route.access)} id={route.id} rule={first ? 'main' : 'hair'}>
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
