import type { FetchDocument, FetchedDocument, Report } from '@assay/verifier'
import { createBrowserVerifier, loadEverything } from '@assay/verifier/browser'

/** Has a document fetched by the server; rejects where there is no connection. */
export type AskServer = (url: string, maxBytes: number) => Promise<FetchedDocument>

/** What a badge is asked besides. */
export interface CheckOptions {
  readonly askServer: AskServer
  /** An e-mail address that the badge should be about. */
  readonly recipient: string | undefined
}

/**
 * Checks a badge with the engine of the server, in this page. The badge goes nowhere; the documents that it rests on are fetched by the
 * server, for the page's policy lets it reach nothing else. What cannot be had stays "could not be checked".
 */
export function checkBadge(
  badge: Uint8Array | string,
  { askServer, recipient }: CheckOptions,
): Promise<Report> {
  const verifyHere = createBrowserVerifier({ fetchDocument: askThrough(askServer) })
  return verifyHere(badge, recipient === undefined ? {} : { recipient: { value: recipient } })
}

function askThrough(askServer: AskServer): FetchDocument {
  return async (url, { maxBytes }) => {
    try {
      return await askServer(url.split('#')[0] ?? url, maxBytes)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      return { outcome: 'unreachable', code: 'device.offline', message: 'This device has no connection.' }
    }
  }
}

export { loadEverything }
