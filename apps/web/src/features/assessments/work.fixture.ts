import type { TestApp, TestOrganization, TestPerson } from '../../../test/test-app.ts'
import { createDraft, publishVersion } from '../achievements/commands.ts'
import { spillDefinition } from '../achievements/definition.fixture.ts'
import { enroll } from '../enrollments/commands/enroll.ts'
import { addTextEvidence } from '../enrollments/commands/evidence.ts'
import { submitEnrollment } from '../enrollments/commands/submit.ts'
import type { RowScore } from './schema.ts'

/** Publishes the fixture's micro-credential: one criterion, rows `barrier` and `report`, each requiring level 2 of 3. */
export async function publishedSpill(
  app: TestApp,
  organization: TestOrganization,
  manager: TestPerson,
): Promise<string> {
  return app.inOrg(organization, manager, async (scope) => {
    const draft = await createDraft(scope, spillDefinition())
    await publishVersion(scope, draft.versionId, { changeNote: '' })
    return draft.achievementId
  })
}

export async function started(
  app: TestApp,
  organization: TestOrganization,
  learner: TestPerson,
  achievementId: string,
): Promise<string> {
  const { enrollmentId } = await app.inOrg(organization, learner, (scope) => enroll(scope, achievementId))
  return enrollmentId
}

/** Adds one text and hands in; answers the submission. */
export async function handedIn(
  app: TestApp,
  organization: TestOrganization,
  learner: TestPerson,
  enrollmentId: string,
): Promise<string> {
  const handed = await app.inOrg(organization, learner, async (scope) => {
    await addTextEvidence(scope, enrollmentId, {
      criterionId: 'contain',
      title: 'My spill',
      text: 'I closed the **drain** first. <script>alert(1)</script>',
    })
    return submitEnrollment(scope, enrollmentId, { authorship: true, reflection: '', aiHelp: '' })
  })
  return handed.submissionId
}

/** Levels of the two rows. */
export const scored = (barrier: number | null, report: number | null): RowScore[] => [
  { criterionId: 'contain', rowId: 'barrier', level: barrier, comment: 'Seen on the photo' },
  { criterionId: 'contain', rowId: 'report', level: report, comment: '' },
]
