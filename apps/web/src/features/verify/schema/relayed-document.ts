import { decodeBase64, encodeBase64 } from '@assay/core'
import type { FetchedDocument } from '@assay/verifier'

/** What a page asks the server to fetch: a document that a badge rests on, never the badge. */
export interface RelayRequest {
  readonly url: string
  readonly maxBytes: number
}

/** A {@link FetchedDocument} as JSON: its bytes are base64, so that nothing of it is shown or run by whoever opens the answer. */
export type RelayedDocument =
  | {
      readonly outcome: 'ok'
      readonly status: number
      readonly mediaType: string
      readonly body: string
      readonly url: string
      readonly fetchedAt?: number
      readonly lastGood?: RelayedKept
    }
  | {
      readonly outcome: 'refused' | 'unreachable'
      readonly code: string
      readonly message: string
      readonly lastGood?: RelayedKept
    }

interface RelayedKept {
  readonly body: string
  readonly fetchedAt: number
}

/** For the way to the page. */
export function packDocument(document: FetchedDocument): RelayedDocument {
  const { lastGood } = document
  const kept =
    lastGood === undefined
      ? {}
      : { lastGood: { body: encodeBase64(lastGood.body), fetchedAt: lastGood.fetchedAt } }
  if (document.outcome !== 'ok') {
    const { outcome, code, message } = document
    return { ...{ outcome, code, message }, ...kept }
  }
  const { outcome, status, mediaType, url, body, fetchedAt } = document
  const when = fetchedAt === undefined ? {} : { fetchedAt }
  return { ...{ outcome, status, mediaType, url, body: encodeBase64(body) }, ...when, ...kept }
}

/** On the page; throws `CoreError` for what is not base64. */
export function unpackDocument(relayed: RelayedDocument): FetchedDocument {
  const { lastGood, ...rest } = relayed
  const kept =
    lastGood === undefined
      ? {}
      : { lastGood: { body: decodeBase64(lastGood.body), fetchedAt: lastGood.fetchedAt } }
  return rest.outcome === 'ok' ? { ...rest, body: decodeBase64(rest.body), ...kept } : { ...rest, ...kept }
}
