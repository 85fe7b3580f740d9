/** Why nothing was sent: the address is one that must not be asked (THREATS 3.3). */
export type FetchRefusalCode =
  | 'fetch.url-syntax'
  | 'fetch.scheme'
  | 'fetch.port'
  | 'fetch.host'
  | 'fetch.private-address'

/** Why no whole answer was had. */
export type FetchFailureCode =
  | 'fetch.dns'
  | 'fetch.connect'
  | 'fetch.timeout'
  | 'fetch.redirects'
  | 'fetch.headers'
  | 'fetch.encoding'
  | 'fetch.too-large'
  | 'fetch.broken'

/** The last good document of an address, as a cache kept it. */
export interface KeptAnswer {
  readonly body: Uint8Array
  /** Milliseconds since 1970. */
  readonly fetchedAt: number
}

/**
 * What came of one fetch. `ok` means that an answer was read to its end, whatever its status: callers look at `status` and
 * `mediaType`. A refusal behind a redirect is a refusal.
 */
export type FetchResult =
  | {
      readonly outcome: 'ok'
      readonly status: number
      /** Lower case, without parameters; empty when the answer names none. */
      readonly mediaType: string
      readonly body: Uint8Array
      /** The address that answered, after redirects. */
      readonly url: string
      /** The header of that name; absent when the answer has none. */
      readonly cacheControl?: string
      /** The header `age`: seconds for which caches on the way have held the answer. Absent when there is none. */
      readonly ageSeconds?: number
      /** Set when the answer comes from a cache: milliseconds since 1970. */
      readonly fetchedAt?: number
      /** Set by a cache when this answer is no document but an earlier one was. */
      readonly lastGood?: KeptAnswer
    }
  | {
      readonly outcome: 'refused'
      readonly code: FetchRefusalCode
      readonly message: string
      /** As above. */
      readonly lastGood?: KeptAnswer
    }
  | {
      readonly outcome: 'unreachable'
      readonly code: FetchFailureCode
      readonly message: string
      /** As above. */
      readonly lastGood?: KeptAnswer
    }

/** A failed fetch. */
export type FetchProblem = Exclude<FetchResult, { outcome: 'ok' }>

/** Thrown inside this folder only; `createGuardedFetch` turns it into its value. */
export class FetchStop extends Error {
  readonly problem: FetchProblem

  constructor(problem: FetchProblem) {
    super(problem.message)
    this.problem = problem
  }
}

export function refuse(code: FetchRefusalCode, message: string): FetchStop {
  return new FetchStop({ outcome: 'refused', code, message })
}

export function unreachable(code: FetchFailureCode, message: string): FetchStop {
  return new FetchStop({ outcome: 'unreachable', code, message })
}
