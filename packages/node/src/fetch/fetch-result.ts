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
    }
  | { readonly outcome: 'refused'; readonly code: FetchRefusalCode; readonly message: string }
  | { readonly outcome: 'unreachable'; readonly code: FetchFailureCode; readonly message: string }

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
