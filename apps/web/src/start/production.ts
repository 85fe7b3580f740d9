import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { acceptsEncoding, FILE_ENCODINGS } from '../http/accept-encoding.ts'
import type { LoadedApp } from './loaded-app.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
}

/** Files of apps/web/public/, at addresses without a digest. They may change with a version. */
const PUBLIC: readonly string[] = [
  '/favicon.ico',
  '/favicon.svg',
  '/passkey-autofill.js',
  '/observe-worker.js',
  '/verify-worker.js',
]

/** Names under /assets/ hold a digest of the content, so such a file never changes and may be kept for ever. */
const FOR_EVER = 'public, max-age=31536000, immutable'
const ONE_DAY = 'public, max-age=86400'

/** The built application, with its built files served before it. */
export function withAssets(app: typeof import('../app.ts'), folder: string): LoadedApp {
  return {
    handle: app.handle,
    jobHandlers: app.jobHandlers,
    sendAuthMail: app.sendAuthMail,
    prepareInstance: app.prepareInstance,
    prepareDemo: app.prepareDemo,
    exportOrganization: app.exportOrganization,
    importOrganization: app.importOrganization,
    before: (request, response, next) => {
      const path = decodePath(request.url ?? '/')
      if (path?.startsWith('/assets/')) void sendFile(request, response, join(folder, path), FOR_EVER)
      else if (path !== undefined && PUBLIC.includes(path))
        void sendFile(request, response, join(folder, path), ONE_DAY)
      else next()
    },
  }
}

function decodePath(url: string): string | undefined {
  try {
    const path = normalize(decodeURIComponent(url.split('?')[0] ?? '/'))
    return path.includes('\0') || path.split(sep).includes('..') ? undefined : path
  } catch {
    return undefined
  }
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: string,
  caching: string,
): Promise<void> {
  const type = TYPES[extname(file)]
  const found = type === undefined ? undefined : await findFile(request, file)
  if (type === undefined || found === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is no such file.')
    return
  }
  response.writeHead(200, {
    'content-type': type,
    'content-length': found.size,
    'cache-control': caching,
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
    ...(found.encoding === undefined ? {} : { 'content-encoding': found.encoding }),
  })
  if (request.method === 'HEAD') response.end()
  else
    createReadStream(found.path)
      .on('error', () => response.destroy())
      .pipe(response)
}

interface FoundFile {
  readonly path: string
  readonly size: number
  readonly encoding: string | undefined
}

/** The file in the smallest of the forms that the build wrote and the client takes. */
async function findFile(request: IncomingMessage, file: string): Promise<FoundFile | undefined> {
  if (!['GET', 'HEAD'].includes(request.method ?? '')) return undefined
  const accepted = FILE_ENCODINGS.filter(({ encoding }) =>
    acceptsEncoding(request.headers['accept-encoding']?.toString(), encoding),
  )
  for (const { encoding, ending } of [...accepted, { encoding: undefined, ending: '' }]) {
    const found = await stat(file + ending).catch(() => undefined)
    if (found?.isFile()) return { path: file + ending, size: found.size, encoding }
  }
  return undefined
}
