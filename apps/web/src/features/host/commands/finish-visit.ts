import { decodeUtf8, limits, memberOf } from '@assay/core'
import { AppError } from '../../../app-error.ts'
import { hashSecret } from '../../../db/lookups.ts'
import type { PersonScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { type ImportOutcome, importBadge, type RunOwn } from '../../backpack/commands/import-badge.ts'
import { openSealed } from '../../data-keys/queries.ts'
import { type DescribedHost, nextPage } from '../schema/described-host.ts'
import { elementTexts } from '../schema/json-slices.ts'
import { BROUGHT_AT_MOST, PAGE_BYTES, PAGES_AT_MOST, VISIT_BACK } from '../schema/visits.ts'
import { elsewhereFailed, type KeptVisit, readJson } from './begin-visit.ts'

/** What became of one badge of the other platform. */
export interface BroughtBadge {
  readonly name: string
  readonly outcome: ImportOutcome['outcome']
  readonly entryId: string | undefined
}

export interface FinishedVisit {
  readonly title: string
  readonly host: string
  /** As the person is called there. */
  readonly profileName: string | undefined
  readonly badges: readonly BroughtBadge[]
}

/**
 * Goes on when the other platform sends the person back: tokens for the code, then profile and badges, each of which is verified and kept as
 * an import by hand. Tokens are kept nowhere. Errors: `gone` for a visit that is not this person's, or was finished; `wrong_state` when
 * the person did not agree; `not_available`.
 */
export async function finishVisit(deps: Deps, run: RunOwn, query: URLSearchParams): Promise<FinishedVisit> {
  const visit = await run((scope) => takeVisit(scope, query.get('state') ?? ''))
  const { described } = visit
  const host = new URL(described.authorizationUrl).host
  const code = query.get('code')
  const issuer = query.get('iss')
  // Whoever says who answers has to be the one that was asked (RFC 9207).
  const isOther = issuer !== null && (!URL.canParse(issuer) || new URL(issuer).host !== host)
  if (query.has('error') || code === null || isOther)
    throw new AppError('wrong_state', 'The other platform gave no access.', { text: 'visit_refused' })
  const token = await tokenFor(deps, visit, code)
  const profileName = await readProfileName(deps, described, token)
  const texts = await readCredentials(deps, described, token)
  const badges: BroughtBadge[] = []
  for (const text of texts) badges.push(await bring(deps, run, text, described.title))
  return { title: described.title, host, profileName, badges }
}

/** The visit with this state, once. */
async function takeVisit(scope: PersonScope, state: string): Promise<KeptVisit> {
  const row = await scope.db
    .deleteFrom('hostVisit')
    .where('personId', '=', scope.personId)
    .where('stateHash', '=', hashSecret(state))
    .returning(['id', 'sealed', 'dataKeyId', 'expiresAt'])
    .executeTakeFirst()
  if (row === undefined || row.expiresAt <= scope.deps.now())
    throw new AppError('gone', 'There is no such visit, or it is over.', { text: 'visit_gone' })
  const opened = await openSealed(scope, row.dataKeyId, row.sealed, `host_visit:${row.id}:sealed`)
  return JSON.parse(decodeUtf8(opened)) as KeptVisit
}

async function tokenFor(deps: Deps, visit: KeptVisit, code: string): Promise<string> {
  const { described, clientId, clientSecret, verifier } = visit
  const encoded = [clientId, clientSecret].map(encodeURIComponent).join(':')
  const answer = await deps.webhooks.post(described.tokenUrl, {
    headers: {
      authorization: `Basic ${Buffer.from(encoded).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    keepBytes: 64 * 1024,
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
      redirect_uri: deps.config.publicUrl + VISIT_BACK,
    }).toString(),
  })
  const body = answer.outcome === 'ok' && answer.status === 200 ? readJson(answer.body) : undefined
  const token = body?.access_token
  if (typeof token !== 'string' || !/^[\x21-\x7e]{1,4000}$/.test(token)) throw elsewhereFailed()
  return token
}

const ask = (deps: Deps, address: string, token: string, keepBytes: number) =>
  deps.webhooks.post(address, {
    ...{ method: 'GET', body: '', keepBytes },
    headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
  })

/** A name is for the eye; a platform that tells none is none the worse. */
async function readProfileName(
  deps: Deps,
  { api }: DescribedHost,
  token: string,
): Promise<string | undefined> {
  const answer = await ask(deps, `${api}/profile`, token, 64 * 1024)
  const name = answer.outcome === 'ok' && answer.status === 200 ? readJson(answer.body)?.name : undefined
  return typeof name === 'string' ? name.slice(0, 200) : undefined
}

/** The texts of the badges, byte for byte: JSON as it stands in the answer, tokens as they are. */
async function readCredentials(
  deps: Deps,
  { api }: DescribedHost,
  token: string,
): Promise<readonly string[]> {
  const texts: string[] = []
  let address: string | undefined = `${api}/credentials?limit=50`
  for (
    let page = 0;
    page < PAGES_AT_MOST && address !== undefined && texts.length < BROUGHT_AT_MOST;
    page += 1
  ) {
    const answer = await ask(deps, address, token, PAGE_BYTES)
    const body =
      answer.outcome === 'ok' && answer.status === 200 ? readJson(answer.body, PAGE_BYTES) : undefined
    if (answer.outcome !== 'ok' || body === undefined) throw elsewhereFailed()
    const tokens = memberOf(body, 'compactJwsString')
    texts.push(...elementTexts(decodeUtf8(answer.body), 'credential'))
    if (Array.isArray(tokens)) texts.push(...tokens.filter((one): one is string => typeof one === 'string'))
    address = nextPage(answer.link, api)
  }
  return texts.slice(0, BROUGHT_AT_MOST)
}

/** One badge that is not taken keeps none of the others away. */
async function bring(deps: Deps, run: RunOwn, content: string, source: string): Promise<BroughtBadge> {
  if (content.length > limits.json.bytes) return { name: '', outcome: 'refused', entryId: undefined }
  try {
    const result = await importBadge(deps, run, { kind: 'document', source, content })
    const { claimed } = result.verification.report.credential ?? { claimed: {} as Record<string, unknown> }
    const name = claimed.achievementName ?? claimed.name
    return {
      name: typeof name === 'string' ? name.slice(0, 200) : '',
      outcome: result.outcome,
      entryId: 'entryId' in result ? result.entryId : undefined,
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { name: '', outcome: 'refused', entryId: undefined }
  }
}
