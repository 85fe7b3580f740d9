import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { AppError, forbidden, invalidField, notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { translateIn } from '../../../i18n/server.ts'
import { isOwnWork } from '../../../policy.ts'
import { getVersion } from '../../achievements/queries.ts'
import { type Definition, rowsOf } from '../../achievements/schema.ts'
import { recordEvent } from '../../audit/commands.ts'
import { recipientFor } from '../../recipients/commands.ts'
import { renewableFromOf } from '../queries/renewals.ts'
import type { DirectAward, RowResult } from '../schema.ts'
import { orderCredential } from './order-credential.ts'

/**
 * Awards without an assessment, for a reason that the credential states, to a member or to an address. Errors: `forbidden` to award
 * oneself; `not_found` for who is no member; `wrong_state` for a version that is not published; `conflict` when the person holds this
 * version in force and it is too early to renew it.
 */
export async function directAward(
  scope: OrgScope,
  award: DirectAward,
): Promise<{ readonly credentialId: string }> {
  const { db, orgId, deps } = scope
  if (scope.actor.kind === 'system') throw forbidden('A direct award is made by a person.')
  const decidedBy = scope.actor.personId
  const holder = await holderOf(scope, award)
  if (isOwnWork(scope, holder.personId))
    throw forbidden('Nobody awards themselves, or whoever they stand in for.')
  await lockHolder(scope, holder.personId, award)
  const definition = await checkVersion(scope, award.achievementVersionId)
  const results = checkLevels(award.levels ?? [], definition)
  await checkNotHeld(scope, holder, award)
  const decisionId = randomUUID()
  await db
    .insertInto('decision')
    .values({
      orgId,
      id: decisionId,
      ...holder,
      enrollmentId: null,
      submissionId: null,
      achievementVersionId: award.achievementVersionId,
      outcome: 'awarded',
      basis: 'direct',
      reason: award.reason,
      decidedBy,
      decidedAt: deps.now(),
    })
    .execute()
  await recordEvent(scope, {
    action: 'decision.awarded',
    recordType: 'decision',
    recordId: decisionId,
    personId: holder.personId,
    data: { basis: 'direct', achievementVersionId: award.achievementVersionId, reason: award.reason },
  })
  const t = translateIn(definition.language)
  return orderCredential(scope, {
    decisionId,
    personId: holder.personId,
    recipientId: holder.recipientId ?? undefined,
    achievementVersionId: award.achievementVersionId,
    results,
    assessors: { count: 1, capacity: String(t('credentials:capacity.program_manager')) },
    assessedAt: deps.now(),
    evidence: [],
    reason: award.reason,
  })
}

interface Holder {
  readonly personId: string
  /** Null for a member. */
  readonly recipientId: string | null
}

async function holderOf(scope: OrgScope, { personId, recipient }: DirectAward): Promise<Holder> {
  if (personId !== undefined) {
    await checkMember(scope, personId)
    return { personId, recipientId: null }
  }
  if (recipient === undefined) throw new TypeError('an award names a member or an address')
  const found = await recipientFor(scope, recipient)
  return { personId: found.personId, recipientId: found.id }
}

/** Two clicks at once take turns, so that the second finds what the first awarded. */
async function lockHolder(
  { db }: OrgScope,
  personId: string,
  { achievementVersionId }: DirectAward,
): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`award:${personId}:${achievementVersionId}`}, 0))`.execute(
    db,
  )
}

async function checkMember({ db, orgId }: OrgScope, personId: string): Promise<void> {
  const row = await db
    .selectFrom('membership')
    .select('personId')
    .where('orgId', '=', orgId)
    .where('personId', '=', personId)
    .where('leftAt', 'is', null)
    .executeTakeFirst()
  if (row === undefined) throw notFound('member')
}

async function checkVersion(scope: OrgScope, versionId: string): Promise<Definition> {
  const { state, definition } = await getVersion(scope, versionId)
  if (state !== 'published')
    throw new AppError('wrong_state', 'Only a published micro-credential can be awarded.')
  return definition
}

function checkLevels(levels: readonly RowResult[], definition: Definition): readonly RowResult[] {
  const seen = new Set<string>()
  levels.forEach(({ criterionId, rowId, level }, at) => {
    const criterion = definition.criteria.find(({ id }) => id === criterionId)
    const row = criterion === undefined ? undefined : rowsOf(criterion).find(({ id }) => id === rowId)
    if (row === undefined || seen.has(`${criterionId}.${rowId}`))
      throw invalidField(
        `levels.${at}.rowId`,
        'unknown_row',
        'The rubric has no such row, or it is repeated.',
      )
    if (level > definition.levels.length)
      throw invalidField(`levels.${at}.level`, 'required_level', 'The rubric has no such level.')
    seen.add(`${criterionId}.${rowId}`)
  })
  return levels
}

/** Of an address only what went to that address counts: a conflict must not tell whose two addresses are. */
async function checkNotHeld(
  { db, orgId, deps }: OrgScope,
  { personId, recipientId }: Holder,
  { achievementVersionId }: DirectAward,
): Promise<void> {
  const query = db
    .selectFrom('credential')
    .select('id')
    .where('orgId', '=', orgId)
    .where('achievementVersionId', '=', achievementVersionId)
    .where('revokedAt', 'is', null)
    .where((eb) => eb.or([eb('validUntil', 'is', null), eb(renewableFromOf(), '>', deps.now())]))
  const held = await (recipientId === null
    ? query.where('personId', '=', personId)
    : query.where('recipientId', '=', recipientId)
  ).executeTakeFirst()
  if (held !== undefined)
    throw new AppError('conflict', 'This person holds this micro-credential already.', {
      text: 'already_awarded',
    })
}
