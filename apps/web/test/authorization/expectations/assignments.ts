import { administrators, anyone, members, planners, route } from '../expectation.ts'

const overseers = [...planners, 'people_manager'] as const
const assignments = '/api/v1/organizations/{org}/assignments'
const duty = '/api/v1/organizations/{org}/duties/{dutyId}'
type Ids = { readonly assignment: string; readonly duty: string; readonly askedDuty: string }
const byAssignment = (r: Ids) => ({ params: { assignmentId: r.assignment } })
const byDuty = (r: Ids) => ({ params: { dutyId: r.duty } })
const byAsked = (r: Ids) => ({ params: { dutyId: r.askedDuty } })
const WHY = 'The harbor rules ask for it'

/** Assigning, what is due, exemptions and renewal. The duties are the second learner's, who reports to the people manager. */
export const assignmentLines = [
  route(`GET ${assignments}`, overseers),
  route(
    `POST ${assignments}`,
    planners,
    (r) => ({
      json: {
        achievementId: r.achievement,
        target: { kind: 'person', id: r.newcomer },
        due: { days: 30 },
        reason: WHY,
      },
    }),
    // What belongs to another organization is a wrong field, which tells nothing.
    { refusals: [422] },
  ),
  route(`GET ${assignments}/{assignmentId}`, planners, byAssignment),
  route(`GET ${assignments}/{assignmentId}/duties`, planners, byAssignment),
  route(`POST ${assignments}/{assignmentId}/end`, planners, byAssignment),
  route('GET /api/v1/organizations/{org}/due', overseers),
  route('GET /api/v1/organizations/{org}/duties', members),
  route(`GET ${duty}`, [...overseers, 'second_learner'], byDuty),
  route(`POST ${duty}/exemption`, [...overseers, 'second_learner'], (r) => ({
    ...byDuty(r),
    json: { reason: WHY },
  })),
  // The program manager asked for it, and so does not decide on it.
  route(`POST ${duty}/exemption/decision`, [...administrators, 'people_manager'], (r) => ({
    ...byAsked(r),
    json: { approve: true },
  })),
  route(`POST ${duty}/work`, ['second_learner'], byDuty),
  // The learner's credential does not end soon: there is nothing to renew yet.
  route(
    'POST /api/v1/organizations/{org}/renewals',
    ['learner'],
    (r) => ({ json: { credentialId: r.credential } }),
    { answers: [409] },
  ),

  route('GET /o/{org}/assignments', overseers),
  route(
    'POST /o/{org}/assignments',
    planners,
    (r) => ({
      form: {
        achievementId: r.achievement,
        kind: 'person',
        personId: r.newcomer,
        dueDays: '30',
        reason: WHY,
      },
    }),
    { refusals: [422] },
  ),
  route('GET /o/{org}/assignments/{assignment}', planners),
  route('POST /o/{org}/assignments/{assignment}', planners, () => ({ form: {} })),
  route('GET /o/{org}/due', overseers),
  route('GET /o/{org}/due/export.csv', overseers),
  route('GET /o/{org}/duties/{duty}', [...overseers, 'second_learner']),
  route('POST /o/{org}/duties/{duty}', [...overseers, 'second_learner'], () => ({
    form: { intent: 'ask', reason: WHY },
  })),
  route('GET /o/{org}/renewals', anyone),
  route('POST /o/{org}/renewals', ['learner'], (r) => ({ form: { credentialId: r.credential } }), {
    answers: [409],
  }),
]
