import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Config } from '../config.ts'

export type Handler = (request: Request, client: { readonly address: string }) => Promise<Response>

/** Something that answers before the application, such as Vite in development; calls `next` for what is not its own. */
export type Before = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

export interface Listening {
  /** Stops accepting, lets running requests finish for ten seconds at most. */
  stop(): Promise<void>
}

/** Serves `handler`. Requests get the public address as their origin, whatever Host header they bring. */
export async function listen(config: Config, handler: Handler, before?: Before): Promise<Listening> {
  const answer = getRequestListener(
    (request, env) => {
      const incoming = (env as { incoming: IncomingMessage }).incoming
      // Joined, not resolved: a path that begins with two slashes would name another host.
      const url = new URL(`${config.publicUrl}${incoming.url?.startsWith('/') ? incoming.url : '/'}`)
      return handler(new Request(url, request), { address: clientAddress(incoming, config.trustedProxies) })
    },
    { overrideGlobalObjects: false },
  )
  const server = createServer((request, response) => {
    if (toName(config, request, response)) return
    if (before === undefined) void answer(request, response)
    else before(request, response, () => void answer(request, response))
  })
  server.requestTimeout = 120_000
  server.headersTimeout = 20_000
  await bind(server, config)
  return { stop: () => close(server) }
}

/** Throws the sentence that {@link listen} would throw, before anything else was begun. */
export async function refuseTakenPort(config: Pick<Config, 'host' | 'port'>): Promise<void> {
  const server = createServer()
  await bind(server, config)
  await close(server)
}

async function bind(server: Server, { host, port }: Pick<Config, 'host' | 'port'>): Promise<void> {
  server.listen(port, host)
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new Error(refusalOf(error.code, host, port) ?? error.message)
  })
}

function refusalOf(code: string | undefined, host: string, port: number): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program. Stop it, or choose another port.`
    case 'EACCES':
      return `This user may not listen on port ${port}. Choose a port above 1023, with a proxy in front.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST is ${host}, which is no address of this machine.`
    default:
      return undefined
  }
}

/**
 * Whoever opens a demo or a development server by its number is sent to its name, to which sessions and passkeys belong. Answers whether it
 * did; only pages are sent on, so that programs go on as they are.
 */
function toName({ mode, publicUrl }: Config, request: IncomingMessage, response: ServerResponse): boolean {
  const { hostname, host } = new URL(publicUrl)
  const opensPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
  if (mode === 'production' || hostname !== 'localhost' || !opensPage) return false
  if (request.headers.host !== host.replace('localhost', '127.0.0.1') || !request.url?.startsWith('/'))
    return false
  response.writeHead(302, { location: `${publicUrl}${request.url}`, 'cache-control': 'no-store' }).end()
  return true
}

/** The client's address: the last hop that is not a proxy of ours. */
function clientAddress(incoming: IncomingMessage, trusted: readonly string[]): string {
  const peer = (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  if (!trusted.includes(peer)) return peer
  const forwarded = String(incoming.headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  return forwarded.reverse().find((address) => !trusted.includes(address)) ?? peer
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), 10_000)
  await closed
  clearTimeout(timer)
}
