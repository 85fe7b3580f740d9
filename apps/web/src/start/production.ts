import { createReadStream, type Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import type { LoadedApp } from './loaded-app.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
}

/** The built application, with its built files served before it under /assets/. */
export function withAssets(app: typeof import('../app.ts'), folder: string): LoadedApp {
  return {
    handle: app.handle,
    jobHandlers: app.jobHandlers,
    sendAuthMail: app.sendAuthMail,
    prepareInstance: app.prepareInstance,
    prepareDemo: app.prepareDemo,
    before: (request, response, next) => {
      const path = decodePath(request.url ?? '/')
      if (path === undefined || !path.startsWith('/assets/')) next()
      else void sendFile(request, response, join(folder, path))
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

/** Names hold a digest of the content, so a file never changes and may be kept for ever. */
async function sendFile(request: IncomingMessage, response: ServerResponse, file: string): Promise<void> {
  const found: Stats | undefined = await stat(file).catch(() => undefined)
  const type = TYPES[extname(file)]
  if (
    found === undefined ||
    !found.isFile() ||
    type === undefined ||
    !['GET', 'HEAD'].includes(request.method ?? '')
  ) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is no such file.')
    return
  }
  response.writeHead(200, {
    'content-type': type,
    'content-length': found.size,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  })
  if (request.method === 'HEAD') response.end()
  else
    createReadStream(file)
      .on('error', () => response.destroy())
      .pipe(response)
}
