import { getVersion } from '../features/achievements/queries.ts'
import { rowsOf } from '../features/achievements/schema.ts'
import { claimSubmission } from '../features/assessments/commands/claim.ts'
import { decideSubmission } from '../features/assessments/commands/decide.ts'
import { saveAssessment } from '../features/assessments/commands/save-assessment.ts'
import { directAward } from '../features/credentials/commands/direct-award.ts'
import { enroll } from '../features/enrollments/commands/enroll.ts'
import { addTextEvidence } from '../features/enrollments/commands/evidence.ts'
import { submitEnrollment } from '../features/enrollments/commands/submit.ts'
import { getEnrollment } from '../features/enrollments/queries.ts'
import type { PublishedAchievement } from './set-up.ts'
import type { Aside, Player, Stage } from './stage.ts'

/** One piece of a learner's story: texts for the criteria, and what the assessor saw in each row. */
export interface Work {
  readonly evidence: readonly {
    readonly criterionId: string
    readonly title: string
    readonly text: string
  }[]
  readonly reflection: string
}

/** Starts an enrollment and writes its evidence. */
export async function writeEvidence(
  stage: Aside,
  learner: Player,
  achievement: PublishedAchievement,
  work: Work,
): Promise<string> {
  const { enrollmentId } = await stage.inOrg(learner, (scope) => enroll(scope, achievement.achievementId))
  for (const piece of work.evidence) {
    stage.pass(35)
    await stage.inOrg(learner, (scope) => addTextEvidence(scope, enrollmentId, piece))
  }
  return enrollmentId
}

/** Hands in what is written; the letter about it waits. */
export async function submitWork(
  stage: Aside,
  learner: Player,
  enrollmentId: string,
  work: Work,
): Promise<string> {
  stage.pass(15)
  const { submissionId } = await stage.inOrg(learner, (scope) =>
    submitEnrollment(scope, enrollmentId, { authorship: true, reflection: work.reflection, aiHelp: '' }),
  )
  return submissionId
}

/** Hands in what is written. */
export async function handIn(
  stage: Stage,
  learner: Player,
  enrollmentId: string,
  work: Work,
): Promise<string> {
  const submissionId = await submitWork(stage, learner, enrollmentId, work)
  await stage.settle()
  return submissionId
}

export interface Verdict {
  /** Level above what each row requires; negative is below. */
  readonly above: number
  readonly comment: string
  readonly feedback: string
}

/** Scores every row of a submission and leaves it claimed. */
export async function score(
  stage: Aside,
  assessor: Player,
  enrollmentId: string,
  submissionId: string,
  verdict: Verdict,
): Promise<void> {
  await stage.inOrg(assessor, (scope) => claimSubmission(scope, submissionId))
  stage.pass(25)
  await stage.inOrg(assessor, async (scope) => {
    const { achievementVersionId } = await getEnrollment(scope, enrollmentId)
    const { definition } = await getVersion(scope, achievementVersionId)
    const scores = definition.criteria.flatMap((criterion) =>
      rowsOf(criterion).map((row, at) => ({
        criterionId: criterion.id,
        rowId: row.id,
        level: Math.min(
          definition.levels.length,
          Math.max(1, row.required + (at === 0 ? verdict.above : Math.min(0, verdict.above))),
        ),
        comment: at === 0 ? verdict.comment : '',
      })),
    )
    await saveAssessment(scope, submissionId, 0, { scores, feedback: verdict.feedback })
  })
}

/** The whole way of one badge: evidence, hand-in, assessment, award. */
export async function earn(
  stage: Stage,
  learner: Player,
  assessor: Player,
  achievement: PublishedAchievement,
  work: Work,
  verdict: Verdict,
  decidedOn: Date,
): Promise<void> {
  const enrollmentId = await writeEvidence(stage, learner, achievement, work)
  const submissionId = await handIn(stage, learner, enrollmentId, work)
  stage.at(decidedOn)
  await score(stage, assessor, enrollmentId, submissionId, verdict)
  await stage.inOrg(assessor, (scope) => decideSubmission(scope, submissionId, { outcome: 'awarded' }))
  await stage.settle()
}

/** Handed in and returned with what is missing. */
export async function returned(
  stage: Stage,
  learner: Player,
  assessor: Player,
  achievement: PublishedAchievement,
  work: Work,
  verdict: Verdict,
  missing: string,
): Promise<void> {
  const enrollmentId = await writeEvidence(stage, learner, achievement, work)
  const submissionId = await handIn(stage, learner, enrollmentId, work)
  stage.pass(26 * 60)
  await score(stage, assessor, enrollmentId, submissionId, verdict)
  await stage.inOrg(assessor, (scope) =>
    decideSubmission(scope, submissionId, { outcome: 'returned', reason: missing }),
  )
  await stage.settle()
}

/** Handed in and declined. */
export async function declined(
  stage: Stage,
  learner: Player,
  assessor: Player,
  achievement: PublishedAchievement,
  work: Work,
  verdict: Verdict,
  reason: string,
): Promise<void> {
  const enrollmentId = await writeEvidence(stage, learner, achievement, work)
  const submissionId = await handIn(stage, learner, enrollmentId, work)
  stage.pass(30 * 60)
  await score(stage, assessor, enrollmentId, submissionId, verdict)
  await stage.inOrg(assessor, (scope) =>
    decideSubmission(scope, submissionId, { outcome: 'declined', reason }),
  )
  await stage.settle()
}

/** Awarded without an assessment, for a reason that the credential states; it is signed when the stage settles. */
export async function grant(
  stage: Aside,
  manager: Player,
  holder: Player,
  achievement: PublishedAchievement,
  reason: string,
): Promise<void> {
  await stage.inOrg(manager, (scope) =>
    directAward(scope, { personId: holder.id, achievementVersionId: achievement.versionId, reason }),
  )
}
