import { limits } from '@assay/core'
import { looksLikeToken } from '@assay/credentials'
import { AppError } from '../../../app-error.ts'
import { parseJsonBody } from '../../../http/json-body.ts'
import { readLimitedBody } from '../../../http/limited-body.ts'
import { type ImportOutcome, importBadge } from '../../backpack/commands/import-badge.ts'
import { countVerification } from '../../verify/commands.ts'
import { mayReadBadges, mayWriteBadges } from '../policy.ts'
import { statusInfo } from '../present/status-info.ts'
import { listServedBadges } from '../queries/served-badges.ts'
import { nameOfClient } from '../queries.ts'
import { HOST_API } from '../schema/endpoints.ts'
import { SENT_FORMATS } from '../schema/formats.ts'
import { type CredentialsQuery, credentialsQuerySchema, linkHeader, PAGE_LIMIT } from '../schema/paging.ts'
import { HOST_SCOPES } from '../schema/scopes.ts'
import type { HostCall, HostOperation } from './host-service.ts'

/** `getCredentials`: the texts are put together as they are, so that not a byte of what was signed changes (STANDARDS G8, OH7). */
export const readBadges: HostOperation = {
  scope: HOST_SCOPES.read_badges,
  may: mayReadBadges,
  async answer({ c, run }) {
    const query = readQuery(new URL(c.req.url).searchParams)
    if (query === undefined)
      return statusInfo({
        ...{ status: 400, minor: 'invalid_query_parameter' },
        description:
          'limit is a number from 1, offset one from 0, since an instant such as 2026-05-03T10:00:00Z.',
      })
    const { total, credentials, tokens } = await run((scope) => listServedBadges(scope, query))
    const body = `{"credential":[${credentials.join(',')}],"compactJwsString":${JSON.stringify(tokens)}}`
    const headers = new Headers({ 'content-type': 'application/json', 'x-total-count': String(total) })
    const links = linkHeader(`${c.env.deps.config.publicUrl}${HOST_API}/credentials`, query, total)
    if (links !== undefined) headers.set('link', links)
    return new Response(body, { headers })
  },
}

/** Undefined when something of it cannot be meant, or stands there twice. */
function readQuery(given: URLSearchParams): CredentialsQuery | undefined {
  const known = ['limit', 'offset', 'since'].filter((name) => given.has(name))
  if (known.some((name) => given.getAll(name).length > 1)) return undefined
  const parsed = credentialsQuerySchema.safeParse(
    Object.fromEntries(known.map((name) => [name, given.get(name)])),
  )
  return parsed.success ? { ...parsed.data, limit: Math.min(parsed.data.limit, PAGE_LIMIT) } : undefined
}

/** `upsertCredential`: as an import by hand, with the same verification and the same scanner; the body comes back as it was sent (STANDARDS OH4, OH5). */
export const upsertBadge: HostOperation = {
  scope: HOST_SCOPES.write_badges,
  may: mayWriteBadges,
  async answer(call) {
    const { c, caller, run } = call
    const { deps } = c.env
    const content = await readSent(call)
    await countVerification(deps, `grant:${caller.grantId}`)
    const source = (await nameOfClient(deps, caller.clientId)) ?? ''
    const outcome = await importBadge(
      deps,
      run,
      { kind: 'document', source, content },
      // Nobody is there to be asked: what could not be checked is kept, and shown as such.
      { keepUnconfirmed: true, platform: { clientId: caller.clientId, formats: SENT_FORMATS } },
    )
    const refusal = refusalOf(outcome)
    if (refusal !== undefined) return refusal
    const type = c.req.header('content-type') ?? ''
    return new Response(content, {
      status: outcome.outcome === 'kept' ? 201 : 200,
      headers: { 'content-type': type },
    })
  },
}

const JSON_TYPES = ['application/json', 'application/vc+ld+json']

/** The body, if it is what its media type says. Errors `unsupported_media_type`, `too_large`, `malformed`. */
async function readSent({ c }: HostCall): Promise<Uint8Array<ArrayBuffer>> {
  const type = ((c.req.header('content-type') ?? '').split(';')[0] ?? '').trim().toLowerCase()
  if (type !== 'text/plain' && !JSON_TYPES.includes(type))
    throw new AppError(
      'unsupported_media_type',
      `Send ${JSON_TYPES.join(' or ')}, or text/plain for a compact JWS.`,
    )
  const content = await readLimitedBody(c.req.raw, limits.json.bytes)
  if (type !== 'text/plain') parseJsonBody(content)
  else if (!looksLikeToken(new TextDecoder().decode(content).trim()))
    throw new AppError('malformed', 'The body is no compact JWS.')
  return content
}

/** Why a badge was not taken. */
function refusalOf(result: ImportOutcome): Response | undefined {
  const invalid = (description: string, status = 400) =>
    statusInfo({ status, minor: 'invalid_data', description })
  switch (result.outcome) {
    case 'kept':
    case 'replaced':
      return undefined
    case 'unchanged':
      return result.older === true
        ? invalid('A newer version of this credential is there already.', 409)
        : undefined
    case 'not_yours':
      return statusInfo({
        ...{ status: 403, minor: 'forbidden' },
        description: 'The credential names an address that is not proven to be of the person who agreed.',
      })
    case 'refused':
    case 'unconfirmed':
      return invalid(`The credential is not taken: ${reasonsOf(result)}.`)
  }
}

function reasonsOf({ verification: { report } }: ImportOutcome): string {
  const failed = report.checks.filter(({ outcome }) => outcome === 'failed').map(({ code }) => code)
  return failed.length > 0 ? failed.join(', ') : 'it is no AchievementCredential in a form that is taken here'
}
