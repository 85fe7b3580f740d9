import { anyone, assessors, members, route } from '../expectation.ts'
import type { Records } from '../records.ts'

const ENROLLMENTS = '/api/v1/organizations/{org}/enrollments'
const ONE = `${ENROLLMENTS}/{enrollment}`
const PIECE = '/api/v1/organizations/{org}/evidence/{evidence}'
const SUBMISSION = '/api/v1/organizations/{org}/submissions/{submission}'
const PIECE_OF_TEXT = { criterionId: 'logs', title: 'Night shift', text: 'All plugs were read at six.' }
const onText = (r: Records) => ({ params: { evidence: r.textEvidence } })
const onSubmitted = (r: Records) => ({ params: { enrollment: r.submittedEnrollment } })
/** Work that waits for a decision is read by who handed it in and by every assessor. */
const readers = ['learner', ...assessors] as const
const file = () => new File(['Read at six.'], 'log.txt', { type: 'text/plain' })

/** What a learner works on: theirs alone until it is handed in. */
export const enrollments = [
  route(`GET ${ENROLLMENTS}`, members),
  route(`POST ${ENROLLMENTS}`, members, (r) => ({ json: { achievementId: r.unstarted } })),
  route(`GET ${ONE}`, ['learner']),
  route(`POST ${ONE}/withdraw`, ['learner']),
  route(`GET ${ONE}/draft`, ['learner']),
  route(`PUT ${ONE}/draft`, ['learner'], () => ({ json: { revision: 1, reflection: 'Rewritten' } })),
  route(`GET ${ONE}/evidence`, ['learner']),
  route(`POST ${ONE}/evidence/text`, ['learner'], () => ({ json: PIECE_OF_TEXT })),
  route(`POST ${ONE}/evidence/link`, ['learner'], () => ({
    json: { criterionId: 'logs', title: 'Log', url: 'https://example.org/log' },
  })),
  route(`POST ${ONE}/evidence/file`, ['learner'], () => ({ form: { criterionId: 'logs', file: file() } })),
  route(`GET ${PIECE}/file`, ['learner'], (r) => ({ params: { evidence: r.fileEvidence } })),
  route(`PATCH ${PIECE}`, ['learner'], (r) => ({ ...onText(r), json: { revision: 1, title: 'Renamed' } })),
  route(`DELETE ${PIECE}`, ['learner'], onText),
  route(`POST ${ONE}/submissions`, ['learner'], () => ({ json: { authorship: true } })),
  route(`GET ${ONE}/submissions`, ['learner'], onSubmitted),
  route(`POST ${ONE}/submissions/withdraw`, ['learner'], onSubmitted),
  route(`GET ${SUBMISSION}`, readers),
  route(`GET ${SUBMISSION}/files/{artifact}`, readers),

  // These two take forms; whoever comes by a link is led to the page that has them, which then asks who they are.
  route('GET /o/{org}/enroll', anyone),
  route('GET /o/{org}/enrollments/{enrollment}/upload', anyone),
  route('POST /o/{org}/enroll', members, (r) => ({ form: { achievementId: r.unstarted } })),
  route('GET /o/{org}/enrollments', members),
  route('GET /o/{org}/enrollments/{enrollment}', ['learner']),
  route('POST /o/{org}/enrollments/{enrollment}', ['learner'], () => ({ form: { intent: 'give-up' } })),
  route('POST /o/{org}/enrollments/{enrollment}/upload', ['learner'], () => ({
    form: { criterionId: 'logs', file: file() },
  })),
  route('GET /o/{org}/enrollments/{enrollment}/submissions/{number}', ['learner'], (r) => ({
    params: { enrollment: r.submittedEnrollment, number: '1' },
  })),
  route('GET /o/{org}/evidence/{evidence}/file', ['learner'], (r) => ({
    params: { evidence: r.fileEvidence },
  })),
  route('GET /o/{org}/submissions/{submission}/files/{artifact}', readers),
]
