import { createHash } from 'node:crypto'
import { createRoute, type RouteConfig, z } from '@hono/zod-openapi'
import { AppError } from '../app-error.ts'
import type { OrgScope, PersonScope } from '../db/scopes.ts'
import type { Deps } from '../deps.ts'
import { type Api, countCall, operationOf, problemSchema } from './api-route.ts'
import { asMember, asPerson, identify } from './authenticate.ts'
import { remembered } from './idempotency.ts'
import { readLimitedBody, readLimitedForm } from './limited-body.ts'

/** Runs work as the member who calls; each run is a transaction of its own. */
export type RunAsMember = <T>(work: (scope: OrgScope) => Promise<T>) => Promise<T>

/** Runs work as the person who calls; each run is a transaction of its own. */
export type RunAsOwner = <T>(work: (scope: PersonScope) => Promise<T>) => Promise<T>

interface FileRouteConfig {
  /** Below `/api/v1`, with `{org}` and other parameters, which are ids. */
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly tag: string
}

export interface UploadRouteConfig<R extends z.ZodType> extends FileRouteConfig {
  /** Bytes of the whole form. */
  readonly maxBytes: number
  /** Fields beside `file`, as JSON Schema, with those that must be there. */
  readonly fields: Readonly<Record<string, { readonly type: 'string'; readonly description: string }>>
  readonly required: readonly string[]
  readonly response: R
}

export interface UploadCall {
  readonly deps: Deps
  readonly params: Readonly<Record<string, string>>
  readonly run: RunAsMember
}

/**
 * A POST route that takes one file in a multipart form, answered with 201. `admit` decides before anything of the body is read; no
 * transaction is open while the body comes in.
 */
export function uploadRoute<R extends z.ZodType>(
  api: Api,
  config: UploadRouteConfig<R>,
  admit: (scope: OrgScope, params: Readonly<Record<string, string>>) => Promise<void>,
  work: (call: UploadCall, form: FormData) => Promise<z.input<R>>,
): void {
  const file = { type: 'string', format: 'binary' } as const
  const schema = {
    type: 'object' as const,
    properties: { file, ...config.fields },
    required: ['file', ...config.required],
  }
  const route: RouteConfig = {
    method: 'post',
    ...described(config),
    request: {
      params: paramsOf(config.path),
      body: { required: true, content: { 'multipart/form-data': { schema } } },
    },
    responses: {
      201: { description: 'Done.', content: { 'application/json': { schema: config.response } } },
      default: problem,
    },
  }
  api.openapi(createRoute(route), async (c) => {
    const { deps } = c.env
    const caller = await identify(deps, c.req.raw)
    const limit = await countCall(c, caller)
    const params = c.req.param() as Readonly<Record<string, string>>
    const place = { organization: params.org ?? '', operation: operationOf(route) }
    const run: RunAsMember = (inner) => asMember(deps, caller, place, inner)
    await run((scope) => admit(scope, params))
    const body = await readLimitedBody(c.req.raw, config.maxBytes)
    const digest = createHash('sha256').update(`POST ${c.req.path}\n`).update(body).digest()
    const headers = { 'content-type': c.req.header('content-type') ?? '' }
    const response = await remembered(c, caller, digest, async () => {
      const form = await readLimitedForm(
        new Request(c.req.url, { method: 'POST', headers, body }),
        config.maxBytes,
      )
      return Response.json(await work({ deps, params, run }, form), { status: 201 })
    })
    return withHeaders(response, { ...limit, 'cache-control': 'no-store' }) as never
  })
}

export interface BodyRouteConfig<Format extends string, Q extends z.ZodObject, R extends z.ZodType>
  extends FileRouteConfig {
  readonly maxBytes: number
  /** Media types that are accepted, with what the work calls them. */
  readonly mediaTypes: Readonly<Record<string, Format>>
  readonly query: Q
  readonly response: R
}

export interface BodyCall<Q extends z.ZodObject> {
  readonly run: RunAsMember
  readonly query: z.output<Q>
}

/**
 * A POST route whose body is a file, answered with 201. `admit` decides before anything of the body is read; no transaction is open while
 * the body comes in. Error `unsupported_media_type`.
 */
export function bodyRoute<Format extends string, Q extends z.ZodObject, R extends z.ZodType>(
  api: Api,
  config: BodyRouteConfig<Format, Q, R>,
  admit: (scope: OrgScope) => Promise<void>,
  work: (call: BodyCall<Q>, bytes: Uint8Array, format: Format) => Promise<z.input<R>>,
): void {
  const schema = { type: 'string', format: 'binary' } as const
  const content = Object.fromEntries(Object.keys(config.mediaTypes).map((type) => [type, { schema }]))
  const route: RouteConfig = {
    method: 'post',
    ...described(config),
    request: {
      params: paramsOf(config.path),
      query: config.query,
      body: { required: true, content },
    },
    responses: {
      201: { description: 'Done.', content: { 'application/json': { schema: config.response } } },
      default: problem,
    },
  }
  api.openapi(createRoute(route), async (c) => {
    const { deps } = c.env
    const caller = await identify(deps, c.req.raw)
    const limit = await countCall(c, caller)
    const place = { organization: c.req.param('org') ?? '', operation: operationOf(route) }
    const run: RunAsMember = (inner) => asMember(deps, caller, place, inner)
    await run(admit)
    const mediaType = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
    const format = Object.hasOwn(config.mediaTypes, mediaType) ? config.mediaTypes[mediaType] : undefined
    if (format === undefined)
      throw new AppError('unsupported_media_type', `Send ${Object.keys(config.mediaTypes).join(' or ')}.`)
    const body = await readLimitedBody(c.req.raw, config.maxBytes)
    const query = c.req.valid('query' as never) as z.output<Q> // checked by the validator that the route named
    const digest = createHash('sha256').update(`POST ${c.req.url}\n${mediaType}\n`).update(body).digest()
    const response = await remembered(c, caller, digest, async () =>
      Response.json(await work({ run, query }, body, format), { status: 201 }),
    )
    return withHeaders(response, { ...limit, 'cache-control': 'no-store' }) as never
  })
}

/** A GET route that answers a file; `work` authorizes, and makes the whole response with its own strict headers. */
export function downloadRoute(
  api: Api,
  config: DownloadConfig,
  work: (scope: OrgScope, params: Readonly<Record<string, string>>) => Promise<Response>,
): void {
  const route = downloadOf(config, config.mediaType ?? 'application/octet-stream')
  api.openapi(createRoute(route), async (c) => {
    const caller = await identify(c.env.deps, c.req.raw)
    const limit = await countCall(c, caller)
    const params = c.req.param() as Readonly<Record<string, string>>
    const place = { organization: params.org ?? '', operation: operationOf(route) }
    const response = await asMember(c.env.deps, caller, place, (scope) => work(scope, params))
    return withHeaders(response, limit) as never
  })
}

export interface DownloadConfig extends FileRouteConfig {
  /** Default: that of any file. */
  readonly mediaType?: string
}

export interface OwnDownloadConfig extends FileRouteConfig {
  readonly mediaType: string
  /** What the address may ask for; `work` reads it. Default: nothing. */
  readonly query?: z.ZodObject
}

/** A GET route that answers a file of the caller's own; `work` authorizes, opens its own transactions and makes the whole response. */
export function ownDownloadRoute(
  api: Api,
  config: OwnDownloadConfig,
  work: (
    deps: Deps,
    run: RunAsOwner,
    params: Readonly<Record<string, string>>,
    search: URLSearchParams,
  ) => Promise<Response>,
): void {
  api.openapi(createRoute(downloadOf(config, config.mediaType, config.query)), async (c) => {
    const { deps } = c.env
    const caller = await identify(deps, c.req.raw)
    const limit = await countCall(c, caller)
    const params = c.req.param() as Readonly<Record<string, string>>
    const run: RunAsOwner = (inner) => asPerson(deps, caller, inner)
    const { searchParams } = new URL(c.req.url)
    return withHeaders(await work(deps, run, params, searchParams), limit) as never
  })
}

/** The same for a file of the organization in the path. */
export function memberDownloadRoute(
  api: Api,
  config: OwnDownloadConfig,
  work: (call: UploadCall) => Promise<Response>,
): void {
  const route = downloadOf(config, config.mediaType)
  api.openapi(createRoute(route), async (c) => {
    const { deps } = c.env
    const caller = await identify(deps, c.req.raw)
    const limit = await countCall(c, caller)
    const params = c.req.param() as Readonly<Record<string, string>>
    const place = { organization: params.org ?? '', operation: operationOf(route) }
    const run: RunAsMember = (inner) => asMember(deps, caller, place, inner)
    return withHeaders(await work({ deps, params, run }), limit) as never
  })
}

function downloadOf(config: FileRouteConfig, mediaType: string, query?: z.ZodObject): RouteConfig {
  const schema = { type: 'string' as const, format: 'binary' as const }
  return {
    method: 'get',
    ...described(config),
    request: { params: paramsOf(config.path), ...(query === undefined ? {} : { query }) },
    responses: {
      200: { description: 'The file, as an attachment.', content: { [mediaType]: { schema } } },
      default: problem,
    },
  }
}

const described = ({ path, summary, description, tag }: FileRouteConfig) => ({
  path,
  summary,
  ...(description === undefined ? {} : { description }),
  tags: [tag],
  security: [{ apiKey: [] }, { session: [] }],
})

/** Every parameter but the organization is an id. */
function paramsOf(path: string) {
  const names = [...path.matchAll(/\{(\w{1,40})\}/g)].map((match) => match[1] ?? '')
  return z.object(
    Object.fromEntries(names.map((name) => [name, name === 'org' ? z.string().max(100) : z.uuid()])),
  )
}

const problem = {
  description: 'A problem (RFC 9457).',
  content: { 'application/problem+json': { schema: problemSchema } },
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}
