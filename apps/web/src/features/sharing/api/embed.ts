import type { Context, Hono } from 'hono'
import type { AppEnvironment } from '../../../app.ts'
import { AppError, notFound } from '../../../app-error.ts'
import type { PublicScope } from '../../../db/scopes.ts'
import { asAnyone } from '../../../http/authenticate.ts'
import { problemResponse } from '../../../http/problem.ts'
import { requestLanguage } from '../../../i18n/languages.ts'
import { translateIn } from '../../../i18n/server.ts'
import { badgeSvg } from '../../../ui/badge-art/index.ts'
import { presentShown } from '../../credentials/present/shown.ts'
import { badgeOf } from '../../credentials/queries/badge-picture.ts'
import { credentialFacts, findShared, getCredentialJson } from '../../credentials/queries.ts'
import { isId, stateOf } from '../../credentials/schema.ts'
import { credentialAt, embedSize, escapeMarkup, oembedXml } from '../schema/oembed.ts'

type Call = Context<AppEnvironment>

/** The only pages that others may frame, and the address that tells them how (oEmbed 1.0). */
export function embedDocuments(app: Hono<AppEnvironment>): void {
  app.get('/embed/credentials/:credential', (c) => guarded(c, () => embedded(c)))
  app.get('/oembed', (c) => guarded(c, () => oembed(c)))
}

async function guarded(c: Call, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError) return problemResponse(error, c.req.path)
    throw error
  }
}

/** What is embedded of a public credential; a link-only one is nobody's to embed. Error `not_found`. */
async function publicBadge(scope: PublicScope, credentialId: string) {
  const shared = isId(credentialId) ? await findShared(scope, credentialId, undefined) : undefined
  if (shared?.visibility !== 'public') throw notFound('credential')
  const facts = await credentialFacts(scope, credentialId)
  const { drawing } = await badgeOf(scope, facts.achievementVersionId, facts.validFrom.getUTCFullYear())
  const shown = presentShown(await getCredentialJson(scope, credentialId))
  return { shown, drawing, state: stateOf(facts, scope.deps.now()) }
}

/** Drawings carry their sizes in style attributes; nothing else is allowed, and no cookie is read or set. */
const FRAMED =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors *"

async function embedded(c: Call): Promise<Response> {
  const { deps } = c.env
  const id = c.req.param('credential') ?? ''
  const { shown, drawing, state } = await asAnyone(deps, (scope) => publicBadge(scope, id))
  const language = requestLanguage(c.req.raw)
  const t = translateIn(language)
  const lines = [
    shown.holder,
    String(t('credentials:page.issued_by', { issuer: shown.issuerName })),
    String(t(`backpack:states.${state}` as 'backpack:states.in_force')),
  ].filter((line) => line !== undefined)
  const page = `${deps.config.publicUrl}/credentials/${id}`
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>${escapeMarkup(shown.name)}</title></head>
<body style="margin:0;font-family:system-ui,sans-serif;font-size:14px;line-height:1.4;color:#1a1b1f;background:#fbfaf7">
<a href="${page}" target="_blank" rel="noopener" style="display:flex;gap:16px;align-items:center;padding:16px;color:inherit;text-decoration:none">
<span style="flex:none">${badgeSvg(drawing, { size: 120 })}</span>
<span><strong style="font-size:17px">${escapeMarkup(shown.name)}</strong><br>${lines.map(escapeMarkup).join('<br>')}</span></a></body></html>`
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': FRAMED,
      'cache-control': 'public, no-cache',
      'x-robots-tag': 'noindex',
      vary: 'Accept-Language, Cookie',
    },
  })
}

async function oembed(c: Call): Promise<Response> {
  const { deps } = c.env
  const format = c.req.query('format') ?? 'json'
  if (format !== 'json' && format !== 'xml') return new Response(null, { status: 501 })
  const id = credentialAt(c.req.query('url'), deps.config.publicUrl)
  if (id === undefined) throw notFound('credential')
  const { shown } = await asAnyone(deps, (scope) => publicBadge(scope, id))
  const { width, height } = embedSize(c.req.query('maxwidth'), c.req.query('maxheight'))
  const src = `${deps.config.publicUrl}/embed/credentials/${id}`
  const answer = {
    ...{ version: '1.0', type: 'rich', title: shown.name, provider_name: shown.issuerName },
    ...{ provider_url: deps.config.publicUrl, cache_age: 3600, width, height },
    html: `<iframe src="${src}" width="${width}" height="${height}" title="${escapeMarkup(shown.name)}" style="border:0" loading="lazy" sandbox="allow-popups"></iframe>`,
  }
  const headers = { 'access-control-allow-origin': '*', 'cache-control': 'public, no-cache' }
  return format === 'json'
    ? Response.json(answer, { headers })
    : new Response(oembedXml(answer), { headers: { ...headers, 'content-type': 'text/xml; charset=utf-8' } })
}
