import { createHash } from 'node:crypto'
import { limits } from '@assay/core'
import { createRoute, type OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { AppEnvironment } from '../app.ts'
import { AppError } from '../app-error.ts'
import { countUse } from '../db/lookups.ts'
import { inPublic, inSystem, type OrgScope, type PersonScope, type PublicScope } from '../db/scopes.ts'
import type { Deps } from '../deps.ts'
import { asMember, asPerson, type Caller, identify } from './authenticate.ts'
import { type KeyedRequest, keyedRequest, type Once, once, remembered } from './idempotency.ts'
import { refuseBadJson } from './json-body.ts'
import type { Operation } from './refusals.ts'

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
  /** Bytes of the JSON. Default: `limits.json.bytes`. */
  readonly maxBodyBytes?: number
  readonly response: R
  /** Default 200; 201 for what makes something, 204 for an empty answer. */
  readonly status?: 200 | 201 | 202 | 204
  /** The answer holds a secret that is told once: it is not kept for repetitions of the request. Default false. */
  readonly tellsSecret?: boolean
  /** The body holds a password or a token: neither it nor a digest of it is kept for repetitions of the request. Default false. */
  readonly takesSecret?: boolean
  /** Headers of the answer that its reader should know of. */
  readonly answerHeaders?: Readonly<Record<string, { description: string; schema: { type: 'string' } }>>
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
  const operation = operationOf(config)
  mount(api, config, 'org', ({ c, caller, input, keyed }) =>
    asMember(c.env.deps, caller, { organization: c.req.param('org') ?? '', operation }, (scope) =>
      once(scope, keyed, () => work(scope, input)),
    ),
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
  mount(api, config, 'person', ({ c, caller, input, keyed }) =>
    asPerson(c.env.deps, caller, (scope) => once(scope, keyed, () => work(scope, input))),
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
  mountLong(api, config, 'person', ({ c, caller, input }) =>
    work(c.env.deps, (inner) => asPerson(c.env.deps, caller, inner), input),
  )
}

/** Runs work in the organization of the route's path; each run is a transaction of its own. */
export type RunAsMember = <T>(work: (scope: OrgScope) => Promise<T>) => Promise<T>

/** A route of an organization that waits for others meanwhile: it opens its own transactions, so that none is open for long. */
export function orgCallRoute<
  P extends z.ZodObject = typeof none,
  Q extends z.ZodObject = typeof none,
  B extends z.ZodType = typeof none,
  R extends z.ZodType = z.ZodType,
>(
  api: Api,
  config: ApiRouteConfig<P, Q, B, R>,
  work: (deps: Deps, run: RunAsMember, input: ApiInput<P, Q, B>, clientAddress: string) => Answer<R>,
): void {
  const operation = operationOf(config)
  mountLong(api, config, 'org', ({ c, caller, input }) => {
    const place = { organization: c.req.param('org') ?? '', operation }
    const run: RunAsMember = (inner) => asMember(c.env.deps, caller, place, inner)
    return work(c.env.deps, run, input, c.env.clientAddress)
  })
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
  mountLong(api, config, 'public', ({ c, input }) => inPublic(c.env.deps, (scope) => work(scope, input)))
}

/** A route as refusals of it are told. */
export const operationOf = ({
  method,
  path,
}: {
  readonly method: string
  readonly path: string
}): Operation => ({ method: method.toUpperCase(), pattern: `/api/v1${path}` })

const EITHER: Record<string, string[]>[] = [{ apiKey: [] }, { session: [] }]
/** Who may come: with a key or a session, with a session alone, or without either. */
const SECURITY = { org: EITHER, person: EITHER, session: [{ session: [] }], public: [] }
type ScopeKind = keyof typeof SECURITY

/** One call of a route, identified, counted and validated. */
export interface Call<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  readonly c: Context<AppEnvironment>
  readonly caller: Caller
  readonly input: ApiInput<P, Q, B>
  /** Present for a write with an `Idempotency-Key`. */
  readonly keyed: KeyedRequest | undefined
}

/** Mounts a route whose work is one transaction, key and answer included. */
function mount<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType>(
  api: Api,
  config: ApiRouteConfig<P, Q, B, R>,
  kind: ScopeKind,
  run: (call: Call<P, Q, B>) => Promise<Once<z.input<R>>>,
): void {
  mountCalls(api, config, kind, async (call) => {
    const { result, replayed } = await run(call)
    const response = answerOf(config, result)
    if (replayed) response.headers.set('idempotency-replayed', 'true')
    return response
  })
}

/** Mounts a route whose work opens its own transactions, or that anyone may call. */
function mountLong<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType>(
  api: Api,
  config: ApiRouteConfig<P, Q, B, R>,
  kind: ScopeKind,
  run: (call: Call<P, Q, B>) => Answer<R>,
): void {
  mountCalls(api, config, kind, (call) => {
    const answer = async () => answerOf(config, await run(call))
    return call.keyed === undefined
      ? answer()
      : remembered(call.c, call.caller, call.keyed.requestHash, answer)
  })
}

function answerOf<R extends z.ZodType>(
  { status = 200 }: { readonly status?: number },
  result: z.input<R>,
): Response {
  return status === 204 ? new Response(null, { status }) : Response.json(result, { status })
}

/** Mounts a route that makes its response itself. */
export function mountCalls<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  R extends z.ZodType,
>(
  api: Api,
  config: ApiRouteConfig<P, Q, B, R>,
  kind: ScopeKind,
  answer: (call: Call<P, Q, B>) => Promise<Response>,
): void {
  const keeps = config.method !== 'get' && config.tellsSecret !== true && config.takesSecret !== true
  api.openapi(createRoute(routeOf(config, kind, config.status ?? 200)), async (c) => {
    const caller = await identify(c.env.deps, c.req.raw)
    const limit = await countCall(c, caller)
    const input = {
      params: c.req.valid('param' as never),
      query: c.req.valid('query' as never),
      body: config.body === undefined ? undefined : c.req.valid('json' as never),
    } as unknown as ApiInput<P, Q, B> // checked by the validators that `routeOf` named
    const keyed = keeps ? keyedRequest(c, caller, digestOf(c, input)) : undefined
    const response = await answer({ c, caller, input, keyed })
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
  const names = [...config.path.matchAll(/\{(\w{1,40})\}/g)].map((match) => match[1] ?? '')
  const params = z.object(
    Object.fromEntries(names.map((name) => [name, config.params?.shape[name] ?? z.string().max(100)])),
  )
  return {
    method: config.method,
    path: config.path,
    summary: config.summary,
    ...(config.description === undefined ? {} : { description: config.description }),
    tags: [config.tag],
    ...(config.body === undefined
      ? {}
      : { middleware: [refuseBadJson(config.maxBodyBytes ?? limits.json.bytes)] }),
    security: SECURITY[kind],
    request: {
      params,
      ...(config.query === undefined ? {} : { query: config.query }),
      ...(config.body === undefined
        ? {}
        : { body: { required: true, content: { 'application/json': { schema: config.body } } } }),
    },
    responses: {
      [status]: {
        ...(status === 204
          ? { description: 'Done; no content.' }
          : { description: 'Done.', content: { 'application/json': { schema: config.response } } }),
        ...(config.answerHeaders === undefined ? {} : { headers: config.answerHeaders }),
      },
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

/** One page of a list: `total` counts all that match; `more` says that there are still more than that, uncounted. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), total: z.number().int(), more: z.boolean().optional() })

/** `limit` and `offset` of a list. */
export const pagingSchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
