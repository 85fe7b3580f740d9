import type { Context } from 'hono'
import { z } from 'zod'
import type { AppEnvironment } from '../app.ts'
import { withLanguage } from '../i18n/current.ts'
import { requestLanguage } from '../i18n/languages.ts'
import { type Api, type ApiRouteConfig, type Call, mountCalls, type RunAsPerson } from './api-route.ts'
import { asPerson } from './authenticate.ts'
import { clientHeaders } from './client-headers.ts'
import { refuseForeignPage } from './same-origin.ts'
import type { Visitor } from './visitor.ts'

// Routes by which sessions begin, change and end. Their bodies hold passwords and tokens, so nothing of them is kept for repetitions; a
// page of another site may not call them, whether or not the browser sends a cookie; and letters are in the language of the request.

const none = z.object({})
type None = typeof none

interface SessionRouteConfig<B extends z.ZodType>
  extends Pick<ApiRouteConfig<None, None, B, None>, 'method' | 'path' | 'summary' | 'description' | 'body'> {
  /** 202 where a letter follows. */
  readonly status: 202 | 204
  /** The answer sets or clears the cookie of a session; the documentation says so. Default false. */
  readonly setsCookie?: boolean
}

/** The cookies that a session route answers with, if any. */
type Cookies = Promise<Headers | undefined>

/** A session route for who is not signed in. Errors besides those of `work`: `forbidden` for a page of another site. */
export function visitorRoute<B extends z.ZodType = None>(
  api: Api,
  config: SessionRouteConfig<B>,
  work: (visitor: Visitor, body: z.output<B>) => Cookies,
): void {
  mountCalls(api, fullConfig(config), 'public', (call) =>
    answerWith(config.status, call, (visitor) => work(visitor, call.input.body)),
  )
}

/** A session route for who is signed in. Errors besides those of `work`: as {@link visitorRoute}, and `not_signed_in`. */
export function ownSessionRoute<B extends z.ZodType = None>(
  api: Api,
  config: SessionRouteConfig<B>,
  work: (visitor: Visitor, run: RunAsPerson, body: z.output<B>) => Cookies,
): void {
  mountCalls(api, fullConfig(config), 'session', (call) =>
    answerWith(config.status, call, (visitor) =>
      work(visitor, (inner) => asPerson(visitor.deps, call.caller, inner), call.input.body),
    ),
  )
}

const fullConfig = <B extends z.ZodType>({
  setsCookie,
  ...config
}: SessionRouteConfig<B>): ApiRouteConfig<None, None, B, None> => ({
  ...config,
  ...(setsCookie === true ? { answerHeaders: SET_COOKIE } : {}),
  tag: 'Signing in',
  response: none,
  takesSecret: true,
})

const SET_COOKIE = {
  'Set-Cookie': {
    description: 'The session: HttpOnly, SameSite=Lax, and Secure where the server is reached by HTTPS.',
    schema: { type: 'string' },
  },
} as const

async function answerWith<B extends z.ZodType>(
  status: 202 | 204,
  { c }: Call<None, None, B>,
  work: (visitor: Visitor) => Cookies,
): Promise<Response> {
  refuseForeignPage(c)
  const visitor = visitorOfCall(c)
  const headers = new Headers(await withLanguage(visitor.language, () => work(visitor)))
  return status === 204 ? new Response(null, { status, headers }) : Response.json({}, { status, headers })
}

function visitorOfCall(c: Context<AppEnvironment>): Visitor {
  const { deps, clientAddress } = c.env
  return {
    deps,
    clientAddress,
    headers: clientHeaders(c.req.raw, clientAddress),
    language: requestLanguage(c.req.raw),
  }
}
