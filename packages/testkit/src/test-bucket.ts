import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An S3 server in this process: one bucket in memory, by paths, with the parts of the protocol that the store uses. */
export interface TestBucket {
  readonly endpoint: string
  readonly bucket: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** What it holds, by key. Tests damage it. */
  readonly objects: Map<string, Buffer>
  /** Requests so far, as `METHOD key`. */
  readonly requests: string[]
  /** Decides before each request: a status to answer with, or milliseconds to wait. Default: neither. */
  fault: (request: string) => { readonly status: number } | { readonly waits: number } | undefined
  close(): Promise<void>
}

/** Small, so that a list of a few blobs has pages. */
const PAGE = 3
const BUCKET = 'files'

/** Starts the server on a free port. It looks at the name of the key and at the digest of the body, not at the signature. */
export async function startTestBucket(): Promise<TestBucket> {
  const sockets = createServer()
  const made: Omit<TestBucket, 'endpoint' | 'close'> = {
    bucket: BUCKET,
    accessKeyId: 'test-key',
    secretAccessKey: 'test-secret',
    objects: new Map(),
    requests: [],
    fault: () => undefined,
  }
  await new Promise<void>((resolve) => sockets.listen(0, '127.0.0.1', resolve))
  const test: TestBucket = Object.assign(made, {
    endpoint: `http://127.0.0.1:${(sockets.address() as AddressInfo).port}`,
    close: () => closeServer(sockets),
  })
  sockets.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(test, request, response).catch(() => response.destroy())
  })
  return test
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

async function answer(test: TestBucket, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', test.endpoint)
  const [bucket = '', ...rest] = decodeURIComponent(url.pathname.slice(1)).split('/')
  const key = rest.join('/')
  const body = await bodyOf(request)
  const name = `${request.method} ${key}`
  test.requests.push(name)
  const fault = test.fault(name)
  if (fault !== undefined && 'waits' in fault) await new Promise((go) => setTimeout(go, fault.waits))
  const refused =
    fault !== undefined && 'status' in fault ? fault.status : refusal(test, request, bucket, body)
  if (refused !== undefined) return problem(response, refused, bucket)
  if (request.method === 'PUT') return put(test, request, response, key, body)
  if (request.method === 'DELETE') {
    test.objects.delete(key)
    response.writeHead(204).end()
    return
  }
  if (key === '') return list(test, response, url.searchParams)
  const object = test.objects.get(key)
  if (object === undefined) return problem(response, 404, bucket)
  response
    .writeHead(200, { 'content-length': object.length })
    .end(request.method === 'HEAD' ? undefined : object)
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

function refusal(
  test: TestBucket,
  request: IncomingMessage,
  bucket: string,
  body: Buffer,
): number | undefined {
  if (!String(request.headers.authorization).includes(`Credential=${test.accessKeyId}/`)) return 403
  if (bucket !== test.bucket) return 404
  const digest = createHash('sha256').update(body).digest('hex')
  return request.method === 'PUT' && request.headers['x-amz-content-sha256'] !== digest ? 400 : undefined
}

function put(
  test: TestBucket,
  request: IncomingMessage,
  response: ServerResponse,
  key: string,
  body: Buffer,
): void {
  if (request.headers['if-none-match'] === '*' && test.objects.has(key)) problem(response, 412, test.bucket)
  else {
    test.objects.set(key, body)
    response.writeHead(200, { etag: '"x"' }).end()
  }
}

function list(test: TestBucket, response: ServerResponse, query: URLSearchParams): void {
  const after = query.get('continuation-token') ?? ''
  const keys = [...test.objects.keys()]
    .filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after)
    .sort()
  const page = keys.slice(0, PAGE)
  const more = keys.length > page.length
  const contents = page.map(
    (key) => `<Contents><Key>${key}</Key><Size>${test.objects.get(key)?.length ?? 0}</Size></Contents>`,
  )
  xml(
    response,
    200,
    `<ListBucketResult><IsTruncated>${more}</IsTruncated>${more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : ''}${contents.join('')}</ListBucketResult>`,
  )
}

const CODES: Readonly<Record<number, string>> = {
  400: 'XAmzContentSHA256Mismatch',
  403: 'AccessDenied',
  404: 'NoSuchKey',
  412: 'PreconditionFailed',
  501: 'NotImplemented',
  503: 'SlowDown',
}

function problem(response: ServerResponse, status: number, bucket: string): void {
  const code = status === 404 && bucket !== BUCKET ? 'NoSuchBucket' : (CODES[status] ?? 'InternalError')
  xml(response, status, `<Error><Code>${code}</Code><Message>refused</Message></Error>`)
}

function xml(response: ServerResponse, status: number, text: string): void {
  const body = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`)
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': body.length }).end(body)
}
