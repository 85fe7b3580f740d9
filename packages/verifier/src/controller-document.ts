import { isJsonObject, type JsonObject, type JsonValue } from '@assay/core'
import type { ProofPurpose } from '@assay/credentials'
import type { DocumentSource, JsonAnswer } from './document-source.ts'
import { isWebAddress, listOf, textOf } from './json-members.ts'

/** One key that a controller document lists. */
export interface ListedMethod {
  /** Absolute: a fragment alone is taken as one of the document. */
  readonly id: string
  readonly object: JsonObject
  /** Whether it stands under the purpose asked for, by reference or in full. */
  readonly authorised: boolean
}

/** A controller document (CID 1.0) or DID document, read. */
export interface ControllerDocument {
  readonly id: string
  readonly methods: readonly ListedMethod[]
  /** Absolute ids under the purpose asked for, also of keys that are described elsewhere. */
  readonly authorised: ReadonlySet<string>
  readonly json: JsonObject
}

/** Where the document of a controller lies; undefined for names that have none. */
export function documentAddressOf(controller: string): string | undefined {
  if (isWebAddress(controller)) return controller
  return controller.startsWith('did:web:') ? didWebAddress(controller) : undefined
}

/** did:web to its https address (STANDARDS KY2); undefined when the name is not one. */
export function didWebAddress(did: string): string | undefined {
  const parts = /^did:web:([A-Za-z0-9.-]+)(?:%3[Aa]([0-9]{1,5}))?((?::[A-Za-z0-9._%-]+)*)$/.exec(did)
  if (parts === null) return undefined
  const [, host = '', port, path = ''] = parts
  // A browser, and whoever reads addresses like one, takes these for the way up.
  if (path.split(':').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))) return undefined
  const folder = path === '' ? '/.well-known' : path.replaceAll(':', '/')
  return `https://${host}${port === undefined ? '' : `:${port}`}${folder}/did.json`
}

/** Fetches the document of a controller. Whether its `id` is right is for the caller to check. */
export async function fetchControllerDocument(
  controller: string,
  documents: DocumentSource,
): Promise<JsonAnswer> {
  const address = documentAddressOf(controller)
  if (address === undefined) {
    return { found: false, url: controller, reason: 'It has no document that can be fetched.' }
  }
  return documents.fetchJson(address)
}

/** Lists the keys of a document, and which of them it allows to be used for this (STANDARDS KY7). */
export function readControllerDocument(
  json: JsonObject,
  purpose: ProofPurpose = 'assertionMethod',
): ControllerDocument {
  const id = textOf(json, 'id') ?? ''
  const allowed = listOf(json, purpose)
  const authorised = new Set(allowed.flatMap((entry) => idOf(entry, id)))
  const listed = [...listOf(json, 'verificationMethod'), ...allowed].filter(isJsonObject)
  const methods = listed.flatMap((object) =>
    idOf(object, id).map((method) => ({ id: method, object, authorised: authorised.has(method) })),
  )
  return { id, methods, authorised, json }
}

function idOf(entry: JsonValue, document: string): string[] {
  const id = isJsonObject(entry) ? textOf(entry, 'id') : entry
  if (typeof id !== 'string') return []
  return [id.startsWith('#') ? `${document}${id}` : id]
}
