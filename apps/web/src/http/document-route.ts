import { createHash } from 'node:crypto'
import { isJsonObject, limits } from '@assay/core'
import { createRoute, z } from '@hono/zod-openapi'
import { AppError, invalidField } from '../app-error.ts'
import type { Deps } from '../deps.ts'
import { type Api, countCall, problemSchema } from './api-route.ts'
import { type Caller, identify } from './authenticate.ts'
import { remembered } from './idempotency.ts'
import { parseInput } from './input.ts'
import { parseJsonBody } from './json-body.ts'
import { readLimitedBody } from './limited-body.ts'

/** A document that came as a body, in a form, or inside JSON; or the address of one. */
export interface DocumentBody {
  readonly source: string
  readonly document: { readonly content: Uint8Array | string } | { readonly address: string }
  /** The other members of the JSON or fields of the form. */
  readonly options: Readonly<Record<string, unknown>>
}

export interface DocumentRouteConfig<R extends z.ZodType> {
  readonly path: string
  readonly summary: string
  readonly description: string
  readonly tag: string
  readonly response: R
  readonly status: 200 | 201
  /** Whether anyone may call it; otherwise a person or their key. */
  readonly open: boolean
  /** Other members of the JSON or fields of the form, as JSON Schema. */
  readonly options: Readonly<
    Record<string, { readonly type: 'string' | 'boolean'; readonly description: string }>
  >
}

export interface DocumentCall {
  readonly deps: Deps
  readonly caller: Caller
  readonly clientAddress: string
}

export interface DocumentAnswer<R extends z.ZodType> {
  readonly body: z.input<R>
  /** Default: the status of the route. */
  readonly status?: number
}

/** An image, its form around it, and room for the fields. */
const BODY_BYTES = limits.png.bytes + 64 * 1024
/** A credential written as a text inside JSON grows by its escapes, at worst to about twice its size. */
const ENVELOPE_BYTES = 2 * limits.json.bytes
/** Two levels hold the envelope around the credential. */
const ENVELOPE = { ...limits.json, bytes: ENVELOPE_BYTES, depth: limits.json.depth + 1 }

/**
 * A POST route that takes a document: as JSON `{credential | address, …}`, as a form with `file`, `text` or `address`, or as the
 * body itself with its own media type. No transaction is open while it works, because verifying may wait for strangers.
 */
export function documentRoute<R extends z.ZodType>(
  api: Api,
  config: DocumentRouteConfig<R>,
  work: (call: DocumentCall, body: DocumentBody) => Promise<DocumentAnswer<R>>,
): void {
  api.openapi(createRoute(routeOf(config)), async (c) => {
    const { deps, clientAddress } = c.env
    const caller = await identify(deps, c.req.raw)
    if (!config.open && caller.kind === 'anonymous')
      throw new AppError('not_signed_in', 'Sign in, or send an API key.')
    const limit = await countCall(c, caller)
    const bytes = await readLimitedBody(c.req.raw, BODY_BYTES)
    const body = await readDocumentBody(c.req.header('content-type') ?? '', bytes)
    const digest = createHash('sha256').update(`POST ${c.req.path}\n`).update(bytes).digest()
    const answer = async () => {
      const { body: result, status = config.status } = await work({ deps, caller, clientAddress }, body)
      return Response.json(result, { status })
    }
    const response = config.open ? await answer() : await remembered(c, caller, digest, answer)
    for (const [name, value] of Object.entries(limit)) response.headers.set(name, value)
    response.headers.set('cache-control', 'no-store')
    return response as never
  })
}

const DOCUMENT_TYPES = [
  'application/vc+ld+json',
  'application/vc',
  'application/ld+json',
  'image/png',
  'text/plain',
]

/** Reads the body by its media type. Errors `unsupported_media_type`, `malformed`, `invalid_input`, `too_large`. */
async function readDocumentBody(contentType: string, bytes: Uint8Array<ArrayBuffer>): Promise<DocumentBody> {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase()
  if (type === 'application/json') return readEnvelope(bytes)
  if (type === 'multipart/form-data') return readForm(contentType, bytes)
  if (DOCUMENT_TYPES.includes(type)) return { source: 'body', document: { content: bytes }, options: {} }
  throw new AppError(
    'unsupported_media_type',
    `Send application/json, multipart/form-data, or a document as ${DOCUMENT_TYPES.join(', ')}.`,
  )
}

const envelopeSchema = z.looseObject({
  credential: z.unknown().optional(),
  address: z.string().max(2048).optional(),
})

function readEnvelope(bytes: Uint8Array): DocumentBody {
  const value = parseJsonBody(bytes, ENVELOPE)
  if (!isJsonObject(value)) throw new AppError('invalid_input', 'The body must be a JSON object.')
  // A credential sent as it is, without the object around it, is what most people try first.
  if (Object.hasOwn(value, '@context')) return { source: 'body', document: { content: bytes }, options: {} }
  const { credential, address, ...options } = parseInput(envelopeSchema, value)
  if ((credential === undefined) === (address === undefined))
    throw invalidField('credential', 'one_of', 'Give exactly one of credential and address.')
  if (address !== undefined) return { source: address, document: { address }, options }
  if (typeof credential !== 'string' && !isJsonObject(credential))
    throw invalidField('credential', 'invalid_type', 'credential is a JSON object or a text.')
  const content = typeof credential === 'string' ? credential : JSON.stringify(credential)
  return { source: 'credential', document: { content }, options }
}

async function readForm(contentType: string, bytes: Uint8Array<ArrayBuffer>): Promise<DocumentBody> {
  const form = await new Response(bytes, { headers: { 'content-type': contentType } })
    .formData()
    .catch((cause: unknown) => {
      throw new AppError('invalid_input', 'The form cannot be read.', { cause })
    })
  return documentOfForm(form)
}

/** The document that a form carries in `file`, `text` or `address`. Error `invalid_input` unless it is exactly one. */
export async function documentOfForm(form: FormData): Promise<DocumentBody> {
  const file = form.get('file')
  const text = String(form.get('text') ?? '')
  const address = String(form.get('address') ?? '').trim()
  const options = Object.fromEntries(
    [...form].filter(([name, value]) => !FORM_DOCUMENT.has(name) && typeof value === 'string'),
  )
  const hasFile = typeof file === 'object' && file !== null && (file.size > 0 || file.name !== '')
  if ([hasFile, text.trim() !== '', address !== ''].filter(Boolean).length > 1)
    throw new AppError('invalid_input', 'Give one document at a time.', { text: 'one_document' })
  if (hasFile)
    return {
      source: file.name.slice(0, 200) || 'file',
      document: { content: new Uint8Array(await file.arrayBuffer()) },
      options,
    }
  if (address !== '') return { source: address, document: { address }, options }
  if (text.trim() === '')
    throw new AppError('invalid_input', 'Give a file, a text or an address.', { text: 'no_document' })
  return isAddress(text)
    ? { source: text.trim(), document: { address: text.trim() }, options }
    : { source: 'text', document: { content: text }, options }
}

const FORM_DOCUMENT = new Set(['file', 'text', 'address'])

/** One word that begins like a web address; a badge never does. */
const isAddress = (text: string): boolean => /^\s*https?:\/\/\S{1,2048}\s*$/i.test(text)

function routeOf<R extends z.ZodType>({
  path,
  open,
  options,
  status,
  response,
  ...rest
}: DocumentRouteConfig<R>) {
  const { summary, description, tag } = rest
  const address = { type: 'string', format: 'uri', description: 'Where the badge is.' } as const
  const binary = { type: 'string', format: 'binary' } as const
  return {
    ...{ method: 'post' as const, path, summary, description, tags: [tag] },
    security: open ? [] : [{ apiKey: [] }, { session: [] }],
    request: {
      body: {
        required: true,
        content: {
          'application/json': {
            schema: {
              type: 'object' as const,
              description: 'Exactly one of credential and address.',
              properties: {
                credential: { oneOf: [{ type: 'object' as const }, { type: 'string' as const }] },
                address,
                ...options,
              },
            },
          },
          'multipart/form-data': {
            schema: {
              type: 'object' as const,
              properties: { file: binary, text: { type: 'string' as const }, address, ...options },
            },
          },
          ...Object.fromEntries(DOCUMENT_TYPES.map((type) => [type, { schema: binary }])),
        },
      },
    },
    responses: {
      [status]: { description: 'Done.', content: { 'application/json': { schema: response } } },
      default: {
        description: 'A problem (RFC 9457).',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    },
  }
}
