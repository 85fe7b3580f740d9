import type { Deps } from '../deps.ts'
import { requestLanguage } from '../i18n/languages.ts'
import { acceptsEncoding } from './accept-encoding.ts'

/** A page as it was sent, and what it was made from. */
interface KeptPage {
  readonly stamp: string
  /** Unsettled while it is being made: who asks meanwhile gets the same. */
  readonly answer: Promise<KeptAnswer>
}

interface KeptAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: ArrayBuffer
}

export interface PageToKeep {
  readonly deps: Deps
  readonly request: Request
  /** Which page this is, and of which language and encoding: {@link nameOfPage}. */
  readonly name: string
  /** Of all that the page says; read before the page is made, so that a page is never older than its stamp. */
  readonly stamp: string
}

/**
 * How long a page is kept, in milliseconds, whether it is asked for or not. Its stamp tells at once that something changed; this is for
 * what nobody asks for again: words of somebody who was erased leave the memory by then.
 */
export const KEPT_MS = 10_000
/** Pages of some 10 kB each. */
const KEPT_PAGES = 500

/** By pool, which is one for each installation that a process serves. */
const installations = new WeakMap<object, Map<string, KeptPage>>()

/**
 * The name under which the answer to a request may be kept; undefined for what is not a plain page for nobody in particular: with a
 * session, a key, or a query, which may hold a secret.
 */
export function nameOfPage(request: Request): string | undefined {
  const { pathname, search } = new URL(request.url)
  const known =
    request.headers.has('authorization') || (request.headers.get('cookie') ?? '').includes('assay.')
  if (request.method !== 'GET' || search !== '' || known) return undefined
  const packed = acceptsEncoding(request.headers.get('accept-encoding') ?? undefined, 'gzip')
  return `${requestLanguage(request)} ${packed ? 'gzip' : ''} ${pathname}`
}

/** The page as it was made for an equal stamp, else as `make` makes it; who asks at once for one page waits for one making. */
export async function keptPage(
  page: PageToKeep,
  make: (request: Request) => Promise<Response>,
): Promise<Response> {
  const pages = pagesOf(page.deps)
  const known = pages.get(page.name)
  const kept = known?.stamp === page.stamp ? known : keep(pages, page, make)
  const { status, headers, body } = await kept.answer
  return new Response(body, { status, headers: new Headers(headers) })
}

function pagesOf({ pool }: Deps): Map<string, KeptPage> {
  const pages = installations.get(pool) ?? new Map<string, KeptPage>()
  installations.set(pool, pages)
  return pages
}

function keep(
  pages: Map<string, KeptPage>,
  { name, stamp, request }: PageToKeep,
  make: (request: Request) => Promise<Response>,
): KeptPage {
  // Without the signal of who asked first: they may leave, and others wait.
  const kept: KeptPage = { stamp, answer: made(make(new Request(request.url, { headers: request.headers }))) }
  const forget = () => {
    if (pages.get(name) === kept) pages.delete(name)
  }
  pages.delete(name)
  pages.set(name, kept)
  const oldest = pages.keys().next().value
  if (pages.size > KEPT_PAGES && oldest !== undefined) pages.delete(oldest)
  setTimeout(forget, KEPT_MS).unref()
  kept.answer.then(({ status }) => {
    if (status !== 200) forget()
  }, forget)
  return kept
}

async function made(making: Promise<Response>): Promise<KeptAnswer> {
  const response = await making
  return { status: response.status, headers: response.headers, body: await response.arrayBuffer() }
}
