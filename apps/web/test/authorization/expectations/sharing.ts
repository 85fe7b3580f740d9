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
  // Of public badges alone; the badges of the matrix are private.
  route('GET /embed/credentials/{credential}', []),
  route('GET /embed/b/{entry}', []),
  route('GET /embed/collections/{collection}', []),
  route('GET /oembed', [], (r) => ({ query: { url: `http://127.0.0.1:8421/credentials/${r.credential}` } })),
  // The page for strangers: it tells of a private collection to nobody, not even to its owner.
  route('GET /collections/{collection}', []),
  route('GET /collections/{collection}/preview.png', []),
  route('GET /collections/{collection}/badges.png', []),
  route('GET /api/v1/me/backpack/{entry}/ways', learner),
  route('GET /api/v1/me/collections/{collection}/ways', learner),
  route('GET /backpack/{entry}/share', learner),
  route('POST /backpack/{entry}/share', learner, () => ({ form: { visibility: 'public' } })),
  route('GET /backpack/collections/{collection}/share', learner),
  route('POST /backpack/collections/{collection}/share', learner, () => ({ form: { visibility: 'public' } })),
  // Nobody gets the code of what is private: it has no address.
  route('GET /backpack/{entry}/share/{code}', [], () => ({ params: { code: 'code.svg' } })),
  route('GET /backpack/collections/{collection}/share/{code}', [], () => ({ params: { code: 'code.svg' } })),
]
