import ipaddr from 'ipaddr.js'
import { refuse } from './fetch-result.ts'

/** An address that passed the guard and may be resolved. */
export interface GuardedUrl {
  readonly url: URL
  /** True for an origin allowed by name: private addresses, http and other ports are then fine. */
  readonly allowed: boolean
  /** Set when the host is an IP address, in the form to connect to. */
  readonly literal: string | null
}

/** Longer addresses are attacks or mistakes; servers commonly stop at 8 KiB. */
const MAX_LENGTH = 2_048
/** Names that never are of the public internet (RFC 6761, 8375, 9476). */
const LOCAL_NAME = /(^|\.)(localhost|localdomain|local|internal|home\.arpa|lan|onion|invalid|test|example)$/

/**
 * Checks everything about an address that needs no network (THREATS S1, S3, S4).
 * @throws FetchStop `refused`.
 */
export function guardUrl(text: string, allowOrigins: ReadonlySet<string>): GuardedUrl {
  const url = parseStrictly(text)
  const allowed = allowOrigins.has(url.origin)
  if (url.protocol !== 'https:' && !(allowed && url.protocol === 'http:')) {
    throw refuse('fetch.scheme', `Only https addresses are fetched, not ${url.protocol}//.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse('fetch.url-syntax', 'The address holds a user name or password.')
  }
  if (!allowed && url.port !== '') {
    throw refuse('fetch.port', `Only port 443 is fetched, not ${url.port}.`)
  }
  const literal = literalOf(url.hostname)
  if (literal !== null && !allowed && !isPublicAddress(literal)) throw privateAddress(literal)
  if (literal === null) checkName(url.hostname, allowed)
  return { url, allowed, literal }
}

/** True for addresses of the public internet only: no private, link-local, translated, tunnelled or reserved range. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  // Of IPv6 only 2000::/3 is handed out; the library calls the rest (and ::127.0.0.1) unicast too.
  return parsed.kind() === 'ipv4' || ((parsed as ipaddr.IPv6).parts[0] ?? 0) >> 13 === 1
}

/** The refusal for an address that is not public. */
export function privateAddress(address: string) {
  return refuse('fetch.private-address', `${address} is not an address of the public internet.`)
}

function parseStrictly(text: string): URL {
  // The URL parser mends all of these silently, each in a way some other program does not.
  const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(text)?.[1]
  const mended = /[\\\s]|\p{Cc}/u.test(text) || text.length > MAX_LENGTH
  if (mended || !URL.canParse(text))
    throw refuse('fetch.url-syntax', 'This is not a well-formed web address.')
  const url = new URL(text)
  if (authority === undefined || authority === '') {
    throw url.protocol === 'https:' || url.protocol === 'http:'
      ? refuse('fetch.url-syntax', 'This is not a well-formed web address.')
      : refuse('fetch.scheme', `Only https addresses are fetched, not ${url.protocol}`)
  }
  if (authority.includes('@')) throw refuse('fetch.url-syntax', 'The address holds a user name or password.')
  if (!/^[\x21-\x7e]*$/.test(authority) || authority.includes('%')) {
    throw refuse('fetch.host', 'The host name must be written in its ASCII form.')
  }
  return url
}

function literalOf(hostname: string): string | null {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return ipaddr.isValid(bare) ? bare : null
}

function checkName(hostname: string, allowed: boolean): void {
  if (hostname === '' || hostname.endsWith('.')) {
    throw refuse('fetch.host', 'The host name is empty or ends with a dot.')
  }
  if (!allowed && (!hostname.includes('.') || LOCAL_NAME.test(hostname))) {
    throw refuse('fetch.host', `${hostname} is not a name of the public internet.`)
  }
}
