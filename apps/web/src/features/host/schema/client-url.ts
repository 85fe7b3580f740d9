import { isPublicAddress } from '@assay/node'

/** Names that lead into the server's own network, wherever it stands. */
const LOCAL_NAME = /(?:^|\.)(?:localhost|localdomain|local|internal|home\.arpa|lan)\.?$/

/**
 * Whether a platform may give this as one of its addresses: https, well-formed as it stands, without user name or fragment, and not of a
 * private network. No address of a platform is ever fetched here; what is refused is refused so that nobody else fetches it either, and
 * so that what a person reads is what it seems (THREATS O4).
 */
export function isClientUrl(text: string): boolean {
  // The URL parser mends backslashes, white space and missing slashes silently.
  if (!/^https:\/\/[^/?#@\\\s]+(?:[/?][^#\\\s]*)?$/.test(text) || /\p{Cc}/u.test(text)) return false
  if (!URL.canParse(text)) return false
  const { hostname, username, password } = new URL(text)
  return username === '' && password === '' && isPublicHost(hostname)
}

function isPublicHost(hostname: string): boolean {
  const literal = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  if (hostname.startsWith('[') || /^[\d.]+$/.test(hostname)) return isPublicAddress(literal)
  return hostname.includes('.') && !LOCAL_NAME.test(hostname)
}

/** The host of an address that passed {@link isClientUrl}. */
export const hostOf = (address: string): string => new URL(address).hostname
