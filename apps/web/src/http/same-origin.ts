import type { Context, MiddlewareHandler } from 'hono'
import type { AppEnvironment } from '../app.ts'
import { forbidden } from '../app-error.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a write that another site makes a browser send. A write that carries a session cookie must say that it comes from our own
 * pages; one with an API key carries nothing that a browser adds by itself, and needs no origin.
 */
export const refuseForeignOrigin: MiddlewareHandler<AppEnvironment> = async (c, next) => {
  const { method, raw } = c.req
  if (!SAFE.has(method) && raw.headers.has('cookie') && !raw.headers.has('authorization')) {
    if (raw.headers.get('origin') !== c.env.deps.config.publicUrl) throw notOurs()
  }
  await next()
}

/**
 * Refuses a page of another site also where no cookie is sent yet: signing a browser in as somebody else is an attack too. A program says
 * no origin, and passes.
 */
export function refuseForeignPage(c: Context<AppEnvironment>): void {
  const origin = c.req.raw.headers.get('origin')
  if (origin !== null && origin !== c.env.deps.config.publicUrl) throw notOurs()
}

const notOurs = () => forbidden('This request does not come from a page of this server.')
