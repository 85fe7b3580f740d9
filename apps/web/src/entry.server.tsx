import type { i18n } from 'i18next'
import { renderToReadableStream } from 'react-dom/server'
import { I18nextProvider } from 'react-i18next'
import { type EntryContext, type RouterContextProvider, ServerRouter } from 'react-router'
import { requestContext } from './http/request-context.ts'
import { translatorFor } from './i18n/server.ts'

/** Renders a page whole: our pages have nothing to stream, and a complete page can be cached, measured and read by anything. */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  entry: EntryContext,
  context: Readonly<RouterContextProvider>,
): Promise<Response> {
  const { nonce, language, deps } = context.get(requestContext)
  let failed = false
  // Of its own, so that it tells which features' texts this page uses.
  const translator = translatorFor(language).cloneInstance()
  const stream = await renderToReadableStream(
    <I18nextProvider i18n={translator}>
      <ServerRouter context={entry} url={request.url} nonce={nonce} />
    </I18nextProvider>,
    {
      nonce,
      signal: request.signal,
      onError(error) {
        failed = true
        deps.log.error({ err: error }, 'a page failed to render')
      },
    },
  )
  await stream.allReady
  const page = await new Response(stream).text()
  headers.set('content-type', 'text/html; charset=utf-8')
  return new Response(withTexts(page, translator), { status: failed ? 500 : status, headers })
}

/** Names the texts that the browser needs before it takes the page over (entry.client.tsx). */
function withTexts(page: string, { reportNamespaces }: i18n): string {
  const features = [...new Set(['common', ...(reportNamespaces?.getUsedNamespaces() ?? [])])]
  return page.replace(/<html[^>]{0,500}/, (tag) => `${tag} data-texts="${features.join(' ')}"`)
}

interface Failed {
  readonly request: Request
  readonly context: Readonly<RouterContextProvider>
}

export function handleError(error: unknown, { request, context }: Failed): void {
  // Who left before the answer came has lost nothing.
  if (request.signal.aborted) return
  context.get(requestContext).deps.log.error({ err: error }, 'a loader or action failed')
}
