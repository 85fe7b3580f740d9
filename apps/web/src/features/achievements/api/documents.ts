import { createHash } from 'node:crypto'
import type { Context, Hono } from 'hono'
import type { AppEnvironment } from '../../../app.ts'
import { AppError, notFound } from '../../../app-error.ts'
import type { PublicScope } from '../../../db/scopes.ts'
import { wantsPage } from '../../../http/accept.ts'
import { asAnyone } from '../../../http/authenticate.ts'
import { problemResponse } from '../../../http/problem.ts'
import { achievementDocument } from '../present/open-badge.ts'
import { getIssuerName } from '../queries/art.ts'
import { getPublicAchievement } from '../queries/one.ts'
import { achievementAddress } from '../queries.ts'
import { type ArtPicture, readArtAs } from './art-picture.ts'

/** Public documents: badge art, and the micro-credential as Open Badges `Achievement` for whoever does not ask for a page. */
export function achievementDocuments(app: Hono<AppEnvironment>): void {
  app.get('/achievements/:version/art.png', (c) => answer(c, (scope) => artOf(scope, c, 'image/png')))
  app.get('/achievements/:version/art.svg', (c) => answer(c, (scope) => artOf(scope, c, 'image/svg+xml')))
  app.get('/achievements/:achievement', async (c, next) => {
    if (!wantsPage(c.req.raw)) return answer(c, (scope) => documentOf(scope, c))
    await next()
    c.res.headers.append('vary', 'Accept')
    return
  })
}

/** Runs `work` on what anyone may see; our errors become problem details. */
async function answer(
  c: Context<AppEnvironment>,
  work: (scope: PublicScope) => Promise<Response>,
): Promise<Response> {
  try {
    return await asAnyone(c.env.deps, work)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return problemResponse(error, c.req.path)
  }
}

async function artOf(
  scope: PublicScope,
  c: Context<AppEnvironment>,
  mediaType: ArtPicture['mediaType'],
): Promise<Response> {
  const picture = await readArtAs(scope, c.req.param('version') ?? '', mediaType)
  if (picture === undefined) throw notFound('picture')
  return artResponse(picture, c.req.header('if-none-match'))
}

/**
 * A picture with headers under which even a hostile one does nothing: sandboxed, no scripts, no fetches, no sniffing. What was uploaded
 * never changes for a published version; a drawing follows the issuer's name and mark.
 */
export function artResponse(picture: ArtPicture, known?: string): Response {
  const etag = `"${createHash('sha256').update(picture.bytes).digest('base64url')}"`
  const headers = new Headers({
    'content-type': picture.mediaType,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*',
    'cache-control': picture.fixed ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
    etag,
  })
  if (known === etag) return new Response(null, { status: 304, headers })
  return new Response(new Uint8Array(picture.bytes), { headers })
}

async function documentOf(scope: PublicScope, c: Context<AppEnvironment>): Promise<Response> {
  const number = /^[1-9]\d{0,5}$/.exec(c.req.query('version') ?? '')?.[0]
  const { version } = await getPublicAchievement(
    scope,
    c.req.param('achievement') ?? '',
    number === undefined ? undefined : Number(number),
  )
  const address = await achievementAddress(scope, version.achievementId)
  const document = achievementDocument({
    address,
    imageUrl: `${new URL(address).origin}/achievements/${version.id}/art.png`,
    issuer: await getIssuerName(scope, version.orgId),
    version,
  })
  return new Response(JSON.stringify(document), {
    headers: {
      'content-type': c.req.header('accept')?.includes('application/ld+json')
        ? 'application/ld+json'
        : 'application/json',
      'cache-control': 'public, max-age=60',
      'access-control-allow-origin': '*',
      vary: 'Accept',
    },
  })
}
