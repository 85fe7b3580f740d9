import {
  AssayError,
  decodeUtf8,
  formatDateTimeStamp,
  isJsonObject,
  type JsonObject,
  limits,
  parseJson,
} from '@assay/core'
import { looksLikeToken } from '@assay/credentials'

/** The last good document of an address that now gives none, as a cache kept it. */
export interface KeptDocument {
  readonly body: Uint8Array
  /** Milliseconds since 1970. */
  readonly fetchedAt: number
}

/** What a fetch gave. `ok` means that an answer was had, whatever its status. */
export type FetchedDocument =
  | {
      readonly outcome: 'ok'
      readonly status: number
      /** Lower case, without parameters; empty when unknown. */
      readonly mediaType: string
      readonly body: Uint8Array
      readonly url: string
      /** Set when the answer comes from a cache: milliseconds since 1970. */
      readonly fetchedAt?: number
      /** Set by a cache when this answer is no document but an earlier one was. */
      readonly lastGood?: KeptDocument
    }
  | {
      readonly outcome: 'refused' | 'unreachable'
      readonly code: string
      readonly message: string
      /** As above. */
      readonly lastGood?: KeptDocument
    }

/**
 * Fetches one address by GET. It never rejects, keeps every rule of THREATS 3.3, and answers within
 * `limits.fetch.milliseconds`. The verification asks for JSON documents only, each once. The address of a key keeps its
 * fragment, which a network leaves out and a collection of documents may look up.
 */
export type FetchDocument = (
  url: string,
  request: { readonly accept: string; readonly maxBytes: number },
) => Promise<FetchedDocument>

/** When something was fetched that was not fetched just now. */
export interface Age {
  /** RFC 3339. */
  readonly fetched: string
  readonly ageSeconds: number
}

/** A document that was not fetched just now. */
export interface AgedDocument extends Age {
  readonly document: JsonObject
}

/** The same for a token. */
export interface AgedToken extends Age {
  readonly token: string
}

/** A JSON object from the network or a cache, or why there is none; then perhaps the last good one, which proves nothing. */
export type JsonAnswer =
  | {
      readonly found: true
      readonly document: JsonObject
      /** The document as it came. */
      readonly text: string
      /** Where it was found in the end, after redirections. */
      readonly finalUrl: string
      readonly aged?: AgedDocument | undefined
    }
  | {
      readonly found: false
      readonly url: string
      readonly reason: string
      /** Of the answer; absent when there was none. */
      readonly status?: number | undefined
      /** The answer when it is a token in place of JSON, as a credential may be (Bitstring Status List 4). */
      readonly token?: string | undefined
      /** Of the token, where it was not fetched just now. */
      readonly tokenAge?: Age | undefined
      /** The answer with a status other than 200, when it is a JSON object. */
      readonly refusal?: JsonObject | undefined
      readonly lastGood?: AgedDocument | AgedToken | undefined
    }

/** Where a verification gets its documents; it keeps to the budget of one verification. */
export interface DocumentSource {
  readonly fetchJson: (url: string, maxBytes?: number) => Promise<JsonAnswer>
  /** What an address answered that was asked for, whatever fragment it was asked with; undefined when it was not. */
  readonly used: (url: string) => Promise<JsonAnswer> | undefined
  /** Whether the time of the verification is over, so that nothing long is to be begun. */
  readonly isLate: () => boolean
}

/** How much one verification may ask for. */
export interface FetchBudget {
  /** Default: `limits.verification.fetches`. */
  readonly fetches?: number
  /**
   * For the whole verification. A fetch is begun only while there is time for all of it. Default:
   * `limits.verification.milliseconds`.
   */
  readonly milliseconds?: number
}

const ACCEPT =
  'application/vc+ld+json, application/vc, application/did+json, application/ld+json, application/json, application/vc+jwt'

/** A source over `fetchDocument` that asks for every address once and stops when the budget is spent. */
export function createDocumentSource(
  fetchDocument: FetchDocument,
  now: () => number,
  budget: FetchBudget = {},
): DocumentSource {
  const { fetches = limits.verification.fetches, milliseconds = limits.verification.milliseconds } = budget
  const lastStart = now() + Math.max(0, milliseconds - limits.fetch.milliseconds)
  const isLate = () => now() > lastStart
  const answers = new Map<string, Promise<JsonAnswer>>()
  return {
    isLate,
    used(url) {
      const asked = [...answers].find(([address]) => withoutFragment(address) === withoutFragment(url))
      return asked?.[1]
    },
    fetchJson(url, maxBytes = limits.fetch.bytes) {
      const known = answers.get(url)
      if (known !== undefined) return known
      if (answers.size >= fetches)
        return missing(url, `More than ${fetches} documents would have to be fetched.`)
      if (isLate()) return missing(url, `The verification took longer than ${milliseconds / 1000} s.`)
      const answer = fetchDocument(url, { accept: ACCEPT, maxBytes }).then((fetched) =>
        readAnswer(url, fetched, { maxBytes, now: now() }),
      )
      answers.set(url, answer)
      return answer
    },
  }
}

const withoutFragment = (url: string): string => url.split('#')[0] ?? ''

async function missing(url: string, reason: string): Promise<JsonAnswer> {
  return { found: false, url, reason }
}

interface Reading {
  readonly maxBytes: number
  readonly now: number
}

function readAnswer(url: string, fetched: FetchedDocument, reading: Reading): JsonAnswer {
  const document = readFetched(fetched, reading.maxBytes)
  if (typeof document !== 'string') {
    if (fetched.outcome !== 'ok') throw new TypeError('a document comes from an answer')
    const age = ageOf(fetched.fetchedAt, reading.now)
    const aged = age === undefined ? undefined : { document, ...age }
    return { found: true, document, text: decodeUtf8(fetched.body), finalUrl: fetched.url, aged }
  }
  const lastGood = lastOf(fetched.lastGood, reading)
  const when = lastGood === undefined ? '' : ` The last good answer is of ${lastGood.fetched}.`
  const [status, fetchedAt] =
    fetched.outcome === 'ok' ? [fetched.status, fetched.fetchedAt] : [undefined, undefined]
  return {
    ...{ found: false, url, reason: `${document}${when}`, lastGood, status },
    refusal: readRefusal(fetched, reading.maxBytes),
    token: readTokenText(fetched, reading.maxBytes),
    tokenAge: ageOf(fetchedAt, reading.now),
  }
}

/** What a cache kept of an address: a document, or a token. */
function lastOf(kept: KeptDocument | undefined, reading: Reading): AgedDocument | AgedToken | undefined {
  const age = ageOf(kept?.fetchedAt, reading.now)
  if (kept === undefined || age === undefined || kept.body.length > reading.maxBytes) return undefined
  const token = tokenOf(kept.body)
  if (token !== undefined) return { token, ...age }
  const document = readJson(kept.body, reading.maxBytes)
  return typeof document === 'string' ? undefined : { document, ...age }
}

/** The document, or the sentence why there is none. */
function readFetched(fetched: FetchedDocument, maxBytes: number): JsonObject | string {
  if (fetched.outcome !== 'ok') return fetched.message
  if (fetched.status !== 200) return `The answer has the status ${fetched.status}.`
  if (/^text\/html$|xml/.test(fetched.mediaType)) return `The answer is ${fetched.mediaType}, not JSON.`
  return readJson(fetched.body, maxBytes)
}

/** An address that is gone may say why (Open Badges 2.0, "Revoked assertions"). */
function readRefusal(fetched: FetchedDocument, maxBytes: number): JsonObject | undefined {
  if (fetched.outcome !== 'ok' || fetched.status === 200) return undefined
  const read = readJson(fetched.body, maxBytes)
  return typeof read === 'string' ? undefined : read
}

/** Tokens begin with the base64url of `{"`. */
const TOKEN_START = [0x65, 0x79]

function readTokenText(fetched: FetchedDocument, maxBytes: number): string | undefined {
  if (fetched.outcome !== 'ok' || fetched.status !== 200 || fetched.body.length > maxBytes) return undefined
  return tokenOf(fetched.body)
}

function tokenOf(body: Uint8Array): string | undefined {
  if (!TOKEN_START.every((byte, index) => body[index] === byte)) return undefined
  const text = new TextDecoder().decode(body).trim()
  return looksLikeToken(text) ? text : undefined
}

function readJson(body: Uint8Array, maxBytes: number): JsonObject | string {
  try {
    const document = parseJson(body, { ...limits.json, bytes: maxBytes })
    return isJsonObject(document) ? document : 'The answer is not a JSON object.'
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return `The answer is not JSON: ${error.message}.`
  }
}

function ageOf(fetchedAt: number | undefined, now: number): Age | undefined {
  if (fetchedAt === undefined) return undefined
  const ageSeconds = Math.max(0, Math.round((now - fetchedAt) / 1000))
  return { fetched: formatDateTimeStamp(fetchedAt), ageSeconds }
}
