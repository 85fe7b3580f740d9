import { type Context, Hono } from 'hono'
import type { AppEnvironment } from '../../../app.ts'
import { AppError } from '../../../app-error.ts'
import { parseJsonBody } from '../../../http/json-body.ts'
import { readLimitedBody } from '../../../http/limited-body.ts'
import type { GivenTokens, TokenFault } from '../commands/give-tokens.ts'
import {
  countRegistrationFrom,
  countTokenCall,
  register,
  revoke,
  tokensForCode,
  tokensForRefresh,
} from '../commands/server-calls.ts'
import { oauthAnswer, oauthFault } from '../present/oauth-answer.ts'
import { authorizationServer } from '../present/service-description.ts'
import { readClientMetadata } from '../schema/client-metadata.ts'
import { ENDPOINTS } from '../schema/endpoints.ts'
import { describedServer } from './described-server.ts'
import { answerRefusal, authenticateClient, needed, OAuthRefusal, readOAuthForm } from './oauth-form.ts'

type OAuthContext = Context<AppEnvironment>

/** The authorization server of the host API, but for the page on which a person agrees (Open Badges 3.0, section 7). */
export function oauthServer(): Hono<AppEnvironment> {
  const server = new Hono<AppEnvironment>()
  server.onError((error, c) => {
    if (!(error instanceof AppError))
      c.env.deps.log.error({ err: error, path: c.req.path }, 'a request failed')
    return answerRefusal(error)
  })
  server.get('/.well-known/oauth-authorization-server', (c) =>
    Response.json(authorizationServer(describedServer(c.env.deps)), {
      headers: { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' },
    }),
  )
  server.post(ENDPOINTS.register, answerRegistration)
  server.post(ENDPOINTS.token, answerToken)
  server.post(ENDPOINTS.revoke, answerRevocation)
  for (const path of [ENDPOINTS.register, ENDPOINTS.token, ENDPOINTS.revoke])
    server.all(path, () =>
      oauthFault('invalid_request', 'Send a POST.', { status: 405, headers: { allow: 'POST' } }),
    )
  return server
}

const METADATA_BYTES = 16 * 1024

async function answerRegistration(c: OAuthContext): Promise<Response> {
  const { deps, clientAddress } = c.env
  await countRegistrationFrom(deps, clientAddress)
  const metadata = readClientMetadata(await readMetadata(c.req.raw))
  if ('error' in metadata) return oauthFault(metadata.error, metadata.description)
  const { id, secret, createdAt } = await register(deps, metadata)
  return oauthAnswer(
    {
      client_id: id,
      client_secret: secret,
      client_id_issued_at: Math.floor(createdAt.getTime() / 1000),
      // It does not end.
      client_secret_expires_at: 0,
      ...metadata,
    },
    201,
  )
}

async function readMetadata(request: Request) {
  const type = ((request.headers.get('content-type') ?? '').split(';')[0] ?? '').trim().toLowerCase()
  if (type !== 'application/json') throw new OAuthRefusal('invalid_client_metadata', 'Send application/json.')
  const bytes = await readLimitedBody(request, METADATA_BYTES)
  try {
    return parseJsonBody(bytes)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new OAuthRefusal('invalid_client_metadata', error.message)
  }
}

async function answerToken(c: OAuthContext): Promise<Response> {
  const { deps, clientAddress } = c.env
  await countTokenCall(deps, clientAddress)
  const form = await readOAuthForm(c.req.raw)
  const client = await authenticateClient(deps, c.req.raw, form)
  const kind = needed(form, 'grant_type')
  const scope = form.get('scope')
  if (kind === 'authorization_code') {
    const given = {
      ...{ code: needed(form, 'code'), redirectUri: needed(form, 'redirect_uri') },
      ...{ verifier: needed(form, 'code_verifier'), scope },
    }
    return answerTokens(await tokensForCode(deps, client, given))
  }
  if (kind === 'refresh_token') {
    const given = { refreshToken: needed(form, 'refresh_token'), scope }
    return answerTokens(await tokensForRefresh(deps, client, given))
  }
  return oauthFault('unsupported_grant_type', 'Give an authorization_code or a refresh_token.')
}

const FAULTS: Readonly<Record<TokenFault, string>> = {
  invalid_grant:
    'The code or refresh token is not known, not yours, used, expired or revoked, or what it is bound to does not match.',
  invalid_scope: 'scope goes beyond what was granted, or names nothing.',
}

function answerTokens(given: GivenTokens | TokenFault): Response {
  if (typeof given === 'string') return oauthFault(given, FAULTS[given])
  const { accessToken, refreshToken, expiresIn, scopes } = given
  return oauthAnswer({
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: expiresIn,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    scope: scopes.join(' '),
  })
}

/** What is not known counts as revoked; the hint is not needed (RFC 7009). */
async function answerRevocation(c: OAuthContext): Promise<Response> {
  const { deps, clientAddress } = c.env
  await countTokenCall(deps, clientAddress)
  const form = await readOAuthForm(c.req.raw)
  const client = await authenticateClient(deps, c.req.raw, form)
  const secret = needed(form, 'token')
  const outcome = await revoke(deps, client, secret)
  return outcome === 'foreign'
    ? oauthFault('invalid_grant', 'The token was given to another client.')
    : oauthAnswer({})
}
