import { AssayError, isJsonObject, type JsonObject, limits, parseJson } from '@assay/core'

/** What a fetch gave. `ok` means that an answer was had, whatever its status. */
export type FetchedDocument =
  | {
      readonly outcome: 'ok'
      readonly status: number
      /** Lower case, without parameters; empty when unknown. */
      readonly mediaType: string
      readonly body: Uint8Array
      readonly url: string
    }
  | { readonly outcome: 'refused' | 'unreachable'; readonly code: string; readonly message: string }

/**
 * Fetches one address by GET. It never rejects, keeps every rule of THREATS 3.3, and answers within
 * `limits.fetch.milliseconds`. The verification asks for JSON documents only, each once. The address of a key keeps its
 * fragment, which a network leaves out and a collection of documents may look up.
 */
export type FetchDocument = (
  url: string,
  request: { readonly accept: string; readonly maxBytes: number },
) => Promise<FetchedDocument>

/** A JSON object from the network, or why there is none. */
export type JsonAnswer =
  | { readonly found: true; readonly document: JsonObject }
  | { readonly found: false; readonly url: string; readonly reason: string }

/** Where a verification gets its documents; it keeps to the budget of one verification. */
export interface DocumentSource {
  readonly fetchJson: (url: string, maxBytes?: number) => Promise<JsonAnswer>
}

/** How much one verification may ask for. */
export interface FetchBudget {
  /** Default: `limits.verification.fetches`. */
  readonly fetches?: number
  /** From the start to the last fetch begun. Default: `limits.verification.milliseconds`. */
  readonly milliseconds?: number
}

const ACCEPT =
  'application/vc+ld+json, application/vc, application/did+json, application/ld+json, application/json'

/** A source over `fetchDocument` that asks for every address once and stops when the budget is spent. */
export function createDocumentSource(
  fetchDocument: FetchDocument,
  now: () => number,
  budget: FetchBudget = {},
): DocumentSource {
  const { fetches = limits.verification.fetches, milliseconds = limits.verification.milliseconds } = budget
  const deadline = now() + milliseconds
  const answers = new Map<string, Promise<JsonAnswer>>()
  return {
    fetchJson(url, maxBytes = limits.fetch.bytes) {
      const known = answers.get(url)
      if (known !== undefined) return known
      if (answers.size >= fetches)
        return missing(url, `more than ${fetches} documents would have to be fetched`)
      if (now() > deadline) return missing(url, `the verification took longer than ${milliseconds / 1000} s`)
      const answer = fetchDocument(url, { accept: ACCEPT, maxBytes }).then((fetched) =>
        readJson(url, fetched, maxBytes),
      )
      answers.set(url, answer)
      return answer
    },
  }
}

async function missing(url: string, reason: string): Promise<JsonAnswer> {
  return { found: false, url, reason }
}

function readJson(url: string, fetched: FetchedDocument, maxBytes: number): JsonAnswer {
  if (fetched.outcome !== 'ok') return { found: false, url, reason: fetched.message }
  if (fetched.status !== 200)
    return { found: false, url, reason: `the answer has the status ${fetched.status}` }
  if (/^text\/html$|xml/.test(fetched.mediaType)) {
    return { found: false, url, reason: `the answer is ${fetched.mediaType}, not JSON` }
  }
  try {
    const document = parseJson(fetched.body, { ...limits.json, bytes: maxBytes })
    if (isJsonObject(document)) return { found: true, document }
    return { found: false, url, reason: 'the answer is not a JSON object' }
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return { found: false, url, reason: `the answer is not JSON: ${error.message}` }
  }
}
