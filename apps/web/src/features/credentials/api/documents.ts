import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Context, Hono } from 'hono'
import type { AppEnvironment } from '../../../app.ts'
import { AppError, notFound } from '../../../app-error.ts'
import type { AnyScope } from '../../../db/scopes.ts'
import { namedType } from '../../../http/accept.ts'
import { acceptsEncoding } from '../../../http/accept-encoding.ts'
import { asAnyone, identify } from '../../../http/authenticate.ts'
import { problemResponse } from '../../../http/problem.ts'
import { badgePreview } from '../../../ui/link-preview/badge-preview.server.ts'
import { findPublishedIssuer } from '../../issuer/queries.ts'
import { badgeOf, badgePicture, smallPicture } from '../queries/badge-picture.ts'
import { credentialFacts, findStatusList, getCredentialJson } from '../queries.ts'
import { readOpening } from '../schema/opening.ts'
import { presentShown } from '../schema/shown.ts'
import { CREDENTIAL_MEDIA_TYPES, isId } from '../schema.ts'
import { type Access, withCredential } from './access.ts'
import {
  CREDENTIAL_FILE_NAMES,
  CREDENTIAL_FILES,
  type CredentialFileName,
  type RunSeeing,
  SANDBOX,
} from './files.ts'

import { ownPart, PART_FILE_NAMES, type PartFileName, partAttachment, readHidden } from './part-files.ts'

type Routes = Hono<AppEnvironment>
type Call = Context<AppEnvironment>

/** What is served at addresses that credentials name: the credential itself, its pictures, status lists. */
export function credentialDocuments(app: Routes): void {
  credentialRoutes(app)
  app.get('/status/:list', (c) => guarded(c, () => statusList(c, c.req.param('list'))))
  app.get('/issuers/:slug/badges/:version/:file', (c) =>
    guarded(c, () => issuerBadge(c, c.req.param('slug'), c.req.param('version'), c.req.param('file'))),
  )
}

function credentialRoutes(app: Routes): void {
  app.get('/credentials/:credential', async (c, next) => {
    const type = namedType(c.req.raw, CREDENTIAL_MEDIA_TYPES)
    if (type === undefined) {
      await next()
      c.res.headers.append('vary', 'Accept')
      return
    }
    return guarded(c, () =>
      withCalled(c, async (scope, access) => {
        const body = await getCredentialJson(scope, c.req.param('credential'))
        return answer(c, body, type, access)
      }),
    )
  })
  for (const name of CREDENTIAL_FILE_NAMES)
    app.get(`/credentials/:credential/${name}`, (c) => guarded(c, () => file(c, name)))
  for (const name of PART_FILE_NAMES)
    app.get(`/credentials/:credential/${name}`, (c) => guarded(c, () => part(c, name)))
  app.get('/credentials/:credential/preview.png', (c) =>
    guarded(c, () =>
      withCalled(c, async (scope, access) => {
        const facts = await credentialFacts(scope, c.req.param('credential'))
        const shown = presentShown(await getCredentialJson(scope, facts.id))
        const { drawing } = await badgeOf(scope, facts.achievementVersionId, facts.validFrom.getUTCFullYear())
        const told = { drawing, title: shown.name, holder: shown.holder, issuer: shown.issuerName }
        return answer(c, badgePreview(told, c.env.deps.config.dataDir), 'image/png', access)
      }),
    ),
  )
}

/** The credential in one of its forms. Pictures and certificates open in the browser, the signed documents are saved. */
async function file(c: Call, name: CredentialFileName): Promise<Response> {
  const { mediaType, make } = CREDENTIAL_FILES[name]
  let seen: Access = 'holder'
  const run: RunSeeing = (work) =>
    withCalled(c, (scope, access) => {
      seen = access
      return work(scope)
    })
  const body = await make(c.env.deps, run, c.req.param('credential') ?? '')
  const response = await answer(c, body, mediaType, seen)
  const shown = mediaType === 'image/png' || mediaType === 'application/pdf'
  response.headers.set('content-disposition', `${shown ? 'inline' : 'attachment'}; filename="${name}"`)
  if (mediaType === 'image/svg+xml') response.headers.set('content-security-policy', SANDBOX)
  return response
}

/** For its holder alone: a part of the credential, without what the address names. */
async function part(c: Call, name: PartFileName): Promise<Response> {
  const { deps } = c.env
  const asked = { credentialId: c.req.param('credential') ?? '', name }
  const hidden = readHidden(new URL(c.req.url).searchParams)
  const body = await ownPart(deps, await identify(deps, c.req.raw), { ...asked, hidden })
  return partAttachment(body, name)
}

/** Our own errors become problems with their status; an odd failure goes on to the application's handler. */
async function guarded(c: Call, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError) return problemResponse(error, c.req.path)
    throw error
  }
}

async function withCalled<T>(c: Call, work: (scope: AnyScope, access: Access) => Promise<T>): Promise<T> {
  const caller = await identify(c.env.deps, c.req.raw)
  const credentialId = c.req.param('credential') ?? ''
  return withCredential(c.env.deps, caller, { credentialId, opening: readOpening(c.req.url) }, work)
}

/** How long others may keep an answer: sharing can be switched off at will, so never unasked. */
const CACHING: Record<Access, string> = {
  public: 'public, no-cache',
  link: 'private, no-cache',
  holder: 'private, no-store',
}

async function answer(c: Call, body: Uint8Array, type: string, access: Access): Promise<Response> {
  const headers = {
    'content-type': type,
    'cache-control': CACHING[access],
    vary: 'Accept, Cookie',
    ...(access === 'public' ? { 'access-control-allow-origin': '*' } : { 'x-robots-tag': 'noindex' }),
  }
  return withEtag(c, body, headers)
}

function withEtag(c: Call, body: Uint8Array, headers: Record<string, string>): Response {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  const known = (c.req.header('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known.includes(etag)) return new Response(null, { status: 304, headers: { ...headers, etag } })
  return new Response(Buffer.from(body), { headers: { ...headers, etag } })
}

/** A list as it was signed. Small enough for a minute in caches, so that with `ttl` a change is known everywhere within minutes. */
async function statusList(c: Call, listId: string): Promise<Response> {
  const { deps } = c.env
  if (!isId(listId)) throw notFound('status list')
  const list = await asAnyone(deps, (scope) => findStatusList(scope, listId))
  if (list === undefined) throw notFound('status list')
  if (list.signedBody === null)
    throw new AppError('not_available', 'The list is being signed; try again in a few seconds.', {
      retryAfter: 5,
    })
  const packed = acceptsEncoding(c.req.header('accept-encoding'), 'gzip')
  const body = Buffer.from(list.signedBody)
  return withEtag(c, packed ? gzipSync(body) : body, {
    'content-type': 'application/vc+ld+json',
    'cache-control': 'public, max-age=60',
    'access-control-allow-origin': '*',
    vary: 'Accept-Encoding',
    ...(packed ? { 'content-encoding': 'gzip' } : {}),
  })
}

/** The picture that a credential names as its achievement's image, and a small one for letters: public like the definition. */
async function issuerBadge(c: Call, slug: string, versionId: string, file: string): Promise<Response> {
  const [, year, small] = /^(20\d\d)(-small)?\.png$/.exec(file) ?? []
  if (year === undefined || !isId(versionId)) throw notFound('picture')
  const picture = await asAnyone(c.env.deps, async (scope) => {
    const issuer = await findPublishedIssuer(scope, slug)
    const { version } = await badgeOf(scope, versionId, Number(year))
    if (issuer === undefined || version.orgId !== issuer.orgId) throw notFound('picture')
    return small === undefined
      ? badgePicture(scope, versionId, Number(year))
      : smallPicture(scope, versionId, Number(year))
  })
  return withEtag(c, picture, {
    'content-type': 'image/png',
    'cache-control': 'public, max-age=3600',
    'access-control-allow-origin': '*',
  })
}
