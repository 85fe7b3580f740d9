import { planners, route } from '../expectation.ts'
import type { Records } from '../records.ts'

const owners = [
  ...(['administrator', 'program_manager', 'assessor', 'second_assessor', 'learner'] as const),
  ...(['second_learner', 'observer', 'people_manager', 'recruiter', 'executive', 'partner'] as const),
  ...(['set_holder', 'delegate'] as const),
  ...(['foreign_administrator', 'stranger', 'left', 'personal_key'] as const),
]
const learner = ['learner', 'personal_key'] as const
const made = (r: Records) => ({ title: 'My proofs', entries: [r.issuedEntry], organization: r.orgId })

/** Learner records: a person's own; the organization that signed one sees that it exists, and can revoke it. */
export const learnerRecords = [
  route('GET /api/v1/me/records', owners),
  route('POST /api/v1/me/records', learner, (r) => ({ json: made(r) }), { refusals: [422] }),
  route('GET /api/v1/me/records/{record}/document', learner),
  route('DELETE /api/v1/me/records/{record}', learner),
  route('GET /api/v1/organizations/{org}/records', planners),
  route('POST /api/v1/organizations/{org}/records/{record}/revoke', planners, () => ({
    json: { reason: 'Made in error' },
  })),
  route('GET /backpack/records', owners),
  route('POST /backpack/records', learner, (r) => ({ form: { intent: 'remove', record: r.record } })),
  route('GET /backpack/records/{record}/record.json', learner),
]
