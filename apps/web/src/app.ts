import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { createRequestHandler, RouterContextProvider } from 'react-router'
import { api, openApiDocument } from './api.ts'
import { notFound } from './app-error.ts'
import { findPerson, listOrganizationsOfPerson, listRunningWork } from './db/lookups.ts'
import { credentialPageStamp } from './db/page-stamp.ts'
import { inPerson, inSystem } from './db/scopes.ts'
import type { Deps } from './deps.ts'
import { publicDocuments } from './documents.ts'
import { hostServices } from './host-services.ts'
import { identify } from './http/authenticate.ts'
import { compressed } from './http/compressed.ts'
import { contentSecurityPolicy, secure } from './http/headers.ts'
import { healthResponse } from './http/health.ts'
import { keptPage, nameOfPage } from './http/kept-pages.ts'
import { problemResponse } from './http/problem.ts'
import { type RequestContext, requestContext } from './http/request-context.ts'
import { refuseForeignOrigin } from './http/same-origin.ts'
import { withLanguage } from './i18n/current.ts'
import { isLanguage, requestLanguage } from './i18n/languages.ts'
import { jobHandlers as handlers } from './jobs/handlers.ts'
import { answeringOwn, jobsAnsweringOwn } from './own-documents.ts'

export { prepareDemo } from './demo/prepare-demo.ts'
export { sendAuthMail } from './features/identity/commands/auth-mail.ts'
export { prepareInstance } from './features/organizations/commands.ts'
export { exportOrganization } from './features/way-out/commands/export-organization.ts'
export { importOrganization } from './features/way-out/commands/import-organization.ts'

/** The application: a request in, a response out; no listening, no globals. */
export interface AppEnvironment {
  Bindings: { readonly deps: Deps; readonly clientAddress: string }
}

const build = () => import('virtual:react-router/server-build')
/** Asked for a build at every request, the router ranks all routes at every request; only development has another build each time. */
const pages = createRequestHandler(import.meta.env.DEV ? build : await build(), import.meta.env.MODE)

/** Every job's handler; what jobs fetch of this server they are answered in process. */
export const jobHandlers = jobsAnsweringOwn(handlers, publicDocuments)

/** Every route but the pages, which stand behind `*`; the authorization matrix reads from it what there is. */
export const app = new Hono<AppEnvironment>()
app.onError((error, c) => {
  c.env.deps.log.error({ err: error, path: c.req.path }, 'a request failed')
  return problemResponse(error, c.req.path)
})
app.use(refuseForeignOrigin)
app.get('/health', (c) => healthResponse(c.env.deps))
app.get('/api/openapi.json', (c) => c.json(openApiDocument()))
app.route('/api/v1', api)
app.route('/', publicDocuments)
app.route('/', hostServices)
app.all('*', (c) => {
  // A program that mistyped an address is not answered by a page.
  if (c.req.path.startsWith('/api/v1/')) return problemResponse(notFound('route'), c.req.path)
  return answerPage(c.env.deps, c.req.raw, c.env.clientAddress)
})

export async function handle(
  deps: Deps,
  request: Request,
  client: { readonly address: string },
): Promise<Response> {
  const response = await app.fetch(request, {
    deps: answeringOwn(deps, publicDocuments),
    clientAddress: client.address,
  })
  return secure(response, deps.config.publicUrl.startsWith('https:'))
}

/** Credentials that are public are read by many who are nobody in particular. */
const KEPT = /^\/credentials\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

async function answerPage(deps: Deps, request: Request, clientAddress: string): Promise<Response> {
  const make = (asked: Request) => renderPage(deps, asked, clientAddress)
  const credentialId = KEPT.exec(new URL(request.url).pathname)?.[1]
  const name = credentialId === undefined ? undefined : nameOfPage(request)
  if (credentialId === undefined || name === undefined) return make(request)
  const stamp = await credentialPageStamp(deps, credentialId)
  if (stamp === undefined) return make(request)
  const page = await keptPage({ deps, request, name, stamp }, make)
  allowOwnScripts(deps, page, { nonce: newNonce() })
  return page
}

const newNonce = (): string => randomBytes(16).toString('base64')

function allowOwnScripts(
  deps: Deps,
  page: Response,
  { nonce, formTargets = [] }: { readonly nonce: string; readonly formTargets?: Iterable<string> },
): void {
  const { publicUrl } = deps.config
  const policy = { nonce, development: import.meta.env.DEV, publicUrl, formTargets }
  page.headers.set('content-security-policy', contentSecurityPolicy(policy))
}

async function renderPage(deps: Deps, request: Request, clientAddress: string): Promise<Response> {
  const context = await pageContext(deps, request, clientAddress)
  const provider = new RouterContextProvider()
  provider.set(requestContext, context)
  const response = await withLanguage(context.language, () => pages(request, provider))
  if ((response.headers.get('content-type') ?? '').startsWith('text/html')) {
    allowOwnScripts(deps, response, context)
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-cache')
  }
  return compressed(request, response, context.person !== undefined)
}

async function pageContext(deps: Deps, request: Request, clientAddress: string): Promise<RequestContext> {
  const caller = await identify(deps, request)
  const nonce = newNonce()
  const formTargets = new Set<string>()
  const base = { deps, caller, nonce, clientAddress, formTargets, language: requestLanguage(request) }
  if (caller.kind !== 'person') return { ...base, person: undefined, organizations: [], work: [] }
  const [person, own] = await Promise.all([
    inSystem(deps, (scope) => findPerson(scope, caller.personId)),
    inPerson(deps, { kind: 'person', personId: caller.personId }, async (scope) => ({
      organizations: await listOrganizationsOfPerson(scope),
      work: await listRunningWork(scope),
    })),
  ])
  // Who is signed in reads in the language of their profile, on whichever device.
  const language = isLanguage(person?.locale) ? person.locale : base.language
  return { ...base, language, person, ...own }
}
