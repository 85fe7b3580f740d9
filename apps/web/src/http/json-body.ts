import { AssayError, type JsonLimits, type JsonValue, limits, parseJson } from '@assay/core'
import type { MiddlewareHandler } from 'hono'
import type { AppEnvironment } from '../app.ts'
import { AppError } from '../app-error.ts'
import { readLimitedBody } from './limited-body.ts'

/**
 * Reads a body that should be JSON, strictly and within limits, before anyone asks what it means (THREATS 2, J6, J7). Errors `too_large`
 * (413) and `malformed` (400).
 */
export function parseJsonBody(bytes: Uint8Array, jsonLimits: JsonLimits = limits.json): JsonValue {
  try {
    return parseJson(bytes, jsonLimits)
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    if (error.code === 'json-too-large')
      throw new AppError('too_large', `At most ${Math.floor(jsonLimits.bytes / 1024)} KiB are accepted.`)
    throw new AppError('malformed', `The body is not acceptable JSON: ${error.message}.`)
  }
}

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json$/i

/**
 * Stands before the validator of a route that takes JSON: what {@link parseJsonBody} refuses never reaches the library's own reader,
 * which has no limit, takes duplicate names and half characters, and answers a fault with 500. Error `unsupported_media_type` for other bodies.
 */
export function refuseBadJson(maxBytes: number): MiddlewareHandler<AppEnvironment> {
  return async (c, next) => {
    const mediaType = (c.req.header('content-type') ?? '').split(';')[0]?.trim() ?? ''
    // A body whose type is not said is no JSON either; a call without a body is told what is missing.
    const isTyped = mediaType !== '' || c.req.raw.body !== null
    if (isTyped && !JSON_TYPE.test(mediaType))
      throw new AppError('unsupported_media_type', 'Send application/json.')
    if (mediaType !== '') {
      const bytes = await readLimitedBody(c.req.raw, maxBytes)
      parseJsonBody(bytes, { ...limits.json, bytes: maxBytes })
      // The body was read to its end; whoever comes after gets it again.
      c.req.raw = new Request(c.req.raw, { body: bytes })
    }
    await next()
  }
}
