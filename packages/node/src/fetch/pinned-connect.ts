import { lookup } from 'node:dns/promises'
import { buildConnector } from 'undici'
import { unreachable } from './fetch-result.ts'
import { type GuardedUrl, isPublicAddress, privateAddress } from './guard-url.ts'

/** Answers every address of a host name; rejects when there is none. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>

/** Opens a socket to `hostname`, which here always is an IP address. */
export type Connect = buildConnector.connector

/** A host with hundreds of addresses is not worth the time of trying them all. */
const MAX_ADDRESSES = 4

/** The system's resolver. */
export const systemResolver: ResolveHost = async (hostname) => {
  const answers = await lookup(hostname, { all: true, verbatim: true })
  return answers.map((answer) => answer.address)
}

/** The system’s TCP, and TLS from 1.2 on. */
export const systemConnect: Connect = buildConnector({
  timeout: 5_000,
  maxCachedSessions: 0,
  minVersion: 'TLSv1.2',
})

/**
 * The addresses to connect to. One that is not public among them refuses the name (THREATS S2): a mixed answer is how
 * rebinding begins.
 * @throws FetchStop `refused`, or `unreachable` when the name has no address.
 */
export async function resolvePublic(
  guarded: GuardedUrl,
  resolveHost: ResolveHost,
): Promise<readonly string[]> {
  if (guarded.literal !== null) return [guarded.literal]
  const { hostname } = guarded.url
  const addresses = await resolveHost(hostname).catch(() => [])
  if (addresses.length === 0) throw unreachable('fetch.dns', `The name ${hostname} has no address.`)
  if (!guarded.allowed) {
    const bad = addresses.find((address) => !isPublicAddress(address))
    if (bad !== undefined) throw privateAddress(`${hostname} (${bad})`)
  }
  return addresses.slice(0, MAX_ADDRESSES)
}

/** A connector that goes to the checked addresses, in turn, whatever the name resolves to by now. */
export function connectPinned(addresses: readonly string[], connect: Connect): Connect {
  return (options, callback) => {
    const attempt = (index: number): void => {
      const address = addresses[index]
      if (address === undefined) throw new TypeError('there is an address to connect to')
      // The TLS name stays the one asked for, so the certificate is checked against it.
      const target = { ...options, hostname: address, host: options.host ?? options.hostname }
      connect(target, (error, socket) => {
        if (error === null) callback(null, socket)
        else if (index + 1 < addresses.length) attempt(index + 1)
        else callback(error, null)
      })
    }
    attempt(0)
  }
}
