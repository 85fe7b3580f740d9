import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import type { OrgScope } from '../../db/scopes.ts'
import { claimSubmission } from './commands/claim.ts'
import { saveAssessment } from './commands/save-assessment.ts'
import { listQueue } from './queries.ts'
import { queueQuerySchema, type RowScore } from './schema.ts'
import * as work from './work.fixture.ts'

export let app: TestApp
export let harbor: TestOrganization
export let manager: TestPerson
export let learner: TestPerson
export let pilar: TestPerson
export let ruben: TestPerson
export let achievementId: string
export let enrollmentId: string
export let submissionId: string

export const START = new Date('2026-05-07T10:00:00Z') // a Thursday
export const HOUR = 3_600_000
export const as = <T>(person: TestPerson, run: (scope: OrgScope) => Promise<T>) =>
  app.inOrg(harbor, person, run)
export const later = (hours: number) => {
  app.clock.now = new Date(app.clock.now.getTime() + hours * HOUR)
}

/** An organization with two assessors, one of whom learns too; for `beforeAll`. */
export async function openQueue(): Promise<void> {
  app = await createTestApp()
  manager = await app.person('Manager')
  harbor = await app.organization(manager, 'harbor')
  learner = await app.member(harbor, 'Learner', 'learner')
  pilar = await app.member(harbor, 'Pilar', 'assessor', 'learner')
  ruben = await app.member(harbor, 'Ruben', 'assessor')
}

/** Work that waits, on a micro-credential of its own; what waited before does no longer. For `beforeEach`. */
export async function newWork(): Promise<void> {
  app.clock.now = new Date(START)
  await app.asOwner(
    `UPDATE assay.submission SET state = 'withdrawn' WHERE state = 'submitted'; UPDATE assay.enrollment SET state = 'withdrawn'`,
  )
  achievementId = await work.publishedSpill(app, harbor, manager)
  enrollmentId = await started(learner)
  submissionId = await handedIn(learner, enrollmentId)
}

export const started = (person: TestPerson) => work.started(app, harbor, person, achievementId)
export const handedIn = (person: TestPerson, enrollment: string) =>
  work.handedIn(app, harbor, person, enrollment)

export const judge = (person: TestPerson, scores: RowScore[], revision = 0, submission = submissionId) =>
  as(person, async (scope) => {
    await claimSubmission(scope, submission)
    return saveAssessment(scope, submission, revision, { scores, feedback: 'Well done' })
  })

export const queue = (person: TestPerson, show = 'waiting') =>
  as(person, (scope) => listQueue(scope, queueQuerySchema.parse({ show, achievementId })))

export const credentials = async () => {
  const [row] = await app.asOwner(
    `SELECT count(*)::int AS n FROM assay.credential WHERE achievement_id = '${achievementId}'`,
  )
  return row?.n
}
