import type { Context, Hono } from 'hono'
import type { AppEnvironment } from '../../../app.ts'
import { AppError, notFound } from '../../../app-error.ts'
import type { PublicScope } from '../../../db/scopes.ts'
import { asAnyone } from '../../../http/authenticate.ts'
import { problemResponse } from '../../../http/problem.ts'
import { type Language, requestLanguage } from '../../../i18n/languages.ts'
import { translateIn } from '../../../i18n/server.ts'
import { badgeSvg } from '../../../ui/badge-art/index.ts'
import { drawingOf, initialsOf } from '../../../ui/drawing-of.ts'
import { type Entry, getSharedEntry } from '../../backpack/queries.ts'
import { badgeOf } from '../../credentials/queries/badge-picture.ts'
import { credentialFacts, findShared, getCredentialJson } from '../../credentials/queries.ts'
import type { Opening } from '../../credentials/schema/opening.ts'
import { presentShown } from '../../credentials/schema/shown.ts'
import { isId, stateOf } from '../../credentials/schema.ts'
import { viewReport } from '../../verify/schema/report-view.ts'
import { dayOf } from '../../verify/schema/verdict-sentence.ts'
import { type EmbeddedArt, embeddedPage } from '../present/embedded-page.ts'
import { getSharedCollection } from '../queries.ts'
import { embedCode, oembedXml } from '../schema/embed-code.ts'
import { type EmbeddedShelf, embedSize, pageAt } from '../schema/oembed.ts'

type Call = Context<AppEnvironment>
type Translate = ReturnType<typeof translateIn>

/** What is told of something embedded: a badge's issuer, of a collection nobody. */
interface EmbeddedThing {
  readonly visibility: 'link' | 'public'
  readonly title: string
  readonly author?: string
  readonly lines: (t: Translate, language: Language) => readonly string[]
  readonly art: readonly EmbeddedArt[]
}

/** Reads what an address shows; `not_found` where the address does not open it. */
const SHELVES: Readonly<
  Record<EmbeddedShelf, (scope: PublicScope, id: string, opening: Opening) => Promise<EmbeddedThing>>
> = { credentials: readBadge, b: readImported, collections: readCollection }

/** The only pages that others may frame, and the address that tells them how (oEmbed 1.0). */
export function embedDocuments(app: Hono<AppEnvironment>): void {
  app.get('/embed/credentials/:credential', (c) =>
    guarded(c, () => embedded(c, 'credentials', c.req.param('credential'))),
  )
  app.get('/embed/b/:entry', (c) => guarded(c, () => embedded(c, 'b', c.req.param('entry'))))
  app.get('/embed/collections/:collection', (c) =>
    guarded(c, () => embedded(c, 'collections', c.req.param('collection'))),
  )
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

async function readBadge(scope: PublicScope, id: string, opening: Opening): Promise<EmbeddedThing> {
  const shared = isId(id) ? await findShared(scope, id, opening) : undefined
  if (shared === undefined) throw notFound('credential')
  const facts = await credentialFacts(scope, id)
  const { drawing } = await badgeOf(scope, facts.achievementVersionId, facts.validFrom.getUTCFullYear())
  const { name, holder, issuerName } = presentShown(await getCredentialJson(scope, id))
  const state = stateOf(facts, scope.deps.now())
  const lines = (t: Translate) => [
    ...(holder === undefined ? [] : [holder]),
    String(t('credentials:page.issued_by', { issuer: issuerName })),
    String(t(`backpack:states.${state}` as 'backpack:states.in_force')),
  ]
  return {
    ...shared,
    title: name,
    author: issuerName,
    lines,
    art: [{ svg: badgeSvg(drawing, { size: 120 }) }],
  }
}

/** Letters of a stranger's words that fit into a line. */
const LINE = 60

/**
 * A badge from elsewhere: its name and issuer are what it says itself, so what the last check found comes first, with its day, and the line
 * after it says whose words follow (THREATS T11). Of its picture nothing is shown: nobody signed it.
 */
async function readImported(scope: PublicScope, id: string, opening: Opening): Promise<EmbeddedThing> {
  const { name, issuerName, issuerId, visibility, state, report, ownership } = await getSharedEntry(
    scope,
    id,
    opening,
  )
  if (report === undefined) throw notFound('badge')
  const issuer = issuerName ?? issuerId
  const checkedAt = new Date(report.checkedAt)
  const view = viewReport(report.report, { source: '', checkedAt, origin: scope.deps.config.publicUrl })
  const lines = (t: Translate, language: Language) => [
    String(
      t('sharing:embedded.checked', {
        date: dayOf(view.checkedAt, { language, timeZone: 'UTC' }),
        state: t(`backpack:states.${state}` as 'backpack:states.in_force'),
      }),
    ),
    String(
      t('sharing:embedded.says', {
        issuer: inLine(issuer, LINE, 0),
        identity: inLine(view.issuer?.identity ?? issuerId, 20, 6),
      }),
    ),
    ...(ownership === 'not_shown' ? [String(t('backpack:shared.not_shown'))] : []),
  ]
  return {
    // A link-only badge that lies in a public collection is not public by itself.
    visibility: visibility === 'public' ? 'public' : 'link',
    title: name,
    lines,
    art: [{ initials: initialsOf(issuer) }],
  }
}

/** What is left of a long text: its first letters and its last. */
const inLine = (text: string, first: number, last: number): string =>
  text.length > first + last + 1 ? `${text.slice(0, first)}…${text.slice(text.length - last)}` : text

/** Badges that fit into the frame. */
const MOST_SHOWN = 5

async function readCollection(scope: PublicScope, id: string, { key }: Opening): Promise<EmbeddedThing> {
  const { title, visibility, badges } = await getSharedCollection(scope, id, key)
  if (visibility === 'private') throw notFound('collection')
  const lines = (t: Translate) => [String(t('sharing:list.count', { count: badges.length }))]
  return { visibility, title, lines, art: badges.slice(0, MOST_SHOWN).map(artOf) }
}

function artOf({ name, issuerName, art }: Entry): EmbeddedArt {
  const drawing = drawingOf({ name, issuerName: issuerName ?? null, art })
  return drawing === undefined
    ? { initials: initialsOf(issuerName ?? name) }
    : { svg: badgeSvg(drawing, { size: 80 }) }
}

/** Of what is public alone: what was shown to those with a link is not shown in pages of others. */
async function embedded(c: Call, shelf: EmbeddedShelf, id: string): Promise<Response> {
  const { deps } = c.env
  const { title, lines, art } = await asAnyone(deps, (scope) => SHELVES[shelf](scope, id, {}))
  const language = requestLanguage(c.req.raw)
  const href = `${deps.config.publicUrl}/${shelf}/${id}`
  return embeddedPage({ language, href, title, lines: lines(translateIn(language), language), art })
}

const OPEN = { 'access-control-allow-origin': '*' }

/**
 * The answers that oEmbed 1.0 (2.3.4) names: 501 for a format that is not made, 401 for what is there and not public (told only to whom the
 * address opens it), 404 for everything else.
 */
async function oembed(c: Call): Promise<Response> {
  const { deps } = c.env
  const format = c.req.query('format') ?? 'json'
  if (format !== 'json' && format !== 'xml') return new Response(null, { status: 501, headers: OPEN })
  const origin = deps.config.publicUrl
  const page = pageAt(c.req.query('url'), origin)
  if (page === undefined) throw notFound('page')
  const { shelf, id, opening } = page
  const { title, author, visibility } = await asAnyone(deps, (scope) => SHELVES[shelf](scope, id, opening))
  if (visibility !== 'public') return new Response(null, { status: 401, headers: OPEN })
  const size = embedSize(shelf, c.req.query('maxwidth'), c.req.query('maxheight'))
  const answer = {
    ...{ version: '1.0', type: 'rich', title, provider_name: 'Assay', provider_url: origin },
    ...(author === undefined ? {} : { author_name: author }),
    ...{ cache_age: 3600, ...size, html: embedCode({ shelf, id, title, origin, size }) },
  }
  const headers = { ...OPEN, 'cache-control': 'public, no-cache' }
  return format === 'json'
    ? Response.json(answer, { headers })
    : new Response(oembedXml(answer), { headers: { ...headers, 'content-type': 'text/xml; charset=utf-8' } })
}
