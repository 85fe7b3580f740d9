import { type ExpressionBuilder, sql } from 'kysely'
import type { OrgScope } from '../../db/scopes.ts'
import type { Database } from '../../db/tables.ts'
import { type QueueQuery, type RowScore, scoresSchema } from './schema.ts'

/** Somebody else's or one's own hold on a submission. */
export interface Claim {
  readonly by: string
  readonly name: string
  readonly until: Date
}

export interface QueueItem {
  readonly id: string
  readonly number: number
  readonly personId: string
  readonly learner: string
  readonly achievementId: string
  readonly achievementVersionId: string
  readonly name: string
  readonly submittedAt: Date
  readonly promisedAt: Date
  readonly overdue: boolean
  /** Who works on it now; undefined when it is free. */
  readonly claim: Claim | undefined
}

/** What waits for a decision, oldest promise first; never the work of the one who asks. */
export async function listQueue(scope: OrgScope, query: QueueQuery) {
  const { limit, offset } = query
  const matching = waiting(scope, query)
  const { total } = await matching
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await matching
    .select([
      'submission.id',
      'submission.number',
      'submission.personId',
      'person.name as learner',
      'enrollment.achievementId',
      'enrollment.achievementVersionId',
      'achievementVersion.name',
      'submission.submittedAt',
      'submission.promisedAt',
      'submission.claimedBy',
      'submission.claimExpiresAt',
      'assessor.name as claimedByName',
    ])
    .orderBy('submission.promisedAt')
    .orderBy('submission.submittedAt')
    .orderBy('submission.id')
    .limit(limit)
    .offset(offset)
    .execute()
  const now = scope.deps.now()
  const items = rows.map(({ claimedBy, claimExpiresAt, claimedByName, ...row }): QueueItem => {
    const held = claimedBy !== null && claimExpiresAt !== null && claimExpiresAt > now
    return {
      ...row,
      overdue: row.promisedAt < now,
      claim: held ? { by: claimedBy, name: claimedByName ?? '', until: claimExpiresAt } : undefined,
    }
  })
  return { items, total }
}

/** Submissions that wait, joined with what lists show, narrowed by the filters. */
function waiting(scope: OrgScope, { show, achievementId }: Pick<QueueQuery, 'show' | 'achievementId'>) {
  const now = scope.deps.now()
  const me = scope.personId ?? null
  let query = scope.db
    .selectFrom('submission')
    .innerJoin('enrollment', (join) =>
      join
        .onRef('enrollment.orgId', '=', 'submission.orgId')
        .onRef('enrollment.id', '=', 'submission.enrollmentId'),
    )
    .innerJoin('achievementVersion', (join) =>
      join
        .onRef('achievementVersion.orgId', '=', 'enrollment.orgId')
        .onRef('achievementVersion.id', '=', 'enrollment.achievementVersionId'),
    )
    .innerJoin('person', 'person.id', 'submission.personId')
    .leftJoin('person as assessor', 'assessor.id', 'submission.claimedBy')
    .where('submission.orgId', '=', scope.orgId)
    .where('submission.state', '=', 'submitted')
  if (me !== null) query = query.where('submission.personId', 'not in', [me, ...scope.delegators])
  if (achievementId !== undefined) query = query.where('enrollment.achievementId', '=', achievementId)
  switch (show) {
    case 'waiting':
      return query
    case 'overdue':
      return query.where('submission.promisedAt', '<', now)
    case 'mine':
      return query.where('submission.claimedBy', '=', me).where('submission.claimExpiresAt', '>', now)
    case 'free':
      return query.where((eb) => notTaken(eb, now, me))
  }
}

/** Nobody else works on it: never taken, taken back, run out, or one's own. */
export function notTaken(eb: ExpressionBuilder<Database, 'submission'>, now: Date, me: string | null) {
  return eb.or([
    eb('submission.claimedBy', 'is', null),
    eb('submission.claimedBy', '=', me),
    eb('submission.claimExpiresAt', '<=', now),
  ])
}

/** Counts for the filters of the queue. */
export async function countQueue(scope: OrgScope) {
  const count = async (show: QueueQuery['show']) => {
    const { total } = await waiting(scope, { show })
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    return total
  }
  return {
    waiting: await count('waiting'),
    free: await count('free'),
    mine: await count('mine'),
    overdue: await count('overdue'),
  }
}

/** Micro-credentials that something waits for, for the filter. */
export function listWaitingAchievements(scope: OrgScope) {
  return waiting(scope, { show: 'waiting' })
    .select(['enrollment.achievementId', sql<string>`max(achievement_version.name)`.as('name')])
    .groupBy('enrollment.achievementId')
    .orderBy(sql`max(achievement_version.name)`)
    .execute()
}

/** The free submission with the oldest promise, after `but` was dealt with. */
export async function findNext(scope: OrgScope, but: string): Promise<string | undefined> {
  const row = await waiting(scope, { show: 'free' })
    .select('submission.id')
    .where('submission.id', '<>', but)
    .orderBy('submission.promisedAt')
    .orderBy('submission.submittedAt')
    .orderBy('submission.id')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

/** Where a submission stands among all that wait: "3 of 11". Undefined when it does not wait. */
export async function placeInQueue(scope: OrgScope, submissionId: string) {
  const rows = await waiting(scope, { show: 'waiting' })
    .select('submission.id')
    .orderBy('submission.promisedAt')
    .orderBy('submission.submittedAt')
    .orderBy('submission.id')
    .execute()
  const at = rows.findIndex(({ id }) => id === submissionId)
  return at < 0 ? undefined : { place: at + 1, of: rows.length }
}

export interface Assessment {
  readonly id: string
  readonly assessorId: string
  readonly assessor: string
  readonly scores: readonly RowScore[]
  readonly feedback: string
  readonly state: 'draft' | 'final'
  readonly revision: number
  readonly updatedAt: Date
  readonly finishedAt: Date | null
}

/** The assessment of a submission by the one who asks, if it is begun. */
export async function findOwnAssessment(
  scope: OrgScope,
  submissionId: string,
): Promise<Assessment | undefined> {
  if (scope.personId === undefined) return undefined
  const row = await assessments(scope, submissionId)
    .where('assessorId', '=', scope.personId)
    .executeTakeFirst()
  return row === undefined ? undefined : { ...row, scores: scoresSchema.parse(row.scores) }
}

function assessments(scope: OrgScope, submissionId: string) {
  return scope.db
    .selectFrom('assessment')
    .innerJoin('person', 'person.id', 'assessment.assessorId')
    .select([
      'assessment.id',
      'assessorId',
      'person.name as assessor',
      'scores',
      'feedback',
      'state',
      'revision',
      'updatedAt',
      'finishedAt',
    ])
    .where('assessment.orgId', '=', scope.orgId)
    .where('submissionId', '=', submissionId)
}

/** The decision on a submission, if there is one. */
export function findDecision(scope: OrgScope, submissionId: string) {
  return scope.db
    .selectFrom('decision')
    .select(['id', 'outcome', 'reason', 'missing', 'decidedBy', 'decidedAt'])
    .where('orgId', '=', scope.orgId)
    .where('submissionId', '=', submissionId)
    .executeTakeFirst()
}

/** Name of a person of the organization, for what is shown of a claim or a submission. */
export async function findName(scope: OrgScope, personId: string): Promise<string> {
  const row = await scope.db.selectFrom('person').select('name').where('id', '=', personId).executeTakeFirst()
  return row?.name ?? ''
}

/** A decision of one's own in words: what, on whose work. */
export function findDone(scope: OrgScope, submissionId: string) {
  return scope.db
    .selectFrom('decision')
    .innerJoin('achievementVersion', 'achievementVersion.id', 'decision.achievementVersionId')
    .innerJoin('person', 'person.id', 'decision.personId')
    .select(['outcome', 'achievementVersion.name', 'person.name as learner'])
    .where('decision.orgId', '=', scope.orgId)
    .where('submissionId', '=', submissionId)
    .where('decidedBy', '=', scope.personId ?? null)
    .executeTakeFirst()
}
