import { learner, owners, route } from '../expectation.ts'

const mine = { title: 'My proofs', entries: [] }

/** Collections and what is shared: a person's own; a private collection is nobody else's to see. */
export const sharing = [
  route('GET /api/v1/me/collections', owners),
  route('POST /api/v1/me/collections', owners, () => ({ json: mine })),
  route('GET /api/v1/me/collections/{collection}', learner),
  route('PUT /api/v1/me/collections/{collection}', learner, () => ({ json: { ...mine, revision: 1 } })),
  route('DELETE /api/v1/me/collections/{collection}', learner),
  route('GET /api/v1/me/sharing', owners),
  route('DELETE /api/v1/me/sharing', owners),
  route('GET /backpack/collections', owners),
  route('POST /backpack/collections', owners, () => ({ form: { title: 'My proofs' } })),
  route('GET /backpack/collections/{collection}', learner),
  route('POST /backpack/collections/{collection}', learner, () => ({ form: { intent: 'delete' } })),
  route('GET /backpack/sharing', owners),
  route('POST /backpack/sharing', owners, () => ({ form: { kind: 'all' } })),
  // The page for strangers: it tells of a private collection to nobody, not even to its owner.
  route('GET /collections/{collection}', []),
]
