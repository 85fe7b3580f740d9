import { readFile } from 'node:fs/promises'
import {
  AssayError,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  parseJson,
} from '@assay/core'
import { didWebAddress, type FetchDocument } from '@assay/verifier'
import { UsageError } from './usage-error.ts'

/** A collection of everything one verification needs stays below this; it is the caller's own file. */
const FILE_LIMITS = { bytes: 64 * 1024 * 1024, depth: 100, nodes: 2_000_000 }

/** Documents by address. */
export type Documents = ReadonlyMap<string, JsonValue>

/** Reads `--documents`. A did:web name stands for the address its document has. Throws `UsageError`. */
export async function readDocumentsFile(path: string): Promise<Documents> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--documents: ${path} cannot be read (${error.code})`)
  })
  const documents = parseDocuments(bytes, path)
  const entries = Object.entries(documents).flatMap(([address, document]): [string, JsonValue][] => {
    const alias = didWebAddress(address)
    return alias === undefined ? [[address, document]] : [[alias, document]]
  })
  return new Map(entries)
}

function parseDocuments(bytes: Uint8Array, path: string): JsonObject {
  try {
    const value = parseJson(bytes, FILE_LIMITS)
    if (isJsonObject(value)) return value
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    throw new UsageError(`--documents: ${path} is not JSON: ${error.message}`)
  }
  throw new UsageError(`--documents: ${path} is not a JSON object of addresses and documents`)
}

/** Answers from the collection, by the exact address or without its fragment; what it lacks is asked of `network`. */
export function fetchFrom(documents: Documents, network: FetchDocument): FetchDocument {
  return async (url, request) => {
    const entry = documents.get(url) ?? documents.get(url.split('#')[0] ?? '')
    if (entry === undefined) return network(url, request)
    const { status, body } = readEntry(entry)
    const bytes = encodeUtf8(typeof body === 'string' ? body : JSON.stringify(body))
    if (bytes.length > request.maxBytes) {
      const message = `The document is larger than ${request.maxBytes} bytes.`
      return { outcome: 'unreachable', code: 'fetch.too-large', message }
    }
    return { outcome: 'ok', status, mediaType: '', body: bytes, url }
  }
}

/** `{"status","body"}` is an answer; any other value is the document itself. */
function readEntry(entry: JsonValue): { readonly status: number; readonly body: JsonValue } {
  if (!isJsonObject(entry)) return { status: 200, body: entry }
  const status = memberOf(entry, 'status')
  const isAnswer =
    typeof status === 'number' && Object.keys(entry).every((name) => name === 'status' || name === 'body')
  return isAnswer ? { status, body: memberOf(entry, 'body') ?? '' } : { status: 200, body: entry }
}
