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
  const stream = await renderToReadableStream(
    <I18nextProvider i18n={translatorFor(language)}>
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
  headers.set('content-type', 'text/html; charset=utf-8')
  return new Response(stream, { status: failed ? 500 : status, headers })
}

export function handleError(error: unknown, { context }: { context: Readonly<RouterContextProvider> }): void {
  context.get(requestContext).deps.log.error({ err: error }, 'a loader or action failed')
}
