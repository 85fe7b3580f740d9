import type { JsonObject } from '@assay/core'
import type { Context, Hono } from 'hono'
import type { AppEnvironment } from '../../../app.ts'
import { notFound } from '../../../app-error.ts'
import { wantsPage } from '../../../http/accept.ts'
import { asAnyone } from '../../../http/authenticate.ts'
import { problemResponse } from '../../../http/problem.ts'
import { didDocument } from '../present.ts'
import { currentIssuerDocument, findPublishedIssuer } from '../queries.ts'

/** The issuer's documents: whoever does not ask for a page gets the controller document, as verifiers often ask for nothing. */
export function issuerDocuments(app: Hono<AppEnvironment>): void {
  app.get('/issuers/:slug', async (c, next) => {
    if (wantsPage(c.req.raw)) {
      await next()
      c.res.headers.append('vary', 'Accept')
      return
    }
    const found = await publishedDocument(c, c.req.param('slug'))
    return found === undefined
      ? problemResponse(notFound('issuer'), c.req.path)
      : documentResponse(found.body, 'application/ld+json')
  })

  app.get('/issuers/:slug/did.json', async (c) => {
    const found = await publishedDocument(c, c.req.param('slug'))
    if (found === undefined) return problemResponse(notFound('issuer'), c.req.path)
    const document = didDocument(JSON.parse(found.body) as JsonObject, found.issuer)
    return documentResponse(JSON.stringify(document), 'application/did+json')
  })
}

function publishedDocument(c: Context<AppEnvironment>, slug: string) {
  return asAnyone(c.env.deps, async (scope) => {
    const issuer = await findPublishedIssuer(scope, slug)
    const document = issuer === undefined ? undefined : await currentIssuerDocument(scope, issuer.orgId)
    return issuer === undefined || document === undefined ? undefined : { issuer, body: document.body }
  })
}

/** Keys change rarely, but a compromised one must be known soon: a minute. Any page anywhere may read it. */
const documentResponse = (body: string, type: string): Response =>
  new Response(body, {
    headers: {
      'content-type': type,
      'cache-control': 'public, max-age=60',
      'access-control-allow-origin': '*',
      vary: 'Accept',
    },
  })
