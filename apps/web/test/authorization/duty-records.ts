import { createAssignment } from '../../src/features/assignments/commands/assign.ts'
import { askExemption } from '../../src/features/assignments/commands/exempt.ts'
import type { TestApp, TestOrganization, TestPerson } from '../test-app.ts'

/** What is assigned in an organization, all to the second learner. */
export interface DutyRecords {
  readonly assignment: string
  /** Of that assignment, open. */
  readonly duty: string
  /** Of another, with an exemption that was asked for. */
  readonly askedDuty: string
}

/** Assigns the same twice, and asks for an exemption from the second. */
export async function makeDuties(
  app: TestApp,
  organization: TestOrganization,
  manager: TestPerson,
  {
    achievement,
    personId,
    reason,
  }: { readonly achievement: string; readonly personId: string; readonly reason: string },
): Promise<DutyRecords> {
  return app.inOrg(organization, manager, async (scope) => {
    const assign = async () => {
      const { id } = await createAssignment(scope, {
        achievementId: achievement,
        target: { kind: 'person', id: personId },
        due: { days: 30 },
        reason,
      })
      const duty = await scope.db
        .selectFrom('duty')
        .select('id')
        .where('orgId', '=', scope.orgId)
        .where('assignmentId', '=', id)
        .executeTakeFirstOrThrow()
      return { assignment: id, duty: duty.id }
    }
    const first = await assign()
    const asked = await assign()
    await askExemption(scope, asked.duty, { reason })
    return { ...first, askedDuty: asked.duty }
  })
}
