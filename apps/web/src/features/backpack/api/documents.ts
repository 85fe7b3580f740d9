import { createHash } from 'node:crypto'
import { type BadgeFormat, bakePng, readPng } from '@assay/credentials'
import { inflate } from '@assay/node'
import type { Context, Hono } from 'hono'
import type { AppEnvironment } from '../../../app.ts'
import { AppError, notFound } from '../../../app-error.ts'
import type { AnyScope } from '../../../db/scopes.ts'
import { namedType } from '../../../http/accept.ts'
import { asAnyone, asPerson, authorize, identify } from '../../../http/authenticate.ts'
import { problemResponse } from '../../../http/problem.ts'
import { readOpening } from '../../credentials/schema/opening.ts'
import { CREDENTIAL_MEDIA_TYPES } from '../../credentials/schema.ts'
import { maySeeBackpack } from '../policy.ts'
import { type BadgeFile, credentialText, openBadge } from '../queries/badge-file.ts'
import { type Entry, findOwnEntry, getSharedEntry } from '../queries.ts'

type Routes = Hono<AppEnvironment>
type Call = Context<AppEnvironment>

/** What is served of imported badges: the badge byte for byte and its picture, to the owner and to those whom the owner lets see it. */
export function backpackDocuments(app: Routes): void {
  app.get('/b/:entry', async (c, next) => {
    const type = namedType(c.req.raw, CREDENTIAL_MEDIA_TYPES)
    if (type !== undefined) return serve(c, (badge) => json(badge, type))
    await next()
    c.res.headers.append('vary', 'Accept')
  })
  app.get('/b/:entry/badge.json', (c) =>
    serve(c, (badge) => json(badge, 'application/vc+ld+json'), 'badge.json'),
  )
  app.get('/b/:entry/badge.png', (c) => serve(c, bakedPicture, 'badge.png'))
  app.get('/b/:entry/badge.svg', (c) => serve(c, drawing, 'badge.svg'))
  app.get('/b/:entry/picture.png', (c) => serve(c, picture))
}

interface Served {
  readonly body: Uint8Array
  readonly type: string
}

/** The badge without its picture: JSON under the type asked for; a token or an address is a text. */
function json(badge: BadgeFile, type: string): Served {
  const text = credentialText(badge)
  const isJson = text.trimStart().startsWith('{')
  return { body: new TextEncoder().encode(text), type: isJson ? type : 'text/plain; charset=utf-8' }
}

/** A drawing goes out as a file only, never as a page (THREATS F1). */
function drawing(badge: BadgeFile): Served {
  if (badge.mediaType !== 'image/svg+xml') throw notFound('picture')
  return { body: badge.bytes, type: badge.mediaType }
}

/** The picture that came with the badge: the image it was baked into, or one that the credential carries in itself. */
function picture(badge: BadgeFile, entry: Entry): Served {
  if (badge.mediaType === 'image/png') return { body: badge.bytes, type: 'image/png' }
  const image = entry.report?.report.credential?.claimed.achievementImage
  const base64 =
    typeof image === 'string' ? /^data:image\/png;base64,([\w+/=]+)$/.exec(image)?.[1] : undefined
  if (base64 === undefined) throw notFound('picture')
  return { body: checkedPng(Buffer.from(base64, 'base64')), type: 'image/png' }
}

/** A picture from inside a credential was not read yet: its caps and checksums are checked here (THREATS F3). */
function checkedPng(png: Uint8Array): Uint8Array {
  readPng(png, inflate)
  return png
}

/** The image as it was brought; for a badge that came as JSON, its picture with the badge inside. */
function bakedPicture(badge: BadgeFile, entry: Entry): Served {
  const found = picture(badge, entry)
  return badge.mediaType === 'image/png'
    ? found
    : { body: bakePng(found.body, credentialText(badge), versionOf(entry)), type: found.type }
}

/** Which badge it is that goes into a picture (STANDARDS BK1, BK2). */
const versionOf = ({ report }: Entry): BadgeFormat =>
  report?.report.format.startsWith('ob2-') === true ? 'open-badges-2' : 'open-badges-3'

async function serve(
  c: Call,
  make: (badge: BadgeFile, entry: Entry) => Served,
  fileName?: string,
): Promise<Response> {
  try {
    const { entry, badge } = await openFor(c)
    const { body, type } = make(badge, entry)
    return answer(c, body, type, entry, fileName)
  } catch (error) {
    if (error instanceof AppError) return problemResponse(error, c.req.path)
    throw error
  }
}

/** The badge for its owner's session or key, else as far as it is shared. */
async function openFor(c: Call): Promise<{ readonly entry: Entry; readonly badge: BadgeFile }> {
  const { deps } = c.env
  const entryId = c.req.param('entry') ?? ''
  const caller = await identify(deps, c.req.raw)
  const open = async (scope: AnyScope, entry: Entry) => ({ entry, badge: await openBadge(scope, entry) })
  if (caller.kind === 'person') {
    const own = await asPerson(deps, caller, async (scope) => {
      authorize(maySeeBackpack(scope))
      const entry = await findOwnEntry(scope, entryId)
      return entry === undefined ? undefined : open(scope, entry)
    })
    if (own !== undefined) return own
  }
  return asAnyone(deps, async (scope) =>
    open(scope, await getSharedEntry(scope, entryId, readOpening(c.req.url))),
  )
}

/** Sharing can be switched off at will, so nobody keeps an answer unasked. */
function answer(c: Call, body: Uint8Array, type: string, entry: Entry, fileName?: string): Response {
  const open = entry.visibility === 'public'
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const headers = {
    ...{ 'content-type': type, etag, vary: 'Accept, Cookie' },
    'cache-control': open ? 'public, no-cache' : 'private, no-cache',
    ...(open ? { 'access-control-allow-origin': '*' } : { 'x-robots-tag': 'noindex' }),
    ...(type === 'image/svg+xml' ? { 'content-security-policy': "default-src 'none'; sandbox" } : {}),
    ...(fileName === undefined ? {} : { 'content-disposition': `attachment; filename="${fileName}"` }),
  }
  const known = (c.req.header('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known.includes(etag)) return new Response(null, { status: 304, headers })
  return new Response(Buffer.from(body), { headers })
}
