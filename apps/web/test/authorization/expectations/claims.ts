import { anyone, owners, planners, route } from '../expectation.ts'
import type { Records } from '../records.ts'

const ORG = '/api/v1/organizations/{org}'
const CORRECTION = { address: 'zq.right@example.org' }
const GUEST = { name: 'Zq Guest', address: 'zq.guest@example.org' }
const managers = ['program_manager'] as const
const event = (r: Records) => ({
  achievementVersionId: r.version,
  title: 'Another day',
  reason: 'Was there',
  places: '5',
  opensAt: '2026-05-03T10:00',
  closesAt: '2026-05-03T18:00',
})
/** Whoever has the mailed link takes the badge; who decided on the award does not. */
const takers = owners.filter((name) => name !== 'program_manager')

/** What went to addresses without an account, and events that hand it out. */
export const claims = [
  route(`GET ${ORG}/claims`, planners),
  route(`GET ${ORG}/claims/{claim}`, planners),
  route(`GET ${ORG}/claims/{claim}/link`, planners),
  route(`POST ${ORG}/claims/{claim}/resend`, planners),
  route(`POST ${ORG}/claims/{claim}/correct`, planners, () => ({ json: CORRECTION })),
  route(`POST ${ORG}/bounces`, planners, () => ({ json: { address: 'zq.nobody@example.org' } })),
  route('POST /api/v1/me/claims', takers, (r) => ({ json: { token: r.claimToken } }), {
    bearer: true,
  }),
  route('GET /claim/{token}', anyone, (r) => ({ params: { token: r.claimToken } })),
  route(
    'POST /claim/{token}',
    takers,
    (r) => ({ params: { token: r.claimToken }, form: { intent: 'accept' } }),
    { bearer: true },
  ),
  route('GET /o/{org}/claims', planners),
  route('GET /o/{org}/claims/{claim}', planners),
  route('POST /o/{org}/claims/{claim}', planners, () => ({ form: { intent: 'correct', ...CORRECTION } })),

  route(`GET ${ORG}/events`, planners),
  route(`POST ${ORG}/events`, managers, (r) => ({
    json: { ...event(r), opensAt: '2026-05-03T10:00:00Z', closesAt: '2026-05-03T18:00:00Z' },
  })),
  route(`GET ${ORG}/events/{event}`, planners),
  route(`GET ${ORG}/events/{event}/entries`, planners),
  route(`POST ${ORG}/events/{event}/close`, managers),
  route(`POST ${ORG}/events/{event}/decide`, managers, (r) => ({
    json: { outcome: 'approve', entries: [r.eventEntry] },
  })),
  route('GET /api/v1/events/{token}', anyone, (r) => ({ params: { token: r.eventToken } })),
  route('POST /api/v1/events/{token}/entries', anyone, (r) => ({
    params: { token: r.eventToken },
    json: GUEST,
  })),
  route('GET /events/{token}', anyone, (r) => ({ params: { token: r.eventToken } })),
  route('POST /events/{token}', anyone, (r) => ({ params: { token: r.eventToken }, form: GUEST })),
  route('GET /o/{org}/events', planners),
  route('GET /o/{org}/events/new', managers),
  route('POST /o/{org}/events/new', managers, (r) => ({ form: event(r) })),
  route('GET /o/{org}/events/{event}', planners),
  route('POST /o/{org}/events/{event}', managers, (r) => ({
    form: { intent: 'refuse', 'entries[]': [r.eventEntry] },
  })),
  route('GET /o/{org}/events/{event}/print', planners),
]
