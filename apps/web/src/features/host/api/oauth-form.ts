import { AppError } from '../../../app-error.ts'
import type { Deps } from '../../../deps.ts'
import { readLimitedBody } from '../../../http/limited-body.ts'
import { type OAuthError, oauthFault } from '../present/oauth-answer.ts'
import { clientWithSecret, type HostClient } from '../queries.ts'

/** A call that cannot be understood, or whose client did not show who it is; what the endpoint answers is in it. */
export class OAuthRefusal extends AppError {
  readonly error: OAuthError

  constructor(error: OAuthError, description: string) {
    super(error === 'invalid_client' ? 'not_signed_in' : 'malformed', description)
    this.error = error
  }
}

const FORM_BYTES = 16 * 1024
const FORM = 'application/x-www-form-urlencoded'

/** A form of an OAuth endpoint: no parameter stands twice, and one without a value is none (RFC 6749, 3.2). */
export async function readOAuthForm(request: Request): Promise<ReadonlyMap<string, string>> {
  const type = ((request.headers.get('content-type') ?? '').split(';')[0] ?? '').trim().toLowerCase()
  if (type !== FORM) throw new OAuthRefusal('invalid_request', `Send ${FORM}.`)
  const form = new URLSearchParams(new TextDecoder().decode(await readLimitedBody(request, FORM_BYTES)))
  const fields = new Map<string, string>()
  for (const [name, value] of form) {
    if (fields.has(name)) throw new OAuthRefusal('invalid_request', 'A parameter stands more than once.')
    fields.set(name, value)
  }
  return new Map([...fields].filter(([, value]) => value !== ''))
}

/** A parameter that has to be there. */
export function needed(form: ReadonlyMap<string, string>, name: string): string {
  const value = form.get(name)
  if (value === undefined) throw new OAuthRefusal('invalid_request', `${name} is needed.`)
  return value
}

/** The platform that calls, by Basic authentication and nothing else (STANDARDS OH9; RFC 6749, 2.3.1). */
export async function authenticateClient(
  deps: Deps,
  request: Request,
  form: ReadonlyMap<string, string>,
): Promise<HostClient> {
  if (form.has('client_secret'))
    throw new OAuthRefusal('invalid_request', 'The client authenticates by the Authorization header alone.')
  const given = basicOf(request.headers.get('authorization'))
  const client = given === undefined ? undefined : await clientWithSecret(deps, given.id, given.secret)
  if (client === undefined)
    throw new OAuthRefusal('invalid_client', 'The client is not known, or its secret is not right.')
  if ((form.get('client_id') ?? client.id) !== client.id)
    throw new OAuthRefusal('invalid_request', 'client_id is another than in the Authorization header.')
  return client
}

function basicOf(header: string | null): { readonly id: string; readonly secret: string } | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/]{1,2000}={0,2})$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? []
  if (id === undefined || secret === undefined) return undefined
  try {
    return { id: decoded(id), secret: decoded(secret) }
  } catch (error) {
    if (error instanceof URIError) return undefined
    throw error
  }
}

/** Both are encoded as a form has it before they are joined. */
const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '))

/** Any error of an OAuth endpoint as its answer. */
export function answerRefusal(error: unknown): Response {
  if (error instanceof OAuthRefusal && error.error === 'invalid_client')
    return oauthFault('invalid_client', error.message, {
      ...{ status: 401, headers: { 'www-authenticate': 'Basic realm="token", charset="UTF-8"' } },
    })
  if (error instanceof OAuthRefusal) return oauthFault(error.error, error.message)
  if (!(error instanceof AppError))
    return oauthFault('server_error', 'Something went wrong on our side.', { status: 500 })
  if (error.code === 'rate_limited')
    return oauthFault('temporarily_unavailable', error.message, {
      ...{ status: 429, headers: { 'retry-after': String(error.retryAfter ?? 60) } },
    })
  return oauthFault('invalid_request', error.message, { status: error.code === 'too_large' ? 413 : 400 })
}
