import { Agent } from 'undici'
import { guardUrl } from './guard-url.ts'
import {
  type Connect,
  connectPinned,
  type ResolveHost,
  resolvePublic,
  systemConnect,
  systemResolver,
} from './pinned-connect.ts'
import { beforeDeadline } from './within-time.ts'

/** What a guarded fetch may do beyond its rules, and its outermost edges. */
export interface GuardedFetchOptions {
  /**
   * Origins (`http://127.0.0.1:8420`) that may be fetched although they are http, private or on another port. Default: none.
   */
  readonly allowOrigins?: readonly string[]
  /** Default: the system's resolver. */
  readonly resolveHost?: ResolveHost
  /** Default: the system's TCP and TLS. */
  readonly connect?: Connect
  /** Time for one fetch, redirects included. Default: `limits.fetch.milliseconds`. */
  readonly milliseconds?: number
}

const MAX_HEADER_BYTES = 16 * 1024

/** The rules and edges of one client. */
export interface Rules {
  readonly allowOrigins: ReadonlySet<string>
  readonly resolveHost: ResolveHost
  readonly connect: Connect
}

/** @throws TypeError when an allowed origin is not an http(s) address. */
export const rulesOf = (options: GuardedFetchOptions): Rules => ({
  allowOrigins: new Set((options.allowOrigins ?? []).map(originOf)),
  resolveHost: options.resolveHost ?? systemResolver,
  connect: options.connect ?? systemConnect,
})

function originOf(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : ''
  if (!/^https?:\/\//.test(origin)) throw new TypeError(`"${text}" is not an http or https origin`)
  return origin
}

/** Runs work with a client for one address that was checked, pinned to what its name resolved to. @throws FetchStop */
export async function withConnection<T>(
  address: string,
  rules: Rules,
  signal: AbortSignal,
  work: (agent: Agent, url: URL) => Promise<T>,
): Promise<T> {
  const guarded = guardUrl(address, rules.allowOrigins)
  const addresses = await beforeDeadline(resolvePublic(guarded, rules.resolveHost), signal)
  const agent = new Agent({
    connect: connectPinned(addresses, rules.connect),
    maxHeaderSize: MAX_HEADER_BYTES,
    pipelining: 0,
  })
  try {
    return await work(agent, guarded.url)
  } finally {
    agent.destroy().catch(() => undefined)
  }
}
