import type { IncomingMessage } from 'node:http'
import { AssayError, isJsonObject, type JsonObject, limits, parseJson } from '@assay/core'
import { refuse } from './answer.ts'
import { RequestError } from './request-error.ts'

/** A presentation of several credentials, and some room for the options. */
const MAX_BYTES = 2 * limits.json.bytes
const JSON_LIMITS = { bytes: MAX_BYTES, depth: limits.json.depth + 8, nodes: 2 * limits.json.nodes }

/** STANDARDS VM14. */
const mediaTypes: ReadonlySet<string> = new Set([
  'application/json',
  'application/ld+json',
  'application/vc',
  'application/vp',
  'application/vc+ld+json',
  'application/vp+ld+json',
])

/** The JSON object in the body of a request. Throws `RequestError` with 400, 413 or 415 (STANDARDS VA7). */
export async function readBody(request: IncomingMessage): Promise<JsonObject> {
  const [mediaType = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';')
  if (!mediaTypes.has(mediaType.trim())) throw refused(415, 'Send JSON, as application/json.')
  const charset = parameters.map((one) => one.trim()).find((one) => one.startsWith('charset='))
  if (charset !== undefined && !/^charset="?utf-8"?$/.test(charset)) throw refused(415, 'Send UTF-8.')
  if (request.headers['content-encoding'] !== undefined) throw refused(415, 'Send the body as it is.')
  return parseBody(await readBytes(request))
}

async function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  const tooLarge = () => refused(413, `A request has at most ${MAX_BYTES} bytes.`)
  if (Number(request.headers['content-length'] ?? 0) > MAX_BYTES) throw tooLarge()
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request) {
    const bytes = part as Buffer
    length += bytes.length
    if (length > MAX_BYTES) throw tooLarge()
    parts.push(bytes)
  }
  return Buffer.concat(parts)
}

function parseBody(bytes: Uint8Array): JsonObject {
  try {
    const body = parseJson(bytes, JSON_LIMITS)
    if (isJsonObject(body)) return body
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    throw refused(400, `The body is not JSON that is accepted: ${error.message}.`)
  }
  throw refused(400, 'The body is not a JSON object.')
}

function refused(status: 400 | 413 | 415, detail: string): RequestError {
  return new RequestError(refuse(status, detail))
}
