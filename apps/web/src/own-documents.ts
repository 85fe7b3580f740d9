import { limits } from '@assay/core'
import type { GuardedFetch } from '@assay/node'
import { Hono } from 'hono'
import type { AppEnvironment } from './app.ts'
import type { Deps } from './deps.ts'
import { problemResponse } from './http/problem.ts'
import type { JobHandlers } from './jobs/worker.ts'

/**
 * Deps whose `fetchDocument` answers addresses of this server in process, by the same routes that strangers ask. A server need not
 * call itself, and the guard would refuse it to: the demo's own address is a loopback one. Everything else goes through the guard.
 */
export function answeringOwn(deps: Deps, documents: Hono<AppEnvironment>): Deps {
  const own = new Hono<AppEnvironment>()
  own.onError((error, c) => problemResponse(error, c.req.path))
  own.route('/', documents)
  const fetchDocument: GuardedFetch = async (url, request) => {
    if (!URL.canParse(url) || new URL(url).origin !== deps.config.publicUrl)
      return deps.fetchDocument(url, request)
    const asked = new Request(url, { headers: { accept: request.accept } })
    const response = await own.fetch(asked, { deps, clientAddress: 'own' })
    return readAnswer(url, response, request.maxBytes ?? limits.fetch.bytes)
  }
  return { ...deps, fetchDocument }
}

/** The same for jobs: what they fetch of this server is answered in process as well. */
export function jobsAnsweringOwn(handlers: JobHandlers, documents: Hono<AppEnvironment>): JobHandlers {
  const wrapped = Object.entries(handlers).map(([name, handler]) => {
    const work = handler as (deps: Deps, payload: unknown) => Promise<void>
    return [name, (deps: Deps, payload: unknown) => work(answeringOwn(deps, documents), payload)]
  })
  return Object.fromEntries(wrapped) as JobHandlers
}

async function readAnswer(
  url: string,
  response: Response,
  maxBytes: number,
): Promise<Awaited<ReturnType<GuardedFetch>>> {
  const body = new Uint8Array(await response.arrayBuffer())
  if (body.length > maxBytes)
    return {
      outcome: 'unreachable',
      code: 'fetch.too-large',
      message: `The answer is larger than ${maxBytes} bytes.`,
    }
  const mediaType = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
  return { outcome: 'ok', status: response.status, mediaType: mediaType.trim().toLowerCase(), body, url }
}
