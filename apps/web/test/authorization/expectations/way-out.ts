import { route } from '../expectation.ts'

/** The way out of an organization: its administrator in person, and no key. */
export const wayOut = [
  route('GET /o/{org}/way-out', ['administrator']),
  route('POST /o/{org}/way-out', ['administrator'], (r) => ({ form: { intent: 'close', slug: r.org } })),
  // It is the organization, with everybody's work.
  route('GET /o/{org}/way-out/archive.zip', ['administrator'], () => ({}), { tells: true }),
]
