import { type Context, Hono } from 'hono'
import type { AppEnvironment } from '../../../app.ts'
import { AppError } from '../../../app-error.ts'
import type { PersonScope } from '../../../db/scopes.ts'
import { type AppCall, identifyApp } from '../../../http/app-token.ts'
import { asPerson, authorize } from '../../../http/authenticate.ts'
import { countGrantCall } from '../commands/server-calls.ts'
import { serviceDescription } from '../present/service-description.ts'
import { faultOf, statusInfo } from '../present/status-info.ts'
import { HOST_API } from '../schema/endpoints.ts'
import { areasOf } from '../schema/scopes.ts'
import { readBadges, upsertBadge } from './credentials.ts'
import { describedServer } from './described-server.ts'
import { putProfile, readProfile } from './profile.ts'

type HostContext = Context<AppEnvironment>

/** A call of a platform with a token that opens something; `run` works in the scope of the person who let it in. */
export interface HostCall extends AppCall {
  readonly c: HostContext
  readonly run: <T>(work: (scope: PersonScope) => Promise<T>) => Promise<T>
}

/** One operation: what it takes to be allowed, and what it does. */
export interface HostOperation {
  readonly scope: string
  readonly may: (scope: PersonScope) => boolean
  readonly answer: (call: HostCall) => Promise<Response>
}

/** The host API of Open Badges 3.0 (section 6): other platforms read a backpack and put badges into it, as far as its owner lets them. */
export function hostService(): Hono<AppEnvironment> {
  const service = new Hono<AppEnvironment>()
  service.onError((error, c) => {
    if (!(error instanceof AppError))
      c.env.deps.log.error({ err: error, path: c.req.path }, 'a request failed')
    return statusInfo(faultOf(error))
  })
  service.get(`${HOST_API}/discovery`, (c) =>
    Response.json(serviceDescription(describedServer(c.env.deps)), {
      headers: { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' },
    }),
  )
  service.get(`${HOST_API}/credentials`, (c) => answerTo(c, readBadges))
  service.post(`${HOST_API}/credentials`, (c) => answerTo(c, upsertBadge))
  service.get(`${HOST_API}/profile`, (c) => answerTo(c, readProfile))
  service.put(`${HOST_API}/profile`, (c) => answerTo(c, putProfile))
  for (const [path, allow] of Object.entries(METHODS))
    service.all(HOST_API + path, () => statusInfo({ ...NOT_ALLOWED, headers: { allow } }))
  service.all(`${HOST_API}/*`, () =>
    statusInfo({ status: 404, minor: 'not_found', description: 'There is no such address.' }),
  )
  return service
}

const METHODS = { '/discovery': 'GET, HEAD', '/credentials': 'GET, HEAD, POST', '/profile': 'GET, HEAD, PUT' }

const NOT_ALLOWED = {
  status: 405,
  minor: 'not_allowed',
  description: 'This address does not take that method.',
} as const

async function answerTo(c: HostContext, { scope, may, answer }: HostOperation): Promise<Response> {
  const { deps } = c.env
  const call = await identifyApp(deps, c.req.raw, areasOf)
  if (call === undefined) return unauthorized(c)
  await countGrantCall(deps, call.caller.grantId)
  const run: HostCall['run'] = (work) => asPerson(deps, call.caller, work)
  try {
    await run(async (person) => authorize(may(person)))
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'forbidden') throw error
    return insufficient(scope)
  }
  const response = await answer({ ...call, c, run })
  response.headers.set('cache-control', 'no-store')
  return response
}

const unauthorized = (c: HostContext): Response =>
  statusInfo({
    status: 401,
    minor: 'unauthorizedrequest',
    description: 'Send an access token as a Bearer token: it is missing, unknown, expired or revoked.',
    // Whoever sent nothing is not told of an error (RFC 6750, 3.1).
    headers: {
      'www-authenticate':
        c.req.header('authorization') === undefined ? 'Bearer' : 'Bearer error="invalid_token"',
    },
  })

const insufficient = (scope: string): Response =>
  statusInfo({
    status: 403,
    minor: 'forbidden',
    description: `The access token lacks the scope ${scope}.`,
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  })
