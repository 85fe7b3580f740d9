import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { encodeUtf8 } from '@assay/core'
import {
  createGuardedFetch,
  createSelfSignedCertificate,
  createWorkerCanonicalize,
  gunzip,
  inflate,
  nodeCrypto,
} from '@assay/node'
import type { FetchDocument } from '@assay/verifier'
import { type Answer, refuse } from './answer.ts'
import { createInstances, type PrintedIssuers } from './instances.ts'
import { readBody } from './read-body.ts'
import { RequestError } from './request-error.ts'
import { route, type ServerState } from './routes.ts'
import { createStatusList, type StatusList } from './status-lists.ts'

/** A server that runs. */
export interface ConformanceServer {
  readonly url: string
  readonly issuers: PrintedIssuers
  /** The certificate that its clients have to trust, in PEM. */
  readonly certificate: string
  close(): Promise<void>
}

const HOST = '127.0.0.1'

/** Starts the VC-API of the conformance profile (STANDARDS, section 12) on this machine; port 0 takes any that is free. */
export async function startConformanceServer(port: number): Promise<ConformanceServer> {
  const tls = createSelfSignedCertificate({ names: ['localhost'], addresses: [HOST], now: Date.now() })
  const worker = createWorkerCanonicalize({ threads: 2 })
  const server = createServer({ ...tls, minVersion: 'TLSv1.2' })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, resolve)
  })
  const url = `https://${HOST}:${(server.address() as AddressInfo).port}`
  const { instances, issuers } = createInstances()
  const lister = instances.get('status')
  if (lister === undefined) throw new TypeError('there is an instance for the status list')
  const statusList = createStatusList(`${url}/status/lists/1`, lister, worker.canonicalize)
  const engine = {
    fetchDocument: fetchOwn(statusList, createGuardedFetch()),
    ...{ now: Date.now, crypto: nodeCrypto, canonicalize: worker.canonicalize, gunzip, inflate },
  }
  const state: ServerState = { instances, engine, statusList }
  server.on('request', (request, response) => {
    void answerRequest(request, state).then((answer) => send(response, answer))
  })
  return {
    url,
    issuers,
    certificate: tls.cert,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await worker.close()
    },
  }
}

/** The guards refuse addresses of this machine, rightly: what the server itself serves is taken from it directly. */
function fetchOwn(statusList: StatusList, network: FetchDocument): FetchDocument {
  return async (url, request) => {
    if (url !== statusList.url) return network(url, request)
    const body = encodeUtf8(JSON.stringify(await statusList.read()))
    return { outcome: 'ok', status: 200, mediaType: 'application/vc', body, url }
  }
}

async function answerRequest(request: IncomingMessage, state: ServerState): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'https://localhost')
  try {
    return await route(request.method ?? '', pathname, () => readBody(request), state)
  } catch (error) {
    if (error instanceof RequestError) return error.answer
    process.stderr.write(`assay: ${error instanceof Error ? error.stack : String(error)}\n`)
    return refuse(500, 'This is a fault of the server; its standard error says more.')
  }
}

function send(response: ServerResponse, { status, mediaType, body }: Answer): void {
  const headers = { 'content-type': mediaType, 'cache-control': 'no-store' }
  // What was not read of a body that is too large is not waited for.
  response.writeHead(status, status === 413 ? { ...headers, connection: 'close' } : headers)
  response.end(JSON.stringify(body))
}
