import { createHash } from 'node:crypto'
import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { AppEnvironment } from '../app.ts'
import { AppError } from '../app-error.ts'
import { countUse } from '../db/lookups.ts'
import { inPublic, inSystem, type OrgScope, type PersonScope, type PublicScope } from '../db/scopes.ts'
import type { Deps } from '../deps.ts'
import { asMember, asPerson, type Caller, identify } from './authenticate.ts'
import { remembered } from './idempotency.ts'

/** What a route says of itself; the OpenAPI document and the authorization matrix are made from this. */
export interface ApiRouteConfig<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  R extends z.ZodType,
> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below `/api/v1`, with `{name}` for parameters; `{org}` is an organization's id or short name. */
  readonly path: string
  readonly summary: string
  readonly description?: string
  /** The area of the documentation that it stands in. */
  readonly tag: string
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly response: R
  /** Default 200; 201 for what makes something, 204 for an empty answer. */
  readonly status?: 200 | 201 | 202 | 204
  /** The answer holds a secret that is told once: it is not kept for repetitions of the request. Default false. */
  readonly tellsSecret?: boolean
}

export interface ApiInput<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  readonly params: z.output<P>
  readonly query: z.output<Q>
  readonly body: z.output<B>
}

export type Api = OpenAPIHono<AppEnvironment>
type Answer<R extends z.ZodType> = Promise<z.input<R>>

const none = z.object({})

/** A route in the scope of the organization in its path. */
export function orgRoute<
  P extends z.ZodObject = typeof none,
  Q extends z.ZodObject = typeof none,
  B extends z.ZodType = typeof none,
  R extends z.ZodType = z.ZodType,
>(
  api: Api,
  config: ApiRouteConfig<P, Q, B, R>,
  work: (scope: OrgScope, input: ApiInput<P, Q, B>) => Answer<R>,
): void {
  mount(api, config, 'org', (c, caller, input) =>
    asMember(c.env.deps, caller, c.req.param('org') ?? '', (scope) => work(scope, input)),
  )
}

/** A route in the scope of the person who calls. */
export function personRoute<
  P extends z.ZodObject = typeof none,
  Q extends z.ZodObject = typeof none,
  B extends z.ZodType = typeof none,
  R extends z.ZodType = z.ZodType,
>(
  api: Api,
  config: ApiRouteConfig<P, Q, B, R>,
  work: (scope: PersonScope, input: ApiInput<P, Q, B>) => Answer<R>,
): void {
  mount(api, config, 'person', (c, caller, input) =>
    asPerson(c.env.deps, caller, (scope) => work(scope, input)),
  )
}

/** Runs work as the person who calls; each run is a transaction of its own. */
export type RunAsPerson = <T>(work: (scope: PersonScope) => Promise<T>) => Promise<T>

/** A route of the person who calls that waits for others meanwhile: it opens its own transactions, so that none is open for long. */
export function personCallRoute<
  P extends z.ZodObject = typeof none,
  Q extends z.ZodObject = typeof none,
  B extends z.ZodType = typeof none,
  R extends z.ZodType = z.ZodType,
>(
  api: Api,
  config: ApiRouteConfig<P, Q, B, R>,
  work: (deps: Deps, run: RunAsPerson, input: ApiInput<P, Q, B>) => Answer<R>,
): void {
  mount(api, config, 'person', (c, caller, input) =>
    work(c.env.deps, (inner) => asPerson(c.env.deps, caller, inner), input),
  )
}

/** A route that anyone may call. */
export function publicRoute<
  P extends z.ZodObject = typeof none,
  Q extends z.ZodObject = typeof none,
  B extends z.ZodType = typeof none,
  R extends z.ZodType = z.ZodType,
>(
  api: Api,
  config: ApiRouteConfig<P, Q, B, R>,
  work: (scope: PublicScope, input: ApiInput<P, Q, B>) => Answer<R>,
): void {
  mount(api, config, 'public', (c, _caller, input) => inPublic(c.env.deps, (scope) => work(scope, input)))
}

type ScopeKind = 'org' | 'person' | 'public'

function mount<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType>(
  api: Api,
  config: ApiRouteConfig<P, Q, B, R>,
  kind: ScopeKind,
  run: (c: Context<AppEnvironment>, caller: Caller, input: ApiInput<P, Q, B>) => Answer<R>,
): void {
  const status = config.status ?? 200
  api.openapi(createRoute(routeOf(config, kind, status)), async (c) => {
    const caller = await identify(c.env.deps, c.req.raw)
    const limit = await countCall(c, caller)
    const input = {
      params: c.req.valid('param' as never),
      query: c.req.valid('query' as never),
      body: config.body === undefined ? undefined : c.req.valid('json' as never),
    } as unknown as ApiInput<P, Q, B> // checked by the validators that `routeOf` named
    const answer = async () => {
      const result = await run(c, caller, input)
      return status === 204 ? new Response(null, { status }) : Response.json(result, { status })
    }
    const response =
      config.method === 'get' || config.tellsSecret === true
        ? await answer()
        : await remembered(c, caller, digestOf(c, input), answer)
    for (const [name, value] of Object.entries(limit)) response.headers.set(name, value)
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store')
    return response as never
  })
}

function routeOf<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType>(
  config: ApiRouteConfig<P, Q, B, R>,
  kind: ScopeKind,
  status: 200 | 201 | 202 | 204,
): RouteConfig {
  const names = [...config.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  const params = z.object(
    Object.fromEntries(names.map((name) => [name, config.params?.shape[name] ?? z.string().max(100)])),
  )
  return {
    method: config.method,
    path: config.path,
    summary: config.summary,
    ...(config.description === undefined ? {} : { description: config.description }),
    tags: [config.tag],
    security: kind === 'public' ? [] : [{ apiKey: [] }, { session: [] }],
    request: {
      params,
      ...(config.query === undefined ? {} : { query: config.query }),
      ...(config.body === undefined
        ? {}
        : { body: { required: true, content: { 'application/json': { schema: config.body } } } }),
    },
    responses: {
      [status]:
        status === 204
          ? { description: 'Done; no content.' }
          : { description: 'Done.', content: { 'application/json': { schema: config.response } } },
      default: {
        description: 'A problem (RFC 9457).',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    },
  }
}

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    code: z.string(),
    instance: z.string(),
    errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' })

/** Calls a minute: a key or person gets more than an address that nobody vouches for. */
const CALLS = { known: 600, anonymous: 120, windowSeconds: 60 }

/** Counts one call and answers the rate-limit headers (draft-ietf-httpapi-ratelimit-headers). Error `rate_limited`. */
export async function countCall(c: Context<AppEnvironment>, caller: Caller): Promise<Record<string, string>> {
  const { deps, clientAddress } = c.env
  const bucket =
    caller.kind === 'anonymous'
      ? `api-from:${clientAddress}`
      : `api:${caller.kind === 'api_key' ? caller.keyId : caller.personId}`
  const limit = caller.kind === 'anonymous' ? CALLS.anonymous : CALLS.known
  const used = await inSystem(deps, (scope) => countUse(scope, bucket, CALLS.windowSeconds))
  const reset = CALLS.windowSeconds - (Math.floor(deps.now().getTime() / 1000) % CALLS.windowSeconds)
  if (used > limit)
    throw new AppError('rate_limited', `At most ${limit} calls a minute.`, { retryAfter: reset })
  return {
    'ratelimit-policy': `"default";q=${limit};w=${CALLS.windowSeconds}`,
    ratelimit: `"default";r=${limit - used};t=${reset}`,
  }
}

function digestOf(c: Context<AppEnvironment>, input: unknown): Buffer {
  return createHash('sha256').update(`${c.req.method} ${c.req.path}\n`).update(JSON.stringify(input)).digest()
}

/** One page of a list: `total` counts all that match. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number().int() })

/** `limit` and `offset` of a list. */
export const pagingSchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
