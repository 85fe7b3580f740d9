import { concatBytes, limits } from '@assay/core'
import type { FetchDocument, FetchedDocument } from './document-source.ts'

/** The part of a browser's `fetch` that is used. */
export type PageFetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * Asks for documents from a page: without cookies, without telling which page it is, and no longer than `limits.fetch.milliseconds`. What
 * a publisher does not open to pages of others (CORS) is unreachable, as is everything without a network. Other guards a page
 * needs none of: it reaches nothing that its reader could not.
 */
export function fetchFromPage(fetchPage: PageFetch): FetchDocument {
  return async (url, { accept, maxBytes }) => {
    try {
      const response = await fetchPage(url, {
        headers: { accept },
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(limits.fetch.milliseconds),
      })
      const body = await readAtMost(response, maxBytes)
      if (body === undefined) return refused(`It has more than ${maxBytes} bytes.`)
      const [mediaType = ''] = (response.headers.get('content-type') ?? '').split(';')
      return {
        outcome: 'ok',
        status: response.status,
        mediaType: mediaType.trim().toLowerCase(),
        body,
        url: response.url === '' ? url : response.url,
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error
      return { outcome: 'unreachable', code: 'fetch.failed', message: messageOf(error) }
    }
  }
}

async function readAtMost(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = response.body?.getReader()
  for (;;) {
    const { done = true, value } = (await reader?.read()) ?? {}
    if (done || value === undefined) break
    length += value.length
    chunks.push(value)
    if (length <= maxBytes) continue
    await reader?.cancel()
    return undefined
  }
  return concatBytes(...chunks)
}

function refused(message: string): FetchedDocument {
  return { outcome: 'refused', code: 'fetch.too-large', message }
}

function messageOf(error: Error): string {
  if (error.name === 'TimeoutError') return 'It did not answer in time.'
  return 'This device could not read it: there is no connection, or the publisher does not open it to other pages.'
}
