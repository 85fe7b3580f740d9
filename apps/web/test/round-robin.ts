import { once } from 'node:events'
import { createServer, type IncomingMessage, request as requestOf, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream'

/** A proxy in front of several web processes, as an operator puts one. */
export interface RoundRobin {
  stop(): Promise<void>
}

/**
 * Gives each request to the next of `ports`, whoever asks: nothing sticks to a process. As the proxies that operators use, it keeps the
 * Host header, adds the X-Forwarded ones, streams both ways, and goes on to the next process where one does not take the connection, or
 * breaks off before it answered what may be asked twice (RFC 9110, 9.2.2).
 */
export async function startRoundRobin(port: number, ports: readonly number[]): Promise<RoundRobin> {
  let turn = 0
  const server = createServer((request, response) => {
    turn += 1
    forward(request, response, [...ports.slice(turn % ports.length), ...ports.slice(0, turn % ports.length)])
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function forward(request: IncomingMessage, response: ServerResponse, ports: readonly number[]): void {
  const [port, ...others] = ports
  if (port === undefined) {
    response.writeHead(502, { 'content-type': 'text/plain' }).end('No web process takes requests.')
    return
  }
  const { method, url } = request
  // A connection for each request: none is kept that a killed process leaves behind.
  const upstream = requestOf({
    host: '127.0.0.1',
    port,
    method,
    path: url,
    headers: forwardedHeaders(request),
    agent: false,
  })
  const giveUp = () => void upstream.destroy()
  response.once('close', giveUp)
  // Not before there is somebody to take the body, so that another may still get it.
  upstream.once('socket', (socket) => socket.once('connect', () => request.pipe(upstream)))
  upstream.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer.rawHeaders))
    pipeline(answer, response, () => undefined)
  })
  upstream.on('error', (error: NodeJS.ErrnoException) => {
    response.off('close', giveUp)
    if (response.headersSent || response.destroyed) response.destroy()
    else if (error.code === 'ECONNREFUSED' || ['GET', 'HEAD'].includes(method ?? ''))
      forward(request, response, others)
    else response.writeHead(502, { 'content-type': 'text/plain' }).end('The web process broke off.')
  })
}

/** What is said from one hop to the next (RFC 9110, 7.6.1). */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade']

const endToEnd = (raw: readonly string[]): string[] =>
  raw.filter((_, at) => !HOP_BY_HOP.includes((raw[at - (at % 2)] ?? '').toLowerCase()))

function forwardedHeaders(request: IncomingMessage): string[] {
  const { remoteAddress = '' } = request.socket
  const before = request.headers['x-forwarded-for']
  const client = before === undefined ? remoteAddress : `${before}, ${remoteAddress}`
  const own = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host']
  const kept = endToEnd(request.rawHeaders).filter(
    (_, at, all) => !own.includes((all[at - (at % 2)] ?? '').toLowerCase()),
  )
  return [
    ...kept,
    ...['X-Forwarded-For', client],
    ...['X-Forwarded-Proto', 'http'],
    ...['X-Forwarded-Host', request.headers.host ?? ''],
  ]
}
