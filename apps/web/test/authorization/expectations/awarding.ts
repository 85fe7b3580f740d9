import { anyone, assessors, planners, route } from '../expectation.ts'
import type { Records } from '../records.ts'

const CREDENTIALS = '/api/v1/organizations/{org}/credentials'
const REASON = { json: { reason: 'Found to be wrong' } }
const award = (r: Records) => ({
  personId: r.newcomer,
  achievementVersionId: r.version,
  reason: 'Known for years',
})

/** What the organization issued, and what holders have of it; the learner's credential is private. */
export const credentials = [
  route(`GET ${CREDENTIALS}`, planners),
  route(`POST ${CREDENTIALS}`, ['program_manager'], (r) => ({ json: award(r) })),
  route(`GET ${CREDENTIALS}/{credential}`, planners),
  route(`GET ${CREDENTIALS}/{credential}/document`, planners),
  route(`POST ${CREDENTIALS}/{credential}/revoke`, planners, () => REASON),
  route(`POST ${CREDENTIALS}/{credential}/suspend`, planners, () => REASON),
  route(`POST ${CREDENTIALS}/{credential}/reinstate`, planners, (r) => ({
    params: { credential: r.suspended },
    ...REASON,
  })),
  // Every person has such a list; a personal key cannot have its scope.
  route('GET /api/v1/me/credentials', [
    ...(['administrator', 'program_manager', 'assessor', 'second_assessor', 'learner'] as const),
    ...(['second_learner', 'observer', 'people_manager', 'recruiter', 'executive', 'partner'] as const),
    ...(['set_holder', 'delegate', 'foreign_administrator', 'stranger', 'left'] as const),
  ]),
  route('GET /api/v1/me/credentials/{credential}/document', ['learner']),
  route('GET /o/{org}/credentials', planners),
  route('GET /o/{org}/credentials/{credential}', planners),
  route('POST /o/{org}/credentials/{credential}', planners, () => ({
    form: { intent: 'suspend', reason: 'Medical check overdue' },
  })),
  route('GET /o/{org}/award', ['program_manager']),
  route('POST /o/{org}/award', ['program_manager'], (r) => ({ form: award(r) })),
  route('GET /credentials/{credential}', ['learner'], () => ({ accept: 'application/json' })),
  route('GET /credentials/{credential} as page', ['learner']),
  route('GET /credentials/{credential}/credential.json', ['learner']),
  route('GET /credentials/{credential}/badge.png', ['learner']),
  ...['credential.jwt', 'badge.svg', 'certificate.pdf'].map((name) =>
    route(`GET /credentials/{credential}/${name}`, ['learner']),
  ),
  ...['credential.json', 'credential.jwt', 'badge.png', 'badge.svg', 'certificate.pdf'].flatMap((name) => [
    route(`GET ${CREDENTIALS}/{credential}/${name}`, planners),
    route(`GET /api/v1/me/credentials/{credential}/${name}`, ['learner']),
  ]),
  // Nobody but the holder may leave something out of a badge, however it is shared.
  ...['part.json', 'part.png', 'part.svg'].flatMap((name) => [
    route(`GET /credentials/{credential}/${name}`, ['learner'], () => ({ query: { hide: 'assessment' } })),
    route(`GET /api/v1/me/credentials/{credential}/${name}`, ['learner'], () => ({
      query: { hide: 'assessment' },
    })),
  ]),
  route('GET /credentials/{credential}/preview.png', ['learner']),
  route('GET /status/{list}', anyone, (r) => ({ params: { list: r.statusList } })),
  route('GET /issuers/{slug}', anyone, (r) => ({ params: { slug: r.org }, accept: 'application/json' })),
  route('GET /issuers/{slug} as page', anyone, (r) => ({ params: { slug: r.org } })),
  route('GET /issuers/{slug}/did.json', anyone, (r) => ({ params: { slug: r.org } })),
  route('GET /issuers/{slug}/badges/{version}/{file}', anyone, (r) => ({
    params: { slug: r.org, file: '2026.png' },
  })),
]

const SUBMISSION = '/api/v1/organizations/{org}/submissions/{submission}'
const onClaimed = (r: Records) => ({ params: { submission: r.claimed } })
/** Whose claim it is not, is told so: an assessor may know who judges. */
const taken = { refusals: [409] }
const SCORES = ['range', 'handover'].map((rowId) => ({ criterionId: 'logs', rowId, level: 3 }))

/** Judging: any assessor takes what is free; only who took it judges and decides. */
export const assessments = [
  route('GET /api/v1/organizations/{org}/queue', assessors),
  route(`POST ${SUBMISSION}/claim`, assessors),
  // Giving back what one does not hold does nothing, and says so by nothing.
  route(`DELETE ${SUBMISSION}/claim`, ['second_assessor'], onClaimed, { refusals: [204] }),
  route(`GET ${SUBMISSION}/assessment`, ['second_assessor'], onClaimed),
  route(
    `PUT ${SUBMISSION}/assessment`,
    ['second_assessor'],
    (r) => ({ ...onClaimed(r), json: { revision: 1, scores: SCORES } }),
    taken,
  ),
  route(
    `POST ${SUBMISSION}/decision`,
    ['second_assessor'],
    (r) => ({ ...onClaimed(r), json: { outcome: 'awarded' } }),
    taken,
  ),
  route('GET /o/{org}/queue', assessors),
  route('POST /o/{org}/queue', assessors, (r) => ({ form: { submission: r.submission } })),
  route('GET /o/{org}/assess/{submission}', assessors),
  route(
    'POST /o/{org}/assess/{submission}',
    ['second_assessor'],
    (r) => ({ ...onClaimed(r), form: { intent: 'save', revision: '1', 'level:logs/range': '3' } }),
    taken,
  ),
]
