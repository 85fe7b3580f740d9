import { z } from 'zod'
import type { PersonScope } from '../../../db/scopes.ts'
import { getVersion, type Version } from '../../achievements/queries.ts'
import { type ChecklistRow, checklist } from '../schema/checklist.ts'
import { heldInForce, prerequisitesOf } from './held.ts'
import { countObserved } from './observed.ts'

/** One thing that a person works on or waits for, in any organization that they belong to. */
export interface OwnWork {
  readonly id: string
  readonly state: 'active' | 'submitted'
  readonly organization: { readonly slug: string; readonly name: string; readonly mark: string }
  readonly version: Version
  readonly rows: readonly ChecklistRow[]
  /** When something was last changed; absent before the first piece. */
  readonly savedAt: Date | undefined
  readonly dueAt: Date | null
  /** The newest submission, whatever became of it. */
  readonly last: LastSubmission | undefined
  /** Criteria that the assessor found wanting when the newest submission came back. */
  readonly mend: readonly string[]
}

interface LastSubmission {
  readonly id: string
  readonly number: number
  readonly state: 'submitted' | 'withdrawn' | 'returned' | 'awarded' | 'declined'
  readonly promisedAt: Date
  readonly endedAt: Date | null
}

/** What a person works on or waits for, what changed last first. No content is opened for it. */
export async function listOwnWork(scope: PersonScope): Promise<readonly OwnWork[]> {
  const work: (OwnWork & { readonly changedAt: Date })[] = []
  for (const enrollment of await openEnrollments(scope)) {
    const { id, state, dueAt, achievementVersionId, createdAt, ...organization } = enrollment
    const version = await getVersion(scope, achievementVersionId)
    const pieces = await piecesOf(scope, id)
    const held = await heldInForce(scope, scope.personId, prerequisitesOf(version.definition))
    const savedAt = newest(pieces)
    const last = await lastSubmission(scope, id)
    work.push({
      id,
      state: state === 'submitted' ? 'submitted' : 'active',
      organization,
      version,
      rows: checklist(version.definition, pieces, held, await countObserved(scope, id)),
      savedAt,
      dueAt,
      last,
      mend: last?.state === 'returned' ? await criteriaBelow(scope, last.id) : [],
      changedAt: savedAt ?? createdAt,
    })
  }
  return work.toSorted((a, b) => b.changedAt.getTime() - a.changedAt.getTime())
}

function openEnrollments(scope: PersonScope) {
  return scope.db
    .selectFrom('enrollment')
    .innerJoin('membership', (join) =>
      join
        .onRef('membership.orgId', '=', 'enrollment.orgId')
        .onRef('membership.personId', '=', 'enrollment.personId'),
    )
    .innerJoin('organization', 'organization.id', 'enrollment.orgId')
    .select([
      'enrollment.id',
      'enrollment.state',
      'enrollment.dueAt',
      'enrollment.createdAt',
      'enrollment.achievementVersionId',
      'organization.slug',
      'organization.name',
      'organization.mark',
    ])
    .where('enrollment.personId', '=', scope.personId)
    .where('enrollment.state', 'in', ['active', 'submitted'])
    .where('membership.leftAt', 'is', null)
    .execute()
}

function piecesOf(scope: PersonScope, enrollmentId: string) {
  return scope.db
    .selectFrom('evidence')
    .select(['criterionId', 'kind', 'scan', 'updatedAt'])
    .where('personId', '=', scope.personId)
    .where('enrollmentId', '=', enrollmentId)
    .where('removedAt', 'is', null)
    .where('observationId', 'is', null)
    .execute()
}

const newest = (pieces: readonly { readonly updatedAt: Date }[]): Date | undefined =>
  pieces.map(({ updatedAt }) => updatedAt).toSorted((a, b) => b.getTime() - a.getTime())[0]

function lastSubmission(scope: PersonScope, enrollmentId: string): Promise<LastSubmission | undefined> {
  return scope.db
    .selectFrom('submission')
    .select(['id', 'number', 'state', 'promisedAt', 'endedAt'])
    .where('personId', '=', scope.personId)
    .where('enrollmentId', '=', enrollmentId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
}

const missingSchema = z.array(z.object({ criterionId: z.string() }))

async function criteriaBelow(scope: PersonScope, submissionId: string): Promise<readonly string[]> {
  const decision = await scope.db
    .selectFrom('decision')
    .select('missing')
    .where('personId', '=', scope.personId)
    .where('submissionId', '=', submissionId)
    .executeTakeFirst()
  return missingSchema.parse(decision?.missing ?? []).map(({ criterionId }) => criterionId)
}
