import { createContext, data, type RouterContextProvider, redirect } from 'react-router'
import { AppError } from '../app-error.ts'
import type { OrganizationOfPerson, PersonIdentity, RunningWork } from '../db/lookups.ts'
import { inPublic, type OrgScope, type PersonScope, type PublicScope } from '../db/scopes.ts'
import type { Deps } from '../deps.ts'
import type { Language } from '../i18n/languages.ts'
import { translateIn } from '../i18n/server.ts'
import { asMember, asPerson, type Caller, FACTOR_REQUIRED } from './authenticate.ts'
import type { FormProblem } from './form-problem.ts'
import { statusOf } from './problem.ts'

/** What every loader and action gets: who asks, in which language, and the deps. */
export interface RequestContext {
  readonly deps: Deps
  readonly caller: Caller
  readonly person: PersonIdentity | undefined
  readonly organizations: readonly OrganizationOfPerson[]
  /** Long work that the person started, for the head of the page. */
  readonly work: readonly RunningWork[]
  readonly language: Language
  /** For the content security policy: scripts run with this nonce alone. */
  readonly nonce: string
  readonly clientAddress: string
  /** Origins of others to which the answer to a form of this page may lead; a loader adds them. */
  readonly formTargets: Set<string>
}

export const requestContext = createContext<RequestContext>()

export interface PageArgs {
  readonly request: Request
  readonly context: Readonly<RouterContextProvider>
  /** Of the address, such as `/o/:org/people`. */
  readonly pattern: string
  /** `org` where the page belongs to an organization; others belong to the page. */
  readonly params: { readonly org?: string | undefined; readonly [name: string]: string | undefined }
}

export const contextOf = ({ context }: Pick<PageArgs, 'context'>): RequestContext =>
  context.get(requestContext)

/** Runs a loader's or action's work in the scope of the organization in its address (`/o/:org/…`). */
export function inOrganization<T>(args: PageArgs, work: (scope: OrgScope) => Promise<T>): Promise<T> {
  const { deps, caller } = contextOf(args)
  const operation = { method: args.request.method, pattern: args.pattern }
  const place = { organization: args.params.org ?? '', operation }
  return forPage(args, () => leaving<T, OrgScope>((keep) => asMember(deps, caller, place, keep(work))))
}

/** Runs a loader's or action's work in the scope of the person who is signed in. */
export function inOwn<T>(args: PageArgs, work: (scope: PersonScope) => Promise<T>): Promise<T> {
  const { deps, caller } = contextOf(args)
  return forPage(args, () => leaving<T, PersonScope>((keep) => asPerson(deps, caller, keep(work))))
}

/** Runs a loader's work on what anyone may see. */
export function inOpen<T>(args: PageArgs, work: (scope: PublicScope) => Promise<T>): Promise<T> {
  return forPage(args, () => inPublic(contextOf(args).deps, work))
}

type Work<Scope, T> = (scope: Scope) => Promise<T>

/**
 * Lets work end by `throw redirect(…)`: that is a way to leave, not a failure, so what was written commits first. Any other throw rolls
 * the transaction back.
 */
async function leaving<T, Scope>(
  run: (keep: (work: Work<Scope, T>) => Work<Scope, T | Response>) => Promise<T | Response>,
): Promise<T> {
  let left: Response | undefined
  const result = await run((work) => async (scope) => {
    try {
      return await work(scope)
    } catch (thrown) {
      if (!(thrown instanceof Response) || thrown.status >= 400) throw thrown
      left = thrown
      return thrown
    }
  })
  if (left !== undefined) throw left
  return result as T
}

/** What an error page is told. */
export interface PageProblem {
  readonly code: string
  readonly text: string
}

/**
 * Turns our errors into what pages understand: not signed in leads to the sign-in page and back; others become the error page with
 * the right status. Use it around work that is not in one of the scopes above.
 */
export async function forPage<T>(
  args: Pick<PageArgs, 'request' | 'context'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'not_signed_in') throw redirect(signInAddress(args.request))
    if (error.text === FACTOR_REQUIRED) throw redirect(`/settings/second-factor?next=${nextOf(args.request)}`)
    // Only an action has a form to mend; a page that cannot be read says so with the right status.
    if (isForForm(error) && args.request.method !== 'GET') throw error
    throw data({ code: error.code, text: error.text } satisfies PageProblem, { status: statusOf(error) })
  }
}

const signInAddress = (request: Request): string => `/sign-in?next=${nextOf(request)}`

/** The page that was asked for, to go back to. */
const nextOf = (request: Request): string => encodeURIComponent(pageAddress(request))

/**
 * The address of the page that a request is about, as a reader sees it: scripts ask for a page's data under an address of its own. Of a
 * form's page without its query, unless `query` is set.
 */
export function pageAddress(request: Request, { query = request.method === 'GET' } = {}): string {
  const { pathname, searchParams } = new URL(request.url)
  searchParams.delete('_routes')
  searchParams.delete('index')
  const path = pathname.replace(/(\/_root|\/_)?\.data$/, '') || '/'
  const search = searchParams.toString()
  return query && search !== '' ? `${path}?${search}` : path
}

/** Errors that a form shows beside its fields or above them; the person can mend these, and nothing they wrote is lost. */
const FOR_FORM = new Set([
  'invalid_input',
  'conflict',
  'stale',
  'wrong_state',
  'too_large',
  'unsupported_media_type',
  'quota_exceeded',
  'rate_limited',
  'gone',
  'not_available',
])
const isForForm = (error: AppError) => FOR_FORM.has(error.code)

/**
 * Runs an action's work. What the person can mend comes back as `{ problem }` with the right status; the page keeps showing what they
 * wrote. Everything else goes the way of {@link forPage}.
 */
export async function attempt<T>(
  args: Pick<PageArgs, 'request' | 'context'>,
  work: () => Promise<T>,
): Promise<T | ReturnType<typeof data<{ problem: FormProblem }>>> {
  try {
    return await forPage(args, work)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const t = translateIn(contextOf(args).language)
    const message = String(t(`errors:${error.text}` as 'errors:not_found', { count: error.fields.length }))
    return data({ problem: { message, code: error.text, fields: error.fields } }, { status: statusOf(error) })
  }
}

export type { FormProblem } from './form-problem.ts'
