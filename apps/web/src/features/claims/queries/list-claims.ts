import { type Expression, type SqlBool, sql } from 'kysely'
import { countUpTo, type Total } from '../../../db/count-up-to.ts'
import { escapeLike } from '../../../db/escape-like.ts'
import { inIndexOrder } from '../../../db/in-index-order.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { findInDirectory } from '../../organizations/queries.ts'
import type { ClaimsQuery } from '../schema.ts'

/** What lists and pages show of a claim. */
export const CLAIM_COLUMNS = [
  'claim.id',
  'claim.credentialId',
  'claim.createdAt',
  'claim.sentAt',
  'claim.letters',
  'claim.reminders',
  'claim.remindAt',
  'claim.bouncedAt',
  'claim.bounceReason',
  'claim.openedAt',
  'claim.claimedAt',
  'claim.endedAt',
  'claim.expiresAt',
  'credential.revokedAt',
  'credential.achievementId',
  'achievementVersion.name as achievementName',
  'recipient.address',
  'recipient.name',
] as const

/** The organization's claims with their credentials and recipients. */
export const claimsOf = ({ db, orgId }: OrgScope) =>
  db
    .selectFrom('claim')
    .innerJoin('credential', 'credential.id', 'claim.credentialId')
    .innerJoin('achievementVersion', 'achievementVersion.id', 'credential.achievementVersionId')
    .innerJoin('recipient', 'recipient.id', 'claim.recipientId')
    .where('claim.orgId', '=', orgId)

export type ClaimRow = Awaited<ReturnType<typeof readRows>>[number]

/**
 * The organization's claims, newest first. The page is found among claims alone; what is shown is read for its rows. A text is looked for in
 * the directory, which holds recipients by what the organization typed.
 */
export async function listClaims(
  scope: OrgScope,
  query: ClaimsQuery,
): Promise<Total & { readonly items: readonly ClaimRow[] }> {
  const { db, orgId } = scope
  let found = db.selectFrom('claim').where('claim.orgId', '=', orgId)
  if (query.state !== undefined) found = found.where(inState(query.state, scope.deps.now()))
  if (query.q !== undefined && query.q !== '') found = found.where(await named(scope, query.q))
  const read = () =>
    found
      .select('claim.id')
      .orderBy('claim.createdAt', 'desc')
      .orderBy('claim.id')
      .limit(query.limit)
      .offset(query.offset)
      .execute()
  const page = query.q === undefined || query.q === '' ? await inIndexOrder(db, read) : await read()
  const rows = await readRows(
    scope,
    page.map(({ id }) => id),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return { ...(await countUpTo(db, found)), items: page.flatMap(({ id }) => byId.get(id) ?? []) }
}

async function readRows(scope: OrgScope, ids: readonly string[]) {
  return claimsOf(scope).select(CLAIM_COLUMNS).where(sql<boolean>`claim.id = ANY(${ids}::uuid[])`).execute()
}

/** Of the claim's credential, looked up for each row: joined, the planner takes the claims that match for one. */
const ofCredential = (
  column: Expression<unknown>,
): Expression<SqlBool> => sql<SqlBool>`(SELECT ${column} FROM credential
  WHERE credential.org_id = claim.org_id AND credential.id = claim.credential_id)`

/** The same order of states as `claimStateOf`, for the database. */
function inState(state: NonNullable<ClaimsQuery['state']>, now: Date): Expression<SqlBool> {
  if (state === 'claimed') return sql`claim.claimed_at IS NOT NULL`
  if (state === 'ended')
    return sql`claim.claimed_at IS NULL AND (claim.ended_at IS NOT NULL OR ${ofCredential(sql`credential.revoked_at IS NOT NULL`)})`
  return sql`claim.claimed_at IS NULL AND claim.ended_at IS NULL AND ${WAITING[state](now)}
    AND ${ofCredential(sql`credential.revoked_at IS NULL`)}`
}

type WaitingState = Exclude<NonNullable<ClaimsQuery['state']>, 'claimed' | 'ended'>

const WAITING: Record<WaitingState, (now: Date) => Expression<SqlBool>> = {
  waiting: () => sql`true`,
  bounced: () => sql`claim.bounced_at IS NOT NULL`,
  expired: (now) => sql`claim.bounced_at IS NULL AND claim.expires_at <= ${now}`,
  opened: (now) =>
    sql`claim.bounced_at IS NULL AND claim.expires_at > ${now} AND claim.opened_at IS NOT NULL`,
  sent: (now) => sql`claim.bounced_at IS NULL AND claim.expires_at > ${now} AND claim.opened_at IS NULL`,
}

/** Whose recipient, or which micro-credential's name, holds the text. */
async function named(scope: OrgScope, q: string): Promise<Expression<SqlBool>> {
  const { orgId, db } = scope
  const versions = await db
    .selectFrom('achievementVersion')
    .select('id')
    .where('orgId', '=', orgId)
    .where('name', 'ilike', `%${escapeLike(q)}%`)
    .execute()
  const matches = await findInDirectory(scope, q)
  const recipient =
    matches.kind === 'few'
      ? sql`claim.recipient_id = ANY(ARRAY(SELECT r.id FROM recipient r
          WHERE r.org_id = ${orgId} AND r.person_id = ANY(${matches.personIds}::uuid[])))`
      : sql`(SELECT lower(concat(r.name, ' ', r.address)) LIKE ${matches.pattern} FROM recipient r
          WHERE r.org_id = ${orgId} AND r.id = claim.recipient_id)`
  if (versions.length === 0) return sql`${recipient}`
  const ids = versions.map(({ id }) => id)
  return sql`(${recipient} OR ${ofCredential(sql`credential.achievement_version_id = ANY(${ids}::uuid[])`)})`
}
