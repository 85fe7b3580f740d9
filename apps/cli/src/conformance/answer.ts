import type { JsonObject, JsonValue } from '@assay/core'

/** What an endpoint answers. */
export interface Answer {
  readonly status: number
  readonly mediaType: string
  readonly body: JsonValue
}

/** An answer that is what was asked for. */
export function succeed(status: 200 | 201, body: JsonValue, mediaType = 'application/json'): Answer {
  return { status, mediaType, body }
}

/** One of several things that are wrong, in the terms of RFC 9457. */
export interface DetailedProblem {
  readonly type: string
  readonly title: string
  readonly detail: string
  readonly pointer?: string
}

const titles: Readonly<Record<number, string>> = {
  400: 'The request cannot be answered',
  404: 'There is nothing at this address',
  405: 'This method is not known here',
  413: 'The request is too large',
  415: 'This media type is not accepted',
  500: 'The server failed',
}

/** A refusal that belongs to HTTP rather than to credentials (STANDARDS VA7). */
export function refuse(status: 400 | 404 | 405 | 413 | 415 | 500, detail: string): Answer {
  return problem(status, { type: 'about:blank', title: titles[status] ?? '', detail })
}

/** A refusal with everything that is wrong; the first of it names the whole. */
export function refuseFor(errors: readonly DetailedProblem[], more: JsonObject = {}): Answer {
  const [first] = errors
  if (first === undefined) throw new TypeError('a refusal has a reason')
  const { type, title, detail } = first
  return problem(400, { ...more, type, title, detail, errors: errors.map((error) => ({ ...error })) })
}

function problem(status: number, body: JsonObject): Answer {
  return { status, mediaType: 'application/problem+json', body: { ...body, status } }
}
