import { useTranslation } from 'react-i18next'
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useMatches,
  useRouteError,
  useRouteLoaderData,
} from 'react-router'
import type { Route } from './+types/root'
import type { Grant } from './db/scopes.ts'
import { Frame, type FrameData, type FrameGrant } from './frame.tsx'
import { currentOrganization } from './http/current-organization.ts'
import { contextOf } from './http/request-context.ts'
import { accentStyle } from './ui/index.ts'
import './ui/index.css'

export function loader(args: Route.LoaderArgs): FrameData {
  const { deps, person, organizations, work, language, nonce } = contextOf(args)
  const { pathname, search } = new URL(args.request.url)
  return {
    language,
    nonce,
    path: pathname + search,
    demo: deps.config.mode === 'demo',
    outbox: deps.config.mode === 'demo' || deps.config.mode === 'development',
    person:
      person === undefined ? undefined : { id: person.id, name: person.name, timeZone: person.timeZone },
    organizations: organizations.map(({ slug, name, mark, accent, roles, grants }) => ({
      slug,
      name,
      mark,
      accent,
      grants: [...roles.map((role) => ({ role })), ...grants.map(frameGrant)],
    })),
    work,
    current: currentOrganization(args.request, organizations)?.slug,
  }
}

const frameGrant = ({ role, areas }: Grant): FrameGrant => (areas === undefined ? { role } : { role, areas })

/** Pages that anyone reads say so by `handle.plain`: they are sent without scripts. */
function usePlain(): boolean {
  const matches = useMatches()
  return matches.some(({ handle }) => typeof handle === 'object' && handle !== null && 'plain' in handle)
}

export function Layout({ children }: { readonly children: React.ReactNode }) {
  const data = useRouteLoaderData<typeof loader>('root')
  const plain = usePlain()
  // The nonce is empty in the browser, where it would differ from the first page's.
  const nonce = typeof document === 'undefined' ? data?.nonce : ''
  const accent = data?.organizations.find(({ slug }) => slug === data.current)?.accent ?? ''
  return (
    // The server adds an attribute of its own (entry.server.tsx).
    <html lang={data?.language ?? 'en'} dir="ltr" style={accentStyle(accent)} suppressHydrationWarning>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {import.meta.env.DEV && <meta property="csp-nonce" nonce={nonce} />}
        <link rel="icon" href="/favicon.ico" sizes="32x32" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        {!plain && (
          <>
            <ScrollRestoration nonce={nonce} />
            <Scripts nonce={nonce} />
          </>
        )}
      </body>
    </html>
  )
}

export default function Root({ loaderData }: Route.ComponentProps) {
  return (
    <Frame data={loaderData}>
      <Outlet />
    </Frame>
  )
}

/** The browser has no network at all: what failed is the way, and not what was asked for. */
const isOffline = (): boolean => typeof document !== 'undefined' && !navigator.onLine

export function ErrorBoundary() {
  const error = useRouteError()
  const data = useRouteLoaderData<typeof loader>('root')
  const { t } = useTranslation(['errors', 'common'])
  const status = isRouteErrorResponse(error) ? error.status : 500
  const kind = isOffline()
    ? 'offline'
    : (KINDS[status] ?? (status < 500 || status === 503 ? 'refused' : 'internal'))
  const text = isRouteErrorResponse(error) ? textOf(error.data) : undefined
  const content = (
    <div className="wrap head">
      <title>{t('common:page_title', { title: t(`errors:${kind}_title`) })}</title>
      <h1>{t(`errors:${kind}_title`)}</h1>
      <p className="lede">
        {text === undefined ? t(`errors:${kind}`) : t(text, { defaultValue: t(`errors:${kind}`) })}
      </p>
      <p>
        <a className="btn" href="/">
          {t('errors:back_home')}
        </a>
      </p>
    </div>
  )
  return data === undefined ? <main>{content}</main> : <Frame data={data}>{content}</Frame>
}

const KINDS: Readonly<Record<number, 'not_found' | 'forbidden' | 'gone'>> = {
  403: 'forbidden',
  404: 'not_found',
  410: 'gone',
}

/** The sentence that belongs to a refusal (`PageProblem`). */
const textOf = (problem: unknown) =>
  typeof problem === 'object' && problem !== null && 'text' in problem && typeof problem.text === 'string'
    ? (`errors:${problem.text}` as 'errors:not_found')
    : undefined
