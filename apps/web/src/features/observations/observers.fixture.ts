import { expect } from 'vitest'
import { createTestApp, type TestPerson } from '../../../test/test-app.ts'
import { claimSubmission } from '../assessments/commands/claim.ts'
import { decideSubmission } from '../assessments/commands/decide.ts'
import { saveAssessment } from '../assessments/commands/save-assessment.ts'
import { scored, started } from '../assessments/work.fixture.ts'
import { setManager } from '../structure/commands/managers.ts'
import { publishedSeen } from './observed.fixture.ts'

/** An organization in which somebody observes, somebody is observed, and others look on; and what they do by the API. */
export async function observersWorld() {
  const app = await createTestApp()
  const founder = await app.person('Ada')
  const harbor = await app.organization(founder, 'harbor')
  const people = {
    manager: await app.member(harbor, 'Manager', 'program_manager'),
    assessor: await app.member(harbor, 'Assessor', 'assessor'),
    observer: await app.member(harbor, 'Observer', 'observer', 'learner'),
    second: await app.member(harbor, 'Second', 'observer'),
    lead: await app.member(harbor, 'Lead', 'people_manager'),
    learner: await app.member(harbor, 'Learner', 'learner'),
    stranger: await app.member(harbor, 'Stranger', 'learner'),
  }
  const { learner, lead, manager, assessor } = people
  await app.inOrg(harbor, founder, (scope) => setManager(scope, [learner.id], lead.id))
  const achievementId = await publishedSeen(app, harbor, manager)

  const api = (path: string, as: TestPerson, body?: unknown) =>
    app.fetch(`/api/v1/organizations/harbor${path}`, {
      as,
      ...(body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })

  return {
    ...{ app, harbor, ...people, achievementId, api },
    record: async (enrollment: string, as: TestPerson, body: unknown): Promise<string> => {
      const answer = await api(`/enrollments/${enrollment}/observations`, as, body)
      expect(answer.status).toBe(201)
      return ((await answer.json()) as { observationId: string }).observationId
    },
    /** A new learner who works on it. */
    working: async (name: string) => {
      const person = await app.member(harbor, name, 'learner')
      return { person, enrollment: await started(app, harbor, person, achievementId) }
    },
    standOf: async (enrollment: string, as: TestPerson) => {
      const answer = await api(`/enrollments/${enrollment}`, as)
      const { checklist } = (await answer.json()) as {
        checklist: { criterionId: string; state: string; missing: { code: string; count: number }[] }[]
      }
      return checklist.find(({ criterionId }) => criterionId === 'seen')
    },
    assessed: (submission: string) =>
      app.inOrg(harbor, assessor, async (scope) => {
        await claimSubmission(scope, submission)
        await saveAssessment(scope, submission, 0, { scores: scored(2, 3), feedback: '' })
        return decideSubmission(scope, submission, { outcome: 'awarded' })
      }),
  }
}
