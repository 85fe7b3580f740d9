import type { Scanner } from '@assay/node'
import { createDraft, publishVersion } from '../../src/features/achievements/commands.ts'
import type { DefinitionInput } from '../../src/features/achievements/schema.ts'
import { claimSubmission } from '../../src/features/assessments/commands/claim.ts'
import { saveAssessment } from '../../src/features/assessments/commands/save-assessment.ts'
import { enroll } from '../../src/features/enrollments/commands/enroll.ts'
import { addTextEvidence } from '../../src/features/enrollments/commands/evidence.ts'
import { savePortfolioDraft } from '../../src/features/enrollments/commands/portfolio.ts'
import { submitEnrollment } from '../../src/features/enrollments/commands/submit.ts'
import { uploadEvidence } from '../../src/features/enrollments/commands/upload.ts'
import { scanFile } from '../../src/features/quarantine/commands.ts'
import { REEFER } from '../awards.ts'
import type { TestApp, TestOrganization, TestPerson } from '../test-app.ts'
import type { Cast } from './records.ts'

/** What learners wrote and handed in. */
export interface WorkRecords {
  /** The learner's enrollment that is being worked on. */
  readonly enrollment: string
  readonly textEvidence: string
  readonly fileEvidence: string
  /** Handed in by the learner, and taken by nobody. */
  readonly submission: string
  readonly submittedEnrollment: string
  /** A file of that submission. */
  readonly artifact: string
  /** Handed in by the second learner; the second assessor judged it and has yet to decide. */
  readonly claimed: string
  /** The second learner's file in it, which was found harmful. */
  readonly quarantined: string
}

interface Place {
  readonly app: TestApp
  readonly organization: TestOrganization
  /** A secret word of this organization for a kind of text. */
  readonly word: (kind: string) => string
}

const FINDS_ALWAYS: Scanner = {
  scan: async () => ({ verdict: 'found', signature: 'Test' }),
  answers: async () => true,
}

/** Fills portfolios as learners do, hands two of them in, and has one judged. */
export async function makeWork(
  app: TestApp,
  organization: TestOrganization,
  cast: Cast,
  achievement: string,
  word: Place['word'],
): Promise<WorkRecords> {
  const place = { app, organization, word }
  const submitted = await handIn(place, cast.learner, achievement)
  const claimed = await handIn(place, cast.secondLearner, achievement)
  const quarantined = claimed.fileEvidence
  await scanFile({ ...app.deps, scanner: FINDS_ALWAYS }, { orgId: organization.id, evidenceId: quarantined })
  await judge(place, cast.secondAssessor, claimed.submissionId)
  const draft = await writePortfolio(place, cast.learner, await publishOpen(place, cast.manager))
  const { id: artifact } = await app.inOrg(organization, cast.learner, (scope) =>
    scope.db
      .selectFrom('submissionArtifact')
      .select('id')
      .where('submissionId', '=', submitted.submissionId)
      .where('kind', '=', 'file')
      .executeTakeFirstOrThrow(),
  )
  return {
    ...{ ...draft, artifact, quarantined, claimed: claimed.submissionId },
    submission: submitted.submissionId,
    submittedEnrollment: submitted.enrollment,
  }
}

/** A micro-credential that takes evidence of every kind. */
function publishOpen({ app, organization }: Place, manager: TestPerson): Promise<string> {
  const definition = structuredClone(REEFER) as DefinitionInput
  for (const criterion of definition.criteria)
    if (criterion.kind === 'performance') criterion.evidence.kinds = ['text', 'file', 'link']
  return app.inOrg(organization, manager, async (scope) => {
    const made = await createDraft(scope, { ...definition, name: 'Night shift' })
    await publishVersion(scope, made.versionId, { changeNote: '' })
    return made.achievementId
  })
}

async function writePortfolio({ app, organization, word }: Place, learner: TestPerson, achievement: string) {
  const piece = { criterionId: 'logs', title: word('evidencetitle'), text: word('evidencetext') }
  const made = await app.inOrg(organization, learner, async (scope) => {
    const { enrollmentId } = await enroll(scope, achievement)
    const { evidenceId } = await addTextEvidence(scope, enrollmentId, piece)
    await savePortfolioDraft(scope, enrollmentId, 0, { reflection: word('reflection'), aiHelp: '' })
    return { enrollment: enrollmentId, textEvidence: evidenceId }
  })
  const { evidenceId } = await uploadEvidence(
    app.deps,
    (work) => app.inOrg(organization, learner, work),
    made.enrollment,
    { criterionId: 'logs', title: piece.title, fileName: 'log.txt', bytes: Buffer.from(piece.text) },
  )
  return { ...made, fileEvidence: evidenceId }
}

async function handIn(place: Place, learner: TestPerson, achievement: string) {
  const { enrollment, fileEvidence } = await writePortfolio(place, learner, achievement)
  const declared = { authorship: true, reflection: place.word('reflection'), aiHelp: '' } as const
  const { submissionId } = await place.app.inOrg(place.organization, learner, (scope) =>
    submitEnrollment(scope, enrollment, declared),
  )
  return { enrollment, submissionId, fileEvidence }
}

function judge({ app, organization, word }: Place, assessor: TestPerson, submissionId: string) {
  return app.inOrg(organization, assessor, async (scope) => {
    await claimSubmission(scope, submissionId)
    await saveAssessment(scope, submissionId, 0, {
      feedback: word('feedback'),
      scores: ['range', 'handover'].map((rowId) => ({ criterionId: 'logs', rowId, level: 3, comment: '' })),
    })
  })
}
