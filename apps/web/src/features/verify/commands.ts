import { AssayError, limits, parseJson } from '@assay/core'
import { looksLikeToken, type RecipientQuestion } from '@assay/credentials'
import { gunzip, inflate } from '@assay/node'
import { checkIds, type FetchedDocument, type Report, reportUnreachable, verify } from '@assay/verifier'
import { AppError } from '../../app-error.ts'
import { countUse } from '../../db/lookups.ts'
import { inSystem } from '../../db/scopes.ts'
import type { Deps } from '../../deps.ts'
import type { RelayRequest } from './schema/relayed-document.ts'
import { RELAYED, type Submitted, VERIFICATIONS } from './schema.ts'

/** A verification that was made: the report, and the document that it is about. */
export interface Verification {
  readonly source: string
  readonly checkedAt: Date
  readonly report: Report
  /** The document as it was given or fetched, byte for byte; absent when an address gave none. */
  readonly content: Uint8Array | undefined
}

export interface VerifyDocumentOptions {
  /** Default: nobody asks whom the document is about. */
  readonly recipient?: RecipientQuestion | undefined
  /** Judges what was given also where its issuer has a newer version. Default: the newer one takes its place. */
  readonly asGiven?: boolean
}

/**
 * The one way in which this server verifies: pages, API and import call it (STANDARDS G1). It opens no transaction, so that slow
 * strangers hold no connection, and leaves no trace of what was verified (THREATS P9). Error `too_large`.
 */
export async function verifyDocument(
  deps: Deps,
  content: Uint8Array | string,
  { recipient, asGiven = false }: VerifyDocumentOptions = {},
): Promise<Report> {
  const { crypto, fetchDocument, canonicalize } = deps
  refuseTooLarge(content)
  return verify(content, {
    fetchDocument,
    now: () => deps.now().getTime(),
    crypto,
    canonicalize,
    gunzip,
    inflate,
    ...(recipient === undefined ? {} : { recipient }),
    ...(asGiven ? { checks: checkIds.filter((id) => id !== 'refresh') } : {}),
  })
}

/**
 * Verifies what somebody gave: a document, or what an address answers. An address that gives no document is `inconclusive`. Error
 * `too_large`.
 */
export async function verifySubmitted(
  deps: Deps,
  submitted: Submitted,
  options: VerifyDocumentOptions = {},
): Promise<Verification> {
  const { source } = submitted
  const given = submitted.kind === 'document' ? submitted.content : await fetchBadge(deps, submitted.address)
  if (typeof given === 'object' && 'missing' in given) {
    const report = reportUnreachable(given.missing)
    return { source, checkedAt: deps.now(), report, content: undefined }
  }
  const content = typeof given === 'string' ? new TextEncoder().encode(given) : given
  const report = await verifyDocument(deps, content, options)
  return { source, checkedAt: deps.now(), report, content }
}

/** First bytes of what may be larger than a text. */
const LARGER = [
  { first: [0x89, 0x50, 0x4e, 0x47], bytes: limits.png.bytes },
  { first: [0x25, 0x50, 0x44, 0x46], bytes: limits.pdf.bytes },
]

function refuseTooLarge(content: Uint8Array | string): void {
  const larger = LARGER.find(
    ({ first }) => typeof content !== 'string' && first.every((byte, index) => content[index] === byte),
  )
  if (content.length > (larger?.bytes ?? limits.json.bytes))
    throw new AppError('too_large', 'An image may have 10 MiB, a PDF 5 MiB, any other document 1 MiB.', {
      text: 'verify_too_large',
    })
}

const ACCEPT =
  'application/vc+ld+json, application/vc, application/ld+json, application/json, image/png;q=0.9, text/plain;q=0.5'

/** The document at an address. A page, an error or silence is not a badge that failed: nothing could be checked (THREATS S6). */
async function fetchBadge(deps: Deps, address: string): Promise<Uint8Array | { readonly missing: string }> {
  const fetched = await deps.fetchDocument(address, { accept: ACCEPT, maxBytes: limits.png.bytes })
  if (fetched.outcome !== 'ok') return { missing: fetched.message }
  if (fetched.status !== 200) return { missing: `the answer has the status ${fetched.status}` }
  if (/html/.test(fetched.mediaType)) return { missing: 'the answer is a page and not a badge' }
  return fetched.body
}

const DOCUMENTS =
  'application/vc+ld+json, application/vc, application/did+json, application/ld+json, application/json, application/vc+jwt'

/**
 * Fetches a document for a page that checks a badge on its reader's device (ADR 0042), with the guards of every fetch. Only JSON and tokens
 * are passed on: what a badge rests on is nothing else, and the server is no way to other things. Nothing is kept of who asked.
 */
export async function relayDocument(deps: Deps, { url, maxBytes }: RelayRequest): Promise<FetchedDocument> {
  const fetched = await deps.fetchDocument(url, { accept: DOCUMENTS, maxBytes })
  if (fetched.outcome !== 'ok') return fetched
  if (isDocument(fetched.body)) return fetched
  // The answer to a question that has none says so by its status; its page is nobody's business.
  if (fetched.status !== 200) return { ...fetched, body: new Uint8Array() }
  return { outcome: 'refused', code: 'relay.kind', message: 'The answer is neither JSON nor a token.' }
}

function isDocument(body: Uint8Array): boolean {
  try {
    parseJson(body, { ...limits.json, bytes: limits.fetch.statusListBytes })
    return true
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return body.length <= limits.jws.bytes && looksLikeToken(Buffer.from(body).toString('latin1').trim())
  }
}

/** Counts a verification of a client. Error `rate_limited`. Nothing is kept but the number. */
export async function countVerification(deps: Deps, clientAddress: string): Promise<void> {
  await countFor(deps, `verify-from:${clientAddress}`, VERIFICATIONS, 'verifications')
}

/** Counts a document that was fetched for a client's page. Error `rate_limited`. Nothing is kept but the number. */
export async function countRelayed(deps: Deps, clientAddress: string): Promise<void> {
  await countFor(deps, `relay-for:${clientAddress}`, RELAYED, 'documents')
}

async function countFor(
  deps: Deps,
  key: string,
  { perClient, windowSeconds }: typeof VERIFICATIONS,
  what: string,
): Promise<void> {
  const used = await inSystem(deps, (scope) => countUse(scope, key, windowSeconds))
  if (used > perClient)
    throw new AppError('rate_limited', `At most ${perClient} ${what} a minute.`, {
      retryAfter: windowSeconds,
    })
}
