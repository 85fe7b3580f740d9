import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { isJsonObject, type JsonObject, limits } from '@assay/core'
import { AppError, invalidField } from '../../../app-error.ts'
import { countUse, hashSecret } from '../../../db/lookups.ts'
import { inSystem, type PersonScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { parseJsonBody } from '../../../http/json-body.ts'
import type { RunOwn } from '../../backpack/commands/import-badge.ts'
import { dataKeyOf, sealWith } from '../../data-keys/commands.ts'
import {
  ASKED_SCOPE,
  authorizeThere,
  type DescribedHost,
  discoveryAddress,
  readDescription,
} from '../schema/described-host.ts'
import { VISIT_BACK, VISIT_MINUTES, VISITS } from '../schema/visits.ts'

/** What this server keeps of a visit while the person is at the other platform, sealed under their key. */
export interface KeptVisit {
  readonly described: DescribedHost
  readonly clientId: string
  readonly clientSecret: string
  readonly verifier: string
}

/** Where the person goes on. */
export interface BegunVisit {
  readonly title: string
  readonly host: string
  readonly address: string
}

/**
 * Makes this server known to another platform, and answers where the person lets it read their badges there (STANDARDS OH1, consumer). No
 * transaction is open while the other platform is asked. Errors: `invalid_input` (`elsewhere_unknown`), `not_available`
 * (`elsewhere_failed`), `rate_limited`.
 */
export async function beginVisit(deps: Deps, run: RunOwn, typed: string): Promise<BegunVisit> {
  await run((scope) => countVisit(deps, scope))
  const described = await describe(deps, typed)
  const { clientId, clientSecret } = await registerThere(deps, described)
  const verifier = randomBytes(32).toString('base64url')
  const state = randomBytes(32).toString('base64url')
  await run((scope) => keepVisit(scope, state, { described, clientId, clientSecret, verifier }))
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  const redirectUri = deps.config.publicUrl + VISIT_BACK
  const address = authorizeThere(described, { clientId, redirectUri, state, challenge })
  return { title: described.title, host: new URL(described.authorizationUrl).host, address }
}

async function countVisit(deps: Deps, { personId }: PersonScope): Promise<void> {
  const { perPerson, windowSeconds } = VISITS
  const used = await inSystem(deps, (scope) => countUse(scope, `host-visit:${personId}`, windowSeconds))
  if (used > perPerson)
    throw new AppError('rate_limited', `At most ${perPerson} visits an hour.`, { retryAfter: windowSeconds })
}

async function describe(deps: Deps, typed: string): Promise<DescribedHost> {
  const unknown = () =>
    invalidField('address', 'elsewhere_unknown', 'No platform with the Open Badges 3.0 API answers there.')
  const discovery = discoveryAddress(typed)
  if (discovery === undefined) throw unknown()
  const answer = await deps.fetchDocument(discovery, { accept: 'application/json' })
  if (answer.outcome !== 'ok' || answer.status !== 200) throw unknown()
  const described = readDescription(readJson(answer.body), discovery)
  if (described === undefined) throw unknown()
  return described
}

/** What a stranger answered; undefined for what is no JSON object. */
export function readJson(body: Uint8Array, bytes: number = limits.json.bytes): JsonObject | undefined {
  try {
    const value = parseJsonBody(body, { ...limits.json, bytes, depth: limits.json.depth + 2 })
    return isJsonObject(value) ? value : undefined
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

export const elsewhereFailed = () =>
  new AppError('not_available', 'The other platform did not answer as the standard says.', {
    text: 'elsewhere_failed',
  })

async function registerThere(deps: Deps, { registrationUrl }: DescribedHost) {
  const { publicUrl, termsUrl, privacyUrl } = deps.config
  const answer = await deps.webhooks.post(registrationUrl, {
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    keepBytes: 64 * 1024,
    body: JSON.stringify({
      client_name: `Assay, ${new URL(publicUrl).host}`,
      client_uri: publicUrl,
      logo_uri: `${publicUrl}/favicon.svg`,
      // Addresses of a client are of one host; an operator's own may be of another.
      tos_uri: ownHost(termsUrl, publicUrl) ?? `${publicUrl}/connect`,
      policy_uri: ownHost(privacyUrl, publicUrl) ?? `${publicUrl}/connect`,
      software_id: 'assay',
      software_version: '1',
      redirect_uris: [publicUrl + VISIT_BACK],
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      scope: ASKED_SCOPE,
    }),
  })
  const body =
    answer.outcome === 'ok' && [200, 201].includes(answer.status) ? readJson(answer.body) : undefined
  const { client_id: clientId, client_secret: clientSecret } = body ?? {}
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string') throw elsewhereFailed()
  return { clientId, clientSecret }
}

const ownHost = (address: string | undefined, publicUrl: string): string | undefined =>
  address !== undefined && new URL(address).host === new URL(publicUrl).host ? address : undefined

async function keepVisit(scope: PersonScope, state: string, visit: KeptVisit): Promise<void> {
  const now = scope.deps.now()
  await scope.db
    .deleteFrom('hostVisit')
    .where('personId', '=', scope.personId)
    .where('expiresAt', '<', now)
    .execute()
  const id = randomUUID()
  const key = await dataKeyOf(scope, scope.personId)
  const { sealed, dataKeyId } = sealWith(key, JSON.stringify(visit), `host_visit:${id}:sealed`)
  const expiresAt = new Date(now.getTime() + VISIT_MINUTES * 60_000)
  await scope.db
    .insertInto('hostVisit')
    .values({ id, personId: scope.personId, stateHash: hashSecret(state), sealed, dataKeyId, expiresAt })
    .execute()
}
