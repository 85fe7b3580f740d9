import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { claimSubmission } from '../assessments/commands/claim.ts'
import { decideSubmission } from '../assessments/commands/decide.ts'
import { saveAssessment } from '../assessments/commands/save-assessment.ts'
import { publishedSpill, scored } from '../assessments/work.fixture.ts'
import { enroll } from './commands/enroll.ts'
import { addTextEvidence } from './commands/evidence.ts'
import { submitEnrollment } from './commands/submit.ts'
import { listEvidence } from './queries.ts'

export let app: TestApp
export let harbor: TestOrganization
export let manager: TestPerson
export let learner: TestPerson
export let other: TestPerson
export let assessor: TestPerson
export let achievementId: string

/** An organization with two learners and an assessor; for `beforeAll`. */
export async function openPages(): Promise<void> {
  app = await createTestApp()
  manager = await app.person('Manager')
  harbor = await app.organization(manager, 'harbor')
  learner = await app.member(harbor, 'Learner', 'learner')
  other = await app.member(harbor, 'Other', 'learner')
  assessor = await app.member(harbor, 'Assessor', 'assessor')
}

/** A micro-credential that nobody is enrolled on yet; for `beforeEach`. */
export async function publishAnother(): Promise<void> {
  achievementId = await publishedSpill(app, harbor, manager)
}

export const as = <T>(person: TestPerson, work: Parameters<typeof app.inOrg<T>>[2]) =>
  app.inOrg(harbor, person, work)

export const get = async (path: string, person: TestPerson | undefined, language = 'en') => {
  const cookie = [person?.cookie, `assay_language=${language}`].filter(Boolean).join('; ')
  const response = await app.fetch(path, { headers: { accept: 'text/html', cookie } })
  return { status: response.status, location: response.headers.get('location'), html: await response.text() }
}

/** Posts as a page without scripts does; files make it multipart. */
export const post = async (
  path: string,
  person: TestPerson,
  fields: Record<string, string | File>,
): Promise<{ status: number; location: string | null; html: string }> => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  const files = Object.values(fields).some((value) => value instanceof File)
  const body = files ? form : new URLSearchParams(fields as Record<string, string>)
  const response = await app.fetch(path, { method: 'POST', as: person, body })
  return { status: response.status, location: response.headers.get('location'), html: await response.text() }
}

export const file = (name: string, content: string) => new File([content], name)

/** Enrolls by command; answers the page's address. */
export const enrolled = async (person = learner) => {
  const { enrollmentId } = await as(person, (scope) => enroll(scope, achievementId))
  return { id: enrollmentId, page: `/o/harbor/enrollments/${enrollmentId}` }
}
export const evidence = (id: string) => as(learner, (scope) => listEvidence(scope, id))
export const piece = async (id: string) => {
  const [first] = await evidence(id)
  if (first === undefined) throw new Error('no evidence')
  return first
}
export const TEXT = {
  intent: 'text',
  criterionId: 'contain',
  title: 'My spill',
  text: 'I closed the **drain**.',
}

/** Hands in by command. */
export const handedIn = (id: string) =>
  as(learner, async (scope) => {
    await addTextEvidence(scope, id, { criterionId: 'contain', title: 'My spill', text: 'Drain first.' })
    return submitEnrollment(scope, id, { authorship: true, reflection: 'I look first now.', aiHelp: '' })
  })

export const decided = (submissionId: string, outcome: 'returned' | 'awarded') =>
  as(assessor, async (scope) => {
    await claimSubmission(scope, submissionId)
    await saveAssessment(scope, submissionId, 0, {
      scores: outcome === 'awarded' ? scored(2, 3) : scored(2, 1),
      feedback: 'Nearly there.',
    })
    return decideSubmission(
      scope,
      submissionId,
      outcome === 'awarded' ? { outcome } : { outcome, reason: 'The report needs its time.' },
    )
  })
