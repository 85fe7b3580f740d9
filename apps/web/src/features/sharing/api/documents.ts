import type { Context, Hono } from 'hono'
import type { AppEnvironment } from '../../../app.ts'
import { countShared } from '../commands.ts'

type Call = Context<AppEnvironment>

/** What programs that read pages for others call themselves. */
const ROBOT =
  /bot|crawl|spider|slurp|preview|fetch|curl|wget|python|headless|monitor|facebookexternalhit|embedly/i
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Counts how often pages of shared things are read, and how often a badge is verified here. */
export function sharingDocuments(app: Hono<AppEnvironment>): void {
  for (const shelf of ['credentials', 'b', 'collections'])
    app.get(`/${shelf}/:id`, async (c, next) => {
      const id = c.req.param('id')
      await next()
      noteVisit(c, id, 'views')
    })
  for (const shelf of ['credentials', 'b'])
    app.get(`/verify/${shelf}/:id`, async (c, next) => {
      const id = c.req.param('id')
      await next()
      noteVisit(c, id, 'verifications')
    })
}

/**
 * Counts a visit of nobody in particular: who is signed in here (so also the owner) and robots are not counted. The visitor does not
 * wait for it, and a count that fails is only a line in the log.
 */
function noteVisit(c: Call, id: string, what: 'views' | 'verifications'): void {
  const isPage = c.res.status === 200 && (c.res.headers.get('content-type') ?? '').startsWith('text/html')
  const signedIn = (c.req.header('cookie') ?? '').includes('assay.')
  const agent = c.req.header('user-agent') ?? ''
  if (!isPage || signedIn || ROBOT.test(agent) || !ID.test(id)) return
  const { deps } = c.env
  countShared(deps, id.toLowerCase(), what).catch((error: unknown) => {
    deps.log.warn({ err: error }, 'a visit was not counted')
  })
}
