import type { Context, Hono } from 'hono'
import { isbot } from 'isbot'
import type { AppEnvironment } from '../../../app.ts'
import { AppError } from '../../../app-error.ts'
import { asAnyone } from '../../../http/authenticate.ts'
import { problemResponse } from '../../../http/problem.ts'
import { requestLanguage } from '../../../i18n/languages.ts'
import { translateIn } from '../../../i18n/server.ts'
import { drawingOf, initialsOf } from '../../../ui/drawing-of.ts'
import {
  badgeStrip,
  collectionPreview,
  MOST_PREVIEWED,
  type PreviewedBadge,
} from '../../../ui/link-preview/collection-preview.server.ts'
import { gatherVisit } from '../commands/gather-visits.ts'
import { getSharedCollection } from '../queries.ts'

type Call = Context<AppEnvironment>

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Pictures of collections; and counts of how often pages of shared things are read, and how often a badge is verified here. */
export function sharingDocuments(app: Hono<AppEnvironment>): void {
  app.get('/collections/:collection/preview.png', (c) => picture(c, c.req.param('collection'), preview))
  app.get('/collections/:collection/badges.png', (c) => picture(c, c.req.param('collection'), strip))
  for (const shelf of ['credentials', 'b', 'collections'])
    app.use(`/${shelf}/:id`, async (c, next) => {
      const id = c.req.param('id')
      await next()
      noteVisit(c, id, 'views')
    })
  for (const shelf of ['credentials', 'b'])
    app.use(`/verify/${shelf}/:id`, async (c, next) => {
      const id = c.req.param('id')
      await next()
      noteVisit(c, id, 'verifications')
    })
}

/** What browsers say when nobody reads the page yet. */
const AHEAD = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const

/**
 * Counts a visit of nobody in particular. Who is signed in here (so also the owner), robots, makers of link previews and pages fetched
 * ahead are not counted. The visitor does not wait for it, and a count that fails is only a line in the log.
 */
function noteVisit(c: Call, id: string, what: 'views' | 'verifications'): void {
  const isPage = c.res.status === 200 && (c.res.headers.get('content-type') ?? '').startsWith('text/html')
  const signedIn = (c.req.header('cookie') ?? '').includes('assay.')
  const agent = c.req.header('user-agent') ?? ''
  const ahead = AHEAD.some((name) => /prefetch|preview/i.test(c.req.header(name) ?? ''))
  if (!isPage || c.req.method !== 'GET' || signedIn || ahead || agent === '' || isbot(agent) || !ID.test(id))
    return
  const { deps } = c.env
  gatherVisit(deps, id.toLowerCase(), what).catch((error: unknown) => {
    deps.log.warn({ err: error }, 'a visit was not counted')
  })
}

type Shared = Awaited<ReturnType<typeof getSharedCollection>>

/** The picture that previews of the link show. */
function preview(c: Call, { title, badges }: Shared): Uint8Array {
  const t = translateIn(requestLanguage(c.req.raw))
  const told = String(t('sharing:list.count', { count: badges.length }))
  return collectionPreview({ title, told, badges: drawnOf(badges) }, c.env.deps.config.dataDir)
}

const strip = (c: Call, { badges }: Shared): Uint8Array =>
  badgeStrip(drawnOf(badges), c.env.deps.config.dataDir)

const drawnOf = (badges: Shared['badges']): readonly PreviewedBadge[] =>
  badges.slice(0, MOST_PREVIEWED).map(({ name, issuerName, art }) => {
    const drawing = drawingOf({ name, issuerName: issuerName ?? null, art })
    return drawing === undefined ? { initials: initialsOf(issuerName ?? name) } : { drawing }
  })

/** A picture of a collection for whoever may see it. Sharing can be switched off at will, so nobody keeps it unasked. */
async function picture(
  c: Call,
  id: string,
  draw: (c: Call, collection: Shared) => Uint8Array,
): Promise<Response> {
  try {
    const collection = await asAnyone(c.env.deps, (scope) =>
      getSharedCollection(scope, id, c.req.query('key')),
    )
    const open = collection.visibility === 'public'
    return new Response(Buffer.from(draw(c, collection)), {
      headers: {
        'content-type': 'image/png',
        'cache-control': open ? 'public, no-cache' : 'private, no-cache',
        vary: 'Accept-Language, Cookie',
        ...(open ? {} : { 'x-robots-tag': 'noindex' }),
      },
    })
  } catch (error) {
    if (error instanceof AppError) return problemResponse(error, c.req.path)
    throw error
  }
}
