import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { formatVerifierKey } from '@assay/tlog'
import type { CosignedHeads } from './cosigned-heads.ts'
import type { Evidence } from './evidence.ts'
import type { Identity } from './identity.ts'
import { logHash } from './log-hash.ts'
import { type PageLog, pagePolicy, renderPage } from './page.ts'
import { readBody } from './read-body.ts'
import type { WatchedLogs } from './watch-logs.ts'
import type { AddCheckpointCommand } from './witness.ts'
import { WitnessError, type WitnessErrorCode } from './witness-error.ts'

/** What is served. */
export interface ServedWitness {
  readonly identity: Identity
  readonly logs: WatchedLogs
  readonly heads: CosignedHeads
  readonly evidence: Evidence
  readonly addCheckpoint: AddCheckpointCommand
  readonly warn: (message: string) => void
}

/** Where to listen. */
export interface ListenOptions {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  /** Milliseconds in which a request has to arrive. Default 10,000. */
  readonly requestMilliseconds?: number
}

/** A server that listens. */
export interface RunningServer {
  readonly url: string
  /** Answers what was asked already, then ends. */
  readonly close: () => Promise<void>
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}

const plain = 'text/plain; charset=utf-8'

/** A checkpoint has 300 bytes and a proof 3 KiB; with both notes of this length a file of evidence stays below 64 KiB. */
const MOST_BODY_BYTES = 28 * 1024
const MOST_CONNECTIONS = 200
/** A request is 4 KiB: ten seconds are long on any line. */
const REQUEST_MILLISECONDS = 10_000

/** Serves a witness over HTTP (tlog-witness). Throws what `listen` throws. */
export async function startServer(
  witness: ServedWitness,
  { host, port, requestMilliseconds = REQUEST_MILLISECONDS }: ListenOptions,
): Promise<RunningServer> {
  const server = createServer(
    {
      headersTimeout: requestMilliseconds,
      requestTimeout: requestMilliseconds,
      connectionsCheckingInterval: Math.min(1_000, requestMilliseconds),
      keepAliveTimeout: 5_000,
      maxHeaderSize: 8 * 1024,
    },
    (request, response) => {
      void answerSafely(witness, request).then((answer) => send(response, answer))
    },
  )
  server.maxConnections = MOST_CONNECTIONS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
      }),
  }
}

async function answerSafely(witness: ServedWitness, request: IncomingMessage): Promise<Answer> {
  try {
    return await route(witness, request)
  } catch (error) {
    const isOurs = error instanceof WitnessError
    witness.warn(isOurs ? error.message : String(error instanceof Error ? error.stack : error))
    return isOurs ? say(failureStatus[error.code], error.message) : say(500, 'the witness failed')
  }
}

/** The status of what the witness itself could not do; what a log did wrong has `answerStatus`. */
const failureStatus: Readonly<Record<WitnessErrorCode, number>> = {
  'folder.held': 500,
  'key.refused': 500,
  'logs.refused': 500,
  'state.damaged': 500,
  'clock.wrong': 500,
  'storage.failed': 503,
  'queue.full': 503,
}

async function route(witness: ServedWitness, request: IncomingMessage): Promise<Answer> {
  const [path = '/'] = (request.url ?? '/').split('?')
  const isPost = path === '/add-checkpoint'
  const allowed = isPost ? ['POST'] : ['GET', 'HEAD']
  const answer = isPost ? () => addCheckpoint(witness, request) : pageAt(witness, path)
  if (answer === undefined) return say(404, 'there is nothing at this address')
  if (!allowed.includes(request.method ?? '')) {
    return { ...say(405, `use ${allowed.join(' or ')}`), headers: { allow: allowed.join(', ') } }
  }
  return answer()
}

async function addCheckpoint(witness: ServedWitness, request: IncomingMessage): Promise<Answer> {
  const body = await readBody(request, MOST_BODY_BYTES)
  if (body.kind === 'too-large')
    return {
      ...say(413, `the request is larger than ${MOST_BODY_BYTES} bytes`),
      headers: { connection: 'close' },
    }
  if (body.kind === 'broken-off') return say(400, 'the request broke off')
  return witness.addCheckpoint(body.bytes)
}

/** What answers a path that is read; undefined where there is nothing. */
function pageAt(witness: ServedWitness, path: string): (() => Promise<Answer>) | undefined {
  if (path === '/') return () => answerPage(witness)
  const [, checkpointOf] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path) ?? []
  if (checkpointOf !== undefined) return () => answerCheckpoint(witness, checkpointOf)
  const [, hash, file] = /^\/evidence\/([0-9a-f]{64})\/([\w.-]+)$/.exec(path) ?? []
  if (hash !== undefined && file !== undefined) return () => answerEvidence(witness, hash, file)
  return undefined
}

async function answerCheckpoint({ logs, heads }: ServedWitness, hash: string): Promise<Answer> {
  const log = await logs.byHash(hash)
  if (log === undefined) return say(404, 'this witness does not watch the log')
  const { note } = await heads.read(log.origin)
  return note === undefined
    ? say(404, 'nothing of this log was cosigned yet')
    : { status: 200, type: plain, body: note }
}

async function answerEvidence({ evidence }: ServedWitness, hash: string, file: string): Promise<Answer> {
  const body = await evidence.read(hash, file)
  return body === undefined ? say(404, 'there is no such file') : { status: 200, type: plain, body }
}

async function answerPage(witness: ServedWitness): Promise<Answer> {
  const logs: PageLog[] = []
  for (const { origin } of await witness.logs.list()) logs.push(await pageLog(witness, origin))
  const { name, key } = witness.identity
  const body = renderPage({ name, key: formatVerifierKey(key), logs })
  return {
    status: 200,
    type: 'text/html; charset=utf-8',
    body,
    headers: { 'content-security-policy': pagePolicy },
  }
}

async function pageLog({ heads, evidence, warn }: ServedWitness, origin: string): Promise<PageLog> {
  const shared = { origin, hash: logHash(origin), evidence: await evidence.list(origin) }
  try {
    const { size, time, note } = await heads.read(origin)
    return { ...shared, head: note === undefined ? { kind: 'none' } : { kind: 'cosigned', size, time } }
  } catch (error) {
    if (!(error instanceof WitnessError)) throw error
    warn(error.message)
    return { ...shared, head: { kind: 'unreadable' } }
  }
}

function say(status: number, reason: string): Answer {
  return { status, type: plain, body: `${reason}\n` }
}

function send(response: ServerResponse, { status, type, body, headers = {} }: Answer): void {
  response.writeHead(status, {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...headers,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}
